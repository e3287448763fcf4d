"""The outbox: every reader is told of every article, and takes it once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from builders import article
from wireroom.warehouse import articles, outbox
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.runs import RunKey

RUN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
AGAIN = RunKey(dag_id="ingest_seeds", run_id="manual__2", task_id="read")
VERSION = "UPDATE news.article SET title = 'Another headline'"
METADATA = "UPDATE news.article SET section = 'local'"
OVERRIDE = (
    "INSERT INTO news.override (url_key_hash, field, url_key, value, reason, decided_by, decided_at)"
    " SELECT url_key_hash, 'not_article', url_key, 'true', 'a list', 'ann', now() FROM news.article"
)


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


@pytest.mark.parametrize("change", [VERSION, METADATA, OVERRIDE], ids=["version", "metadata", "override"])
def test_what_is_being_changed_is_left_for_the_next_time(conn: Connection, database_url: str, change: str) -> None:
    articles.load(conn, RUN, [article(1)])
    owed = [row[0] for row in conn.execute("SELECT article_id FROM news.article")]

    with connect(database_url, autocommit=True) as other, other.transaction():
        other.execute(change.encode())
        other.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as the commit does
        meanwhile = outbox.take(conn, "counts", limit=10)

    assert meanwhile == []
    assert outbox.take(conn, "counts", limit=10) == owed


def test_a_change_that_is_taken_back_is_no_longer_in_the_way(conn: Connection, database_url: str, reader: str) -> None:
    articles.load(conn, RUN, [article(1)])
    with connect(database_url, autocommit=True) as other, other.transaction(force_rollback=True):
        other.execute(METADATA)

    assert len(outbox.take(conn, reader, limit=10)) == 1


def test_a_new_reader_waits_for_who_is_loading(conn: Connection, database_url: str) -> None:
    articles.load(conn, RUN, [article(1)])
    with ThreadPoolExecutor(1) as pool, connect(database_url, autocommit=True) as other:
        with other.transaction():
            other.execute(METADATA)
            coming = pool.submit(conn.execute, "INSERT INTO ops.outbox_reader (reader) VALUES ('late')")
            with pytest.raises(TimeoutError):
                coming.result(timeout=0.3)
        coming.result(timeout=30)

    assert outbox.waiting(conn, "late") == 1
