"""What was taken down stays away when its day is looked for again, and when what is stored is read again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from again import reprocess
from builders import NOW
from leftovers import holding, own_hashes
from newsnet.fixtures import start_newsnet
from oldnews import RUN, backfill, register, settings, stored, world
from refreshing import refresh_all
from wireroom.jobs.takedown import selector, take_down
from wireroom.settings import Settings
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]

ELSEWHERE = Settings(database_url="postgresql://somewhere", home="/nonexistent")  # not embedded: no list is kept
TAKE_DOWN = RunKey(dag_id="take_down", run_id="manual__1", task_id="erase")


def test_neither_archives_nor_a_reprocess_bring_back_what_was_taken_down(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(hosts=2, rate=0.2))
    register(conn, net)
    backfill(database_url, settings(net))
    refresh_all(database_url)
    gone, *others = stored(conn)
    (article_id, title) = conn.execute(
        "SELECT article_id, lower(title) FROM news.article WHERE url_key = %s", (gone,)
    ).fetchone() or (0, "")
    hashes = own_hashes(conn, {article_id})

    take_down(
        database_url,
        ELSEWHERE,
        TAKE_DOWN,
        selector(url=gone),
        reason="the court of Anholm says so",
        by="ann",
        now=NOW,
        dry_run=False,
    )
    erased = holding(conn, {title, gone}, hashes)
    asked = len(net.journal.lines)
    again = backfill(database_url, settings(net), run=replace(RUN, run_id="manual__2"), fetch_again=True)
    reprocess(database_url)
    refresh_all(database_url)

    assert others
    assert len(hashes) > 5
    assert erased == set()
    assert stored(conn) == others
    assert gone not in {f"http://{line.host}{line.path}" for line in net.journal.lines[asked:]}
    assert again["chosen"] == again["unchanged"] == len(others)
    assert holding(conn, {title, gone}, hashes) == set()
