"""A login of an analyst reads what is promised, writes nothing, and cannot run for ever."""

from __future__ import annotations

import secrets
import threading
import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from builders import article
from psycopg.conninfo import make_conninfo
from wireroom.errors import AnalystRefused, AnalystUnstoppable
from wireroom.jobs.watching import keep_watch
from wireroom.settings import Settings
from wireroom.warehouse import analysts, articles
from wireroom.warehouse.queries import RIGHTS
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator

    from wireroom.warehouse.connection import Connection

PASSWORD = "a long enough password"
SEEDS = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
WATCH = RunKey(dag_id="keep_watch", run_id="scheduled__1", task_id="look")
FOREVER = "SELECT pg_sleep(60)"
STUBBORN = "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$"


def settings(**changes: Any) -> Settings:
    return Settings(analyst_timeout_s=0.3, least_free_bytes=0, home="/nonexistent", **changes)


@pytest.fixture
def login(conn: Connection) -> Generator[str]:
    """The name of a login made for one test: roles belong to the whole server."""
    name = f"ann_{secrets.token_hex(4)}"
    conn.execute(RIGHTS.read_bytes())  # those of the database itself are not copied with a template
    analysts.add(conn, name, PASSWORD, settings())
    yield name
    conn.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (name,))
    analysts.remove(conn, name)


@pytest.fixture
def ann(login: str, database_url: str) -> Generator[Connection]:
    """A connection of that login."""
    with psycopg.connect(make_conninfo(database_url, user=login, password=PASSWORD), autocommit=True) as connection:
        yield connection


def running(ann: Connection, statement: str) -> tuple[threading.Thread, list[BaseException]]:
    """Run it in a thread; how it ended."""
    ended: list[BaseException] = []

    def run() -> None:
        try:
            ann.execute(statement.encode())
        except psycopg.Error as exc:
            ended.append(exc)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, ended


def test_it_reads_facts_and_marts_by_their_short_names(conn: Connection, ann: Connection) -> None:
    articles.load(conn, SEEDS, [article(1)])

    assert ann.execute("SELECT title FROM article").fetchall() == [("Ferry 1 returns",)]
    assert ann.execute("SELECT count(*) FROM news.removal").fetchone() == (1,)


@pytest.mark.parametrize(
    "forbidden",
    [
        "SELECT FROM raw.page",
        "SELECT FROM raw.entry",
        "SELECT FROM ops.run",
        "SELECT FROM ops.takedown",
        "INSERT INTO news.source (name) VALUES ('mine')",
        "UPDATE news.article SET title = 'mine'",
        "DELETE FROM news.removal",
        "TRUNCATE news.media",
        "CREATE TABLE public.mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE VIEW mart.mine AS SELECT 1 AS one",
        "CREATE SCHEMA mine",
        "SELECT ops.ensure_partitions(1)",
        "SELECT * FROM ops.stop_long_queries('1 s')",
        "SELECT ops.take_turn('events')",
        "SELECT ops.wait_for_writers()",
        "SELECT FROM ops.turn FOR UPDATE",
        "LOCK TABLE ops.takedown_gate IN ACCESS SHARE MODE",
        "LOCK TABLE news.article IN ROW SHARE MODE",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "SET ROLE wireroom",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_create(0)",
        "SELECT lowrite(0, 'x')",
        "SELECT pg_logical_emit_message(false, 'mine', 'x')",
    ],
)
def test_it_does_no_more_even_in_a_transaction_it_calls_writable(ann: Connection, forbidden: str) -> None:
    ann.execute("SET default_transaction_read_only = off")

    with pytest.raises(psycopg.errors.InsufficientPrivilege), ann.transaction():
        ann.execute(forbidden.encode())


def test_its_transactions_are_read_only_by_themselves(ann: Connection) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        ann.execute("CREATE TABLE public.mine (a int)")


def test_it_calls_functions_of_mart_and_those_of_news_that_have_no_rights_of_their_own(
    conn: Connection, login: str
) -> None:
    beyond = conn.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace::regnamespace::text IN ('raw', 'news', 'ops')"
        " AND has_function_privilege(%s, oid, 'execute')"
        " AND (pronamespace::regnamespace::text <> 'news' OR prosecdef OR provolatile = 'v')",
        (login,),
    ).fetchall()
    refused = conn.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace::regnamespace::text = 'mart'"
        " AND NOT has_function_privilege(%s, oid, 'execute')",
        (login,),
    ).fetchall()

    assert beyond == []  # in news only what makes ids and hashes, with the caller's own rights
    assert refused == []


def test_its_own_timeout_cuts_it_off(ann: Connection) -> None:
    with pytest.raises(psycopg.errors.QueryCanceled, match="statement timeout"):
        ann.execute(FOREVER)


