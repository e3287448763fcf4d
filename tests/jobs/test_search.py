"""The search index follows the outbox: once per article, whatever happens in between."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from builders import article
from wireroom.jobs import search as job
from wireroom.warehouse import articles, outbox, search
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
    conn.execute("INSERT INTO news.article_search SELECT %s, 1, 'en', 'en', 1, false, NULL, NULL, now(), ''", last)
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
