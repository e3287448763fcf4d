"""On the embedded cluster: what was taken down stays so after destroy and restore; analysts get in, and no further."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg
import pytest
from builders import article
from leftovers import holding
from local.conftest import Environment, started
from psycopg.conninfo import make_conninfo
from wireroom.cli import main
from wireroom.jobs.takedown import selector, take_down
from wireroom.local import dump, start
from wireroom.local.context import WAREHOUSE, running_context
from wireroom.local.halt import destroy
from wireroom.local.places import checkout_name
from wireroom.local.restore import restore
from wireroom.local.steps import Steps
from wireroom.model import Block, BlockKind
from wireroom.warehouse import analysts, articles
from wireroom.warehouse.connection import session
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.local.context import Context

NOW = datetime(2026, 11, 28, tzinfo=UTC)
SEEDS = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
RARE = "zanzibrilk"


def with_articles(environ: Environment) -> Context:
    context = started(environ)
    start.migrate_warehouse(context, Steps())
    rare = (Block(kind=BlockKind.PARAGRAPH, text=f"The {RARE} is back."),)
    with session(context.warehouse_url) as conn:
        articles.load(conn, SEEDS, [article(1, blocks=rare), article(2)])
    return context


def left(context: Context) -> tuple[set[str], int]:
    """Where the rare word is, and how many articles there are."""
    with session(context.warehouse_url) as conn:
        row = conn.execute("SELECT count(*) FROM news.article").fetchone()
        return holding(conn, {RARE}, set()), row[0] if row else 0


def test_no_backup_brings_back_what_was_taken_down(environ: Environment) -> None:
    context = with_articles(environ)
    made = dump.backup(context, Steps())
    run = RunKey(dag_id="take_down", run_id="manual__1", task_id="erase")
    what = selector(url=article(1).url_key)
    take_down(context.warehouse_url, context.settings, run, what, reason="r", by="ann", now=NOW, dry_run=False)

    destroy(environ, ask=checkout_name)
    restore(environ, wanted=made.name)
    again = running_context(environ)
    with session(again.warehouse_url) as conn:
        tally = articles.load(conn, SEEDS, [article(1, entry_key="seed:other/1.txt#1")])

    assert left(again) == (set(), 1)
    assert tally == {"rejected": 1}


def test_an_analyst_gets_into_the_warehouse_and_is_stopped_there(
    environ: Environment, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = with_articles(environ)
    for name, value in {**environ, "ANALYST_PASSWORD": "correct horse battery"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main(["analyst", "add", "ann"])
    said = capsys.readouterr().out
    address = f"postgresql://ann:correct%20horse%20battery@127.0.0.1:{context.settings.postgres_port}"

    with psycopg.connect(f"{address}/wireroom", autocommit=True) as ann:
        read = ann.execute("SELECT count(*) FROM article").fetchone()
        ann.execute("SET statement_timeout = 0")
        thread = threading.Thread(target=_ignore_errors, args=(ann, "SELECT pg_sleep(60)"))
        thread.start()
        time.sleep(0.5)
        with session(context.warehouse_url) as owner:
            stopped = analysts.stop_long(owner, most_s=0.4)
        thread.join(20)

    assert ended.value.code == 0
    assert "not set" not in said
    assert read == (2,)
    assert [(each.login, each.became in {"cancelled", "ended"}) for each in stopped] == [("ann", True)]
    for other in ("airflow", "postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(f"{address}/{other}")


def test_an_analyst_writes_no_large_objects_also_after_a_restore(environ: Environment) -> None:
    context = with_articles(environ)
    with session(context.url_of(WAREHOUSE)) as admin:
        analysts.add(admin, "ann", "correct horse battery", context.settings)

    refused = [_refusal_of_large_objects(context)]
    dump.backup(context, Steps())
    restore(environ)
    refused.append(_refusal_of_large_objects(context))

    assert refused == ["permission denied for function lo_from_bytea"] * 2


def _refusal_of_large_objects(context: Context) -> str | None:
    address = make_conninfo(context.warehouse_url, user="ann", password="correct horse battery")
    with psycopg.connect(address, autocommit=True) as ann:
        ann.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.Error) as told:
            ann.execute("SELECT lo_from_bytea(0, 'x')")
    return told.value.diag.message_primary


def _ignore_errors(conn: psycopg.Connection, statement: str) -> None:
    try:
        conn.execute(statement.encode())
    except psycopg.Error:
        return
