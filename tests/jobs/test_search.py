"""The search index follows the outbox: once per article, whatever happens in between."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from builders import article, language
from wireroom.jobs import search as job
from wireroom.warehouse import articles, outbox, search
from wireroom.warehouse.connection import connect
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LOAD = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
INDEXED = "SELECT article_id, version, fts::text FROM news.article_search ORDER BY article_id"


def key(run: str = "run-1", attempt: int = 1) -> RunKey:
    return RunKey(dag_id="refresh_marts", run_id=run, task_id="index_articles", try_number=attempt)


def test_what_streams_in_is_indexed_once_and_not_too_often(conn: Connection, database_url: str) -> None:
    articles.load(conn, LOAD, [article(number) for number in range(3)])

    first = job.index_articles(database_url, key(), now=NOW, is_asked=False)
    asked = job.index_articles(database_url, key("run-2"), now=NOW, is_asked=True)
    soon = job.index_articles(database_url, key("run-3"), now=NOW, is_asked=False)

    assert first == {"seen": 3, "indexed": 3}
    assert asked == {"seen": 0, "indexed": 0}
    assert soon == {"too early": 1}


def test_a_killed_run_and_its_retry_index_everything_once(conn: Connection, database_url: str) -> None:
    articles.load(conn, LOAD, [article(number) for number in range(job.TOGETHER + 20)])
    conn.execute("BEGIN")
    last = conn.execute("SELECT max(article_id) FROM ops.outbox WHERE reader = 'search'").fetchone()
    conn.execute("INSERT INTO news.article_search SELECT %s, 1, 'en', 'en', 1, false, NULL, NULL, now(), '', 1", last)
    task = multiprocessing.get_context("spawn").Process(
        target=job.index_articles, args=(database_url, key()), kwargs={"now": NOW, "is_asked": True}
    )
    task.start()
    while conn.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'").fetchone() == (
        0,
    ):
        task.join(0.05)
        assert task.exitcode is None
    os.kill(task.pid or 0, signal.SIGKILL)  # one transaction is done, the second waits for us
    task.join()
    conn.execute("ROLLBACK")
    assert conn.execute("SELECT count(*) FROM news.article_search").fetchone() == (job.TOGETHER,)

    retried = job.index_articles(database_url, key(attempt=2), now=NOW, is_asked=True)

    assert retried == {"seen": 20, "indexed": 20}
    assert outbox.waiting(conn, search.READER) == 0
    before = conn.execute(INDEXED).fetchall()
    conn.execute("UPDATE news.article SET section = 'local'")
    assert job.index_articles(database_url, key("run-2"), now=NOW, is_asked=True)["indexed"] == 0
    assert conn.execute(INDEXED).fetchall() == before


def index(url: str, run: str) -> int:
    """Run the job because a person asked; how many rows it wrote."""
    return job.index_articles(url, key(run), now=NOW, is_asked=True)["indexed"]


def outdated(conn: Connection) -> int:
    """How many search rows are not as their articles and languages are now."""
    row = conn.execute(
        "SELECT count(*) FROM news.article AS a JOIN news.article_search AS s USING (article_id)"
        " JOIN news.language AS l ON l.language = a.language"
        " WHERE s.version <> a.version OR s.fts <> news.search_vector(l.search_mode, l.ts_config, title, lead, body)"
    ).fetchone()
    return row[0] if row else -1


def test_a_change_that_commits_after_a_run_is_indexed_by_the_next(conn: Connection, database_url: str) -> None:
    articles.load(conn, LOAD, [article(1)])
    with connect(database_url, autocommit=True) as writer, writer.transaction():
        writer.execute("UPDATE news.article SET title = 'The lighthouse keeper'")
        index(database_url, "run-1")

    index(database_url, "run-2")

    assert conn.execute("SELECT version FROM news.article_search").fetchone() == (2,)
    assert conn.execute("SELECT count(*) FROM mart.search('lighthouse')").fetchone() == (1,)


def test_a_language_that_changes_while_a_run_indexes_its_articles_is_indexed_anew_by_the_next(
    conn: Connection, database_url: str
) -> None:
    czech = language(code="cs")
    articles.load(conn, LOAD, [article(1, language=czech), article(2)])
    index(database_url, "run-1")
    articles.load(conn, replace(LOAD, run_id="manual__2"), [article(1, title="Another headline", language=czech)])
    with connect(database_url, autocommit=True) as operator, operator.transaction():
        operator.execute("UPDATE news.language SET ts_config = 'pg_catalog.english' WHERE language = 'cs'")
        later = [article(1, title="A third headline", language=czech), article(3, language=czech)]
        conn.execute("SET lock_timeout = '5s'")
        articles.load(conn, replace(LOAD, run_id="manual__3"), later)  # nobody waits for the other
        during = index(database_url, "run-2")

    after = [index(database_url, f"run-{number}") for number in (3, 4)]

    assert during == 2
    assert after == [2, 0]
    assert outdated(conn) == 0


def test_articles_of_a_language_that_is_added_are_searched_in_its_way(conn: Connection, database_url: str) -> None:
    articles.load(conn, LOAD, [article(1, language=language(code="ceb")), article(2, language=language(code="und"))])
    index(database_url, "run-1")
    conn.execute("INSERT INTO news.language VALUES ('ceb', 'Cebuano', 'words', 'pg_catalog.english')")

    index(database_url, "run-2")

    assert conn.execute("SELECT language FROM news.article_search ORDER BY article_id").fetchall() == [
        ("ceb",),
        ("und",),
    ]
    assert outdated(conn) == 0
    assert index(database_url, "run-3") == 0
