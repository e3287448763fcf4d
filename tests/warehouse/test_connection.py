"""How the warehouse is reached, and what is said where it cannot be."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import postgres
import psycopg
import pytest
from builders import article, entry, page
from psycopg import sql
from wireroom.errors import BadSetting, ServerTooOld, WarehouseGone
from wireroom.warehouse import articles, connection, pages
from wireroom.warehouse.connection import connect, session
from wireroom.warehouse.migrate import migrate
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator

    from wireroom.warehouse.connection import Connection


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(WarehouseGone, match=r"127\.0\.0\.1:1/news") as caught:
        connect("postgresql://me:secret@127.0.0.1:1/news")

    assert "secret" not in str(caught.value)


def test_a_server_that_goes_away_in_the_middle_is_gone(database_url: str, conn: Connection) -> None:
    def work() -> None:
        with session(database_url) as doomed:
            (pid,) = doomed.execute("SELECT pg_backend_pid()").fetchone() or (0,)
            conn.execute("SELECT pg_terminate_backend(%s)", (pid,))
            doomed.execute("SELECT 1")

    with pytest.raises(WarehouseGone, match="warehouse"):
        work()


def test_a_connection_thinks_in_utc_and_has_its_limits(conn: Connection) -> None:
    shown = conn.execute(
        "SELECT current_setting('timezone'), current_setting('statement_timeout'),"
        " current_setting('idle_in_transaction_session_timeout'), current_setting('application_name')"
    ).fetchone()

    assert shown == ("UTC", "10min", "15min", "wireroom")


def test_what_a_url_says_goes_before_what_we_say(database_url: str) -> None:
    url = f"{database_url}?application_name=mine&options=-c%20statement_timeout%3D1000"
    with session(url) as conn:
        shown = conn.execute(
            "SELECT current_setting('application_name'), current_setting('statement_timeout'),"
            " current_setting('timezone')"
        ).fetchone()

    assert shown == ("mine", "1s", "UTC")


def test_an_old_server_is_refused(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LEAST_SERVER", 99)

    with pytest.raises(ServerTooOld, match="the least that works is 99"):
        connect(database_url)


def test_what_is_no_url_is_refused_without_showing_it() -> None:
    with pytest.raises(BadSetting) as caught:
        connect("mysql-secret")

    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__  # nor in the trace of a log


@pytest.fixture
def owned_url(server_url: str, empty_url: str) -> Generator[str]:
    """An empty database of a user who may do nothing beyond it, as on a server of a hosting company."""
    name, password = f"plain_{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    owner, database = sql.Identifier(name), sql.Identifier(postgres.name_of(empty_url))
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(owner, sql.Literal(password)))
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))
    at = empty_url.partition("@")[2]
    yield f"postgresql://{name}:{password}@{at}"
    with psycopg.connect(empty_url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(owner))
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO CURRENT_USER").format(database))
        admin.execute(sql.SQL("DROP ROLE {}").format(owner))


def test_a_user_who_owns_only_the_database_can_migrate_and_load(owned_url: str) -> None:
    migrate(owned_url, log=lambda _: None)
    with session(owned_url) as conn:
        pages.ensure_partitions(conn)
        stored = pages.store(conn, [(entry(), page())])
        tally = articles.load(conn, RunKey(dag_id="d", run_id="r", task_id="t"), [article()])

    assert (stored, tally) == (1, {"stored": 1})
