"""The outbox: every reader is told of every article, and takes it once."""

from __future__ import annotations

import psycopg
import pytest
from builders import article
from wireroom.warehouse import articles, outbox
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.runs import RunKey

RUN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
AGAIN = RunKey(dag_id="ingest_seeds", run_id="manual__2", task_id="read")


@pytest.fixture
def reader(conn: Connection) -> str:
    conn.execute("INSERT INTO ops.outbox_reader (reader) VALUES ('test')")
    return "test"


def test_what_is_loaded_waits_for_every_reader_and_what_stays_as_it_is_does_not(conn: Connection, reader: str) -> None:
    articles.load(conn, RUN, [article(1), article(2)])
    first = outbox.take(conn, reader, limit=10)

    articles.load(conn, AGAIN, [article(1, title="Another headline"), article(2)])

    changed = [row[0] for row in conn.execute("SELECT article_id FROM news.article WHERE version = 2")]
    assert len(first) == 2
    assert outbox.take(conn, reader, limit=10) == changed
    assert outbox.waiting(conn, reader) == 0


def test_a_new_reader_is_owed_what_is_there(conn: Connection) -> None:
    articles.load(conn, RUN, [article(1)])

    conn.execute("INSERT INTO ops.outbox_reader (reader) VALUES ('late')")

    assert outbox.waiting(conn, "late") == 1


def test_what_was_taken_comes_back_where_the_work_fails(conn: Connection, reader: str) -> None:
    articles.load(conn, RUN, [article(1)])

    def fail() -> None:
        with conn.transaction():
            assert outbox.take(conn, reader, limit=10)
            conn.execute("SELECT 1 / 0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        fail()

    assert outbox.waiting(conn, reader) == 1


def test_two_who_take_at_the_same_time_get_different_articles(conn: Connection, reader: str, database_url: str) -> None:
    articles.load(conn, RUN, [article(number) for number in range(4)])

    with connect(database_url, autocommit=True) as other, conn.transaction(), other.transaction():
        mine, theirs = outbox.take(conn, reader, limit=2), outbox.take(other, reader, limit=10)

    assert len(mine) == len(theirs) == 2
    assert not set(mine) & set(theirs)
