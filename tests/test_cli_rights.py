"""What people type who say who may read, and what must go."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

import psycopg
from builders import article
from test_cli_desk import typed, warehouse
from wireroom.warehouse import articles
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from wireroom.warehouse.connection import Connection

__all__ = ["warehouse"]

SEEDS = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
KEY = article(1).url_key


def test_an_analyst_comes_and_goes(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"ann_{secrets.token_hex(4)}"

    made = typed(capsys, "analyst", "add", name)
    listing = typed(capsys, "analyst", "list")
    password, address = re.findall(r"password  (\S+)|psql '(\S+)'", made[1])
    with psycopg.connect(address[1], password=password[0]) as ann:
        read = ann.execute("SELECT count(*) FROM mart.article").fetchone()
    gone = typed(capsys, "analyst", "remove", name)
    again = typed(capsys, "analyst", "remove", name)

    assert (made[0], listing[0], gone[0]) == (0, 0, 0)
    assert re.search(rf"{name} +4 +statement_timeout=", listing[1])
    assert read == (0,)
    assert "no login of an analyst" in str(again[0])
    assert conn.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", (name,)).fetchone() == (0,)


def test_a_password_of_ones_own_is_not_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"ann_{secrets.token_hex(4)}"
    monkeypatch.setenv("ANALYST_PASSWORD", "short")
    short = typed(capsys, "analyst", "add", name)
    monkeypatch.setenv("ANALYST_PASSWORD", "correct horse battery")

    made = typed(capsys, "analyst", "add", name)

    typed(capsys, "analyst", "remove", name)
    assert "shorter than 12" in str(short[0])
    assert made[0] == 0
    assert "correct horse" not in made[1]


def test_an_article_is_taken_down_listed_and_let_back(
    conn: Connection, warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    articles.load(conn, SEEDS, [article(1), article(2)])
    words = ["takedown", "add", "--url", KEY, "--reason", "a court says so", "--by", "ann"]

    counted = typed(capsys, *words, "--dry-run")
    done = typed(capsys, *words)
    listing = typed(capsys, "takedown", "list", "--url", KEY)
    name = listing[1].split()[0]
    written = typed(capsys, "takedown", "write", str(warehouse / "list.json"))
    read = typed(capsys, "takedown", "read", str(warehouse / "list.json"))
    lifted = typed(capsys, "takedown", "lift", name, "--by", "bob")
    twice = typed(capsys, "takedown", "lift", name)

    assert counted == (0, "       1  articles\n       1  addresses to erase\n")
    assert "       1  article\n" in done[1]
    assert "stands" in listing[1]
    assert "a court says so (ann, " in listing[1]
    assert written[1].startswith("1 takedowns in ")
    assert read == (0, "nothing to erase\n")
    assert lifted == (0, "lifted: it may come again\n")
    assert "no takedown" in str(twice[0])
    assert conn.execute("SELECT count(*) FROM news.article").fetchone() == (1,)
