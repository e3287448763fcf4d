"""Duplicates and events beside a takedown: they wait for one another, never in a circle, and nothing is left of it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from builders import NOW, article, published_exactly
from leftovers import holding, naming, own_hashes
from prose import sentences
from taking_down import ELSEWHERE, RARE
from wireroom.jobs.duplicates import relate_duplicates
from wireroom.jobs.events import relate_events
from wireroom.jobs.takedown import selector, take_down
from wireroom.model import Article, Block, BlockKind
from wireroom.warehouse import articles, events, outbox, signatures, takedowns
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator
    from concurrent.futures import Future

RELATING = (relate_duplicates, relate_events)


def report(number: int, *, edition: int) -> Article:
    """Of the first two the rare word is everywhere; the last two are of others, about the same event."""
    source = "rare" if number < 3 else "plain"
    name = RARE.title() if source == "rare" else "Mourikakis"
    said = (
        f"A {edition}.4 earthquake off the port of Kavala injured {17 + edition} people, said Theodoros {name}.",
        f"Walls of 43 houses fell on Thasos. Schools in Kavala stayed shut, {name} said to {edition} reporters.",
        "".join(sentences(number // 3, count=12)),
    )
    return article(
        number,
        source=source,
        title=f"Quake off Kavala, {name} reports",
        blocks=tuple(Block(kind=BlockKind.PARAGRAPH, text=text.strip()) for text in said),
        published=published_exactly(NOW),
    )


def load(conn: Connection, *, edition: int) -> None:
    run = RunKey(dag_id="ingest_seeds", run_id=f"manual__{edition}", task_id="read")
    articles.load(conn, run, [report(number, edition=edition) for number in range(1, 5)])


def related(conn: Connection, url: str) -> tuple[set[int], set[int | bytes]]:
    """A first edition, related; then a second that waits. The numbers of the rare ones, and what only they hash to."""
    load(conn, edition=1)
    for relate in RELATING:
        relate(url, key(relate, 1), now=NOW, is_asked=True)
    found = conn.execute(
        "SELECT article_id FROM news.article WHERE source_id = (SELECT source_id FROM news.source WHERE name = 'rare')"
    )
    rare = {number for (number,) in found}
    hashes = own_hashes(conn, rare)
    load(conn, edition=2)
    return rare, hashes


def key(relate: Any, number: int) -> RunKey:
    return RunKey(dag_id="refresh_marts", run_id=f"manual__{number}", task_id=relate.__name__)


def take_rare_down(url: str) -> dict[str, int]:
    run = RunKey(dag_id="take_down", run_id="manual__1", task_id="erase")
    return take_down(url, ELSEWHERE, run, selector(source="rare"), reason="a court", by="ann", now=NOW, dry_run=False)


def until_waiting(conn: Connection, count: int) -> None:
    """Until so many sessions of this database wait for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    deadline = time.monotonic() + 20
    while conn.execute(waiting).fetchone() != (count,):
        assert time.monotonic() < deadline, f"{count} never waited for a lock"
        time.sleep(0.01)


@contextmanager
def both_relating(url: str) -> Generator[list[Future[dict[str, int]]]]:
    with ThreadPoolExecutor(len(RELATING)) as pool:
        yield [pool.submit(relate, url, key(relate, 2), now=NOW, is_asked=True) for relate in RELATING]


def assert_none_is_left(conn: Connection, rare: set[int], hashes: set[int | bytes]) -> None:
    """Neither text, number nor hash; and what is counted of anchors is what the others hold."""
    assert len(rare) == 2
    assert len(hashes) > 10
    assert holding(conn, {RARE}, hashes) == set()
    assert naming(conn, rare) == set()
    for counted, held in (("anchor_frequency (key)", "keys"), ("stem_frequency (stem)", "stems")):
        table, column = counted.rstrip(")").split(" (")
        extra = f"SELECT {column} FROM ops.{table} EXCEPT SELECT unnest({held}) FROM news.article_anchor"
        assert conn.execute(extra.encode()).fetchall() == []
    assert conn.execute("SELECT count(*) FROM news.article_signature").fetchone() == (2,)
    assert conn.execute("SELECT count(*) FROM news.article_anchor").fetchone() == (2,)
    assert [outbox.waiting(conn, reader) for reader in ("duplicates", "events")] == [0, 0]


def test_no_takedown_waits_for_those_who_wait_for_their_turn(conn: Connection, database_url: str) -> None:
    rare, hashes = related(conn, database_url)

    with connect(database_url, autocommit=True) as first, both_relating(database_url) as relating:
        with first.transaction():  # another that relates, in the middle of its batch when the takedown has come
            signatures.lock(first)
            events.lock(first)
            until_waiting(conn, 2)
            done = take_rare_down(database_url)
            takedowns.share(first)
        seen = [future.result(20)["articles"] for future in relating]

    assert done["articles"] == 2
    assert seen == [2, 2]
    assert_none_is_left(conn, rare, hashes)


def test_a_takedown_waits_for_what_both_are_writing_and_leaves_none_of_it(conn: Connection, database_url: str) -> None:
    rare, hashes = related(conn, database_url)

    with (
        connect(database_url, autocommit=True) as holder,
        both_relating(database_url) as relating,
        ThreadPoolExecutor(1) as pool,
    ):
        with holder.transaction():  # they have read the texts and cannot write yet
            holder.execute("LOCK TABLE news.article_signature, news.article_anchor IN SHARE MODE")
            until_waiting(conn, 2)
            takedown = pool.submit(take_rare_down, database_url)
            until_waiting(conn, 3)  # the takedown too
        seen = [future.result(20)["articles"] for future in relating]
        done = takedown.result(20)
    for relate in RELATING:  # what the takedown left of a group is looked at once more
        relate(database_url, key(relate, 3), now=NOW, is_asked=True)

    assert seen == [4, 4]
    assert done["articles"] == 2
    assert_none_is_left(conn, rare, hashes)
