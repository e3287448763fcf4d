"""Whoever must wait for another does so at a table of ours, which nobody without rights in the warehouse can lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from builders import article
from wireroom.warehouse import articles, events, pages, signatures, takedowns
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.queries import QUERIES, query
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator

SEEDS = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
BRIEFLY = "SELECT set_config('lock_timeout', '100ms', false)"
FIXED = {"duplicate/lock", "event/lock", "observation/lock"}
NUMBERS = (  # what loads, relating, counting and takedowns once waited for, for as long as an analyst pleased
    *("1466459746", "1466459748", "1466459765", "hashtext('wireroom events')"),
    *("hashtextextended('wireroom.observation', 0)", "hashtextextended('ingest_seeds/manual__1', 1466459747)"),
)


@pytest.fixture
def other(database_url: str) -> Generator[Connection]:
    """Another connection, which does not wait for long."""
    with connect(database_url, autocommit=True) as connection:
        connection.execute(BRIEFLY)
        yield connection


def take(conn: Connection, name: str, run_id: str = "manual__1") -> None:
    conn.execute(query(name), {**SEEDS.dag_run, "run_id": run_id} if name == "run/lock" else None)


def must_wait(conn: Connection, name: str, run_id: str = "manual__1") -> bool:
    try:
        with conn.transaction():
            take(conn, name, run_id)
    except psycopg.errors.LockNotAvailable:
        return True
    return False


def test_only_migrations_take_a_lock_that_everybody_may_take(conn: Connection) -> None:
    files = {path.parent.name for path in QUERIES.rglob("*.sql") if "advisory" in path.read_text(encoding="utf-8")}
    functions = conn.execute(
        "SELECT proname FROM pg_proc WHERE prosrc LIKE '%pg_advisory%'"
        " AND pronamespace::regnamespace::text IN ('raw', 'news', 'mart', 'ops')"
    ).fetchall()

    assert files == {"migration"}
    assert functions == []


def test_no_number_that_somebody_locks_stops_anything(conn: Connection, other: Connection) -> None:
    for number in NUMBERS:
        conn.execute(f"SELECT pg_advisory_lock({number})".encode())
    for (name,) in partitions(other):
        other.execute(f"DROP TABLE raw.{name}".encode())

    pages.ensure_partitions(other)
    loaded = articles.load(other, SEEDS, [article(1)])
    with other.transaction():
        signatures.lock(other)
        events.lock(other)
        takedowns.share(other)
        take(other, "observation/lock")
        take(other, "takedown/lock")

    assert loaded == {"stored": 1}
    assert partitions(other)


def partitions(conn: Connection) -> list[tuple[str]]:
    return conn.execute(
        "SELECT relname FROM pg_class AS c INNER JOIN pg_inherits AS i ON c.oid = i.inhrelid"
        " WHERE i.inhparent = 'raw.page'::regclass"
    ).fetchall()


@pytest.mark.parametrize("name", sorted(FIXED | {"run/lock"}))
def test_one_transaction_at_a_time_has_a_turn_and_others_have_theirs(
    conn: Connection, other: Connection, name: str
) -> None:
    with conn.transaction():
        take(conn, name)
        kept_waiting = {each for each in FIXED | {"run/lock"} if must_wait(other, each)}
        another_run = must_wait(other, "run/lock", "manual__2")

    assert kept_waiting == {name}
    assert not another_run
    assert not must_wait(other, name)


@pytest.mark.parametrize("writes", ["takedown/share", "corpus/hold_takedowns", "run/lock"])
def test_writers_share_what_a_takedown_waits_for(conn: Connection, other: Connection, writes: str) -> None:
    with conn.transaction():
        take(conn, writes)
        shared = [
            must_wait(other, each, "manual__2") for each in ("takedown/share", "corpus/hold_takedowns", "run/lock")
        ]
        a_takedown_waits = must_wait(other, "takedown/lock")
    with conn.transaction():
        take(conn, "takedown/lock")
        a_writer_waits = must_wait(other, writes)
        other.execute("SELECT FROM ops.takedown_gate")  # as a dump does

    assert shared == [False] * 3
    assert a_takedown_waits
    assert a_writer_waits


@pytest.mark.parametrize("name", sorted(FIXED | {"run/lock", "takedown/share", "corpus/hold_takedowns"}))
def test_a_writer_takes_every_turn_and_cannot_remove_one(conn: Connection, name: str) -> None:
    conn.execute("SET ROLE wireroom")

    assert not must_wait(conn, name)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("DELETE FROM ops.turn")


def test_a_turn_that_is_not_there_is_an_error(conn: Connection) -> None:
    with pytest.raises(psycopg.errors.NoDataFound, match="no row for dancing"):
        conn.execute("SELECT ops.take_turn('dancing')")
