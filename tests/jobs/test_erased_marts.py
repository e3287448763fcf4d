"""What refresh_marts made of an article goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from builders import NOW, article
from wireroom.jobs.changes import describe_changes
from wireroom.jobs.counts import refresh_counts
from wireroom.model import Block, BlockKind
from wireroom.warehouse import articles, takedowns
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

TABLES = ("article", "article_change", "correction", "article_flap", "article_period")


def test_nothing_made_of_an_article_outlives_it(conn: Connection, database_url: str) -> None:
    notice = Block(kind=BlockKind.PARAGRAPH, text="Correction: the ferry came on Tuesday.")
    for number, title in enumerate("ABAB"):
        run = RunKey(dag_id="ingest_seeds", run_id=f"manual__{number}", task_id="read")
        articles.load(conn, run, [article(1, title=title, blocks=(notice,))])
    describe_changes(
        database_url, RunKey(dag_id="refresh_marts", run_id="1", task_id="describe_changes"), now=NOW, is_asked=True
    )
    refresh_counts(
        database_url, RunKey(dag_id="refresh_marts", run_id="1", task_id="refresh_counts"), now=NOW, is_asked=True
    )

    def rows() -> list[int]:
        return [conn.execute(f"SELECT count(*) FROM news.{table}".encode()).fetchall()[0][0] for table in TABLES]

    there = rows()
    selector = takedowns.Selector(kind=takedowns.Kind.URL, addresses=(article(1).url_key,))
    takedown_id = uuid4()
    with conn.transaction():
        takedowns.add(conn, takedown_id, selector, reason="asked for", by="anna", at=NOW)
    for _ in takedowns.erase(conn, RunKey(dag_id="takedown", run_id="1", task_id="erase"), takedown_id):
        pass

    assert there == [1, 2, 1, 1, 1]
    assert rows() == [0, 0, 0, 0, 0]