def test_whatever_timeout_it_sets_the_watch_stops_it(conn: Connection, ann: Connection, database_url: str) -> None:
    ann.execute("SET statement_timeout = 0")
    thread, ended = running(ann, FOREVER)
    time.sleep(0.4)

    told = keep_watch(database_url, settings(analyst_most_s=0.3), WATCH, free_bytes=lambda _: 10**12)

    thread.join(10)
    assert {"queries of analysts cancelled", "queries of analysts ended"} & told.keys()  # ended: the machine was slow
    assert len(ended) == 1
    assert conn.execute("SELECT 1").fetchone() == (1,)  # the owner's own session was not meant


def test_one_that_catches_the_cancellation_is_ended(conn: Connection, ann: Connection) -> None:
    ann.execute("SET statement_timeout = 0")
    thread, ended = running(ann, STUBBORN)
    time.sleep(1.5)

    first = analysts.stop_long(conn, most_s=1.2)  # beyond 1.8 it would be ended at once
    second = analysts.stop_long(conn, most_s=0.5)

    thread.join(10)
    assert [each.became for each in first] == ["cancelled"]
    assert [each.became for each in second] == ["ended"]
    assert ended
    assert ann.broken


def test_who_only_holds_a_transaction_open_is_ended_too(conn: Connection, ann: Connection) -> None:
    ann.execute("SET idle_in_transaction_session_timeout = 0")
    ann.execute("BEGIN")
    ann.execute("SELECT 1")
    time.sleep(0.2)

    assert [each.became for each in analysts.stop_long(conn, most_s=0.1)] == ["ended"]
    ann.close()


def test_it_is_stopped_in_whatever_database_of_the_server_it_runs(
    conn: Connection, login: str, server_url: str
) -> None:
    elsewhere = psycopg.connect(make_conninfo(server_url, user=login, password=PASSWORD))
    elsewhere.execute("SET idle_in_transaction_session_timeout = 0")
    time.sleep(0.2)

    assert [each.became for each in analysts.stop_long(conn, most_s=0.1)] == ["ended"]
    elsewhere.close()


def test_a_short_query_is_let_be(conn: Connection, ann: Connection) -> None:
    ann.execute("SET statement_timeout = 0")
    thread, ended = running(ann, "SELECT pg_sleep(0.3)")
    time.sleep(0.1)

    assert analysts.stop_long(conn, most_s=60) == []
    thread.join(10)
    assert ended == []


def test_a_warehouse_whose_owner_may_not_stop_them_says_what_to_grant(
    conn: Connection, ann: Connection, database_url: str
) -> None:
    owner = f"owner_{secrets.token_hex(4)}"
    conn.execute(f"CREATE ROLE {owner}; ALTER FUNCTION ops.stop_long_queries(interval) OWNER TO {owner}".encode())
    ann.execute("SELECT 1")

    with pytest.raises(AnalystUnstoppable, match="GRANT pg_signal_backend, pg_read_all_stats"):
        keep_watch(database_url, settings(), WATCH, free_bytes=lambda _: 10**12)

    conn.execute(f"ALTER FUNCTION ops.stop_long_queries(interval) OWNER TO CURRENT_USER; DROP ROLE {owner}".encode())


def test_its_limits_stand_on_the_login(conn: Connection, login: str) -> None:
    (found,) = [each for each in analysts.listed(conn) if each.login == login]

    assert found.connections == 4
    assert "statement_timeout=300ms" in found.settings
    assert "default_transaction_read_only=on" in found.settings
    assert "temp_file_limit=5GB" in found.settings


@pytest.mark.parametrize("name", ["", "Ann", "ann; DROP TABLE x", "ännchen", "a" * 64])
def test_an_odd_name_is_refused(conn: Connection, name: str) -> None:
    with pytest.raises(AnalystRefused, match="no name of a login"):
        analysts.add(conn, name, PASSWORD, settings())


def test_a_taken_name_is_refused_and_so_is_removing_what_is_no_analyst(conn: Connection, login: str) -> None:
    with pytest.raises(AnalystRefused, match="already"):
        analysts.add(conn, login, PASSWORD, settings())
    with pytest.raises(AnalystRefused, match="no login of an analyst"):
        analysts.remove(conn, "wireroom")


def test_who_may_make_no_roles_is_told_what_a_superuser_types(ann: Connection) -> None:
    ann.execute("SET default_transaction_read_only = off")

    with pytest.raises(AnalystRefused, match=r"a superuser may:\nCREATE ROLE .bob. LOGIN PASSWORD '…'") as told:
        analysts.add(ann, "bob", PASSWORD, settings())

    assert PASSWORD not in str(told.value)
    assert "SCRAM" not in str(told.value)
