"""Queued entries wake who listens: at once, once a burst, and also after the connection was lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from announcing import FETCH, announce, announced, claim, claim_site, refused
from wireroom.warehouse import articles, entries
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.listen import Woken, entries_waiting

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable


async def first(woken: AsyncGenerator[Woken], *, within_s: float = 10.0) -> Woken:
    async with asyncio.timeout(within_s):
        return await anext(woken)


def listening(url: str, *, look_s: float = 30.0) -> AsyncGenerator[Woken]:
    async def where() -> str:
        return url

    return entries_waiting(where, look_s=look_s, debounce_s=0.1, first_pause_s=0.05)


async def during(woken: AsyncGenerator[Woken], act: Callable[[], object], *, after_s: float = 0.3) -> Woken:
    """What is heard while `act` is done, once somebody surely listens."""
    waiting = asyncio.create_task(first(woken))
    await asyncio.sleep(after_s)
    await asyncio.to_thread(act)
    return await waiting


def test_what_waits_at_the_start_is_found(conn: Connection, database_url: str) -> None:
    announce(conn, announced())

    assert asyncio.run(first(listening(database_url))) == Woken(why="start")


def test_a_burst_of_polls_is_heard_at_once_and_once(conn: Connection, database_url: str) -> None:
    def burst() -> None:
        for number in range(1, 4):
            announce(conn, announced(1, of=number), number=number)

    heard = asyncio.run(during(listening(database_url), burst))

    assert heard.why == "notify"
    assert heard.notices >= 2


def test_work_that_a_task_has_taken_wakes_nobody(database_url: str) -> None:
    def taken_at_once() -> None:
        with connect(database_url, autocommit=True) as own, own.transaction():
            announce(own, announced())
            (site,) = claim(own).sites
            entries.renew(own, [site], lease_s=60)

    async def nobody() -> bool:
        woken = listening(database_url)
        try:
            async with asyncio.timeout(1.5):
                await during(woken, taken_at_once)
        except TimeoutError:
            return True
        return False

    assert asyncio.run(nobody())


def test_what_fell_due_by_itself_is_found_by_looking(conn: Connection, database_url: str) -> None:
    announce(conn, announced())
    site = claim_site(conn)
    entries.postpone(conn, site, [site.entries[0].entry_key], wait_s=0.8)
    entries.release(conn, site)

    heard = asyncio.run(first(listening(database_url, look_s=0.3)))

    assert heard == Woken(why="look")


def test_a_lost_connection_is_made_again_and_what_was_missed_is_found(conn: Connection, database_url: str) -> None:
    def lose() -> None:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wireroom listen'"
        )
        announce(conn, announced())

    async def both() -> tuple[Woken, Woken]:
        woken = listening(database_url)
        after_loss = await during(woken, lose)
        site = claim_site(conn)
        articles.load(conn, FETCH, [refused(site.entries[0])])
        entries.release(conn, site)
        return after_loss, await during(woken, lambda: announce(conn, announced(2)))

    after_loss, later = asyncio.run(both())

    assert after_loss.why in {"start", "notify"}
    assert later.why == "notify"


def test_a_server_that_is_not_there_yet_is_waited_for(conn: Connection, database_url: str) -> None:
    announce(conn, announced())
    asked: list[str] = []

    async def where() -> str:
        asked.append("once more")
        return "postgresql://nobody@127.0.0.1:1/none" if len(asked) < 3 else database_url

    woken = entries_waiting(where, first_pause_s=0.05)

    assert asyncio.run(first(woken)).why == "start"
    assert len(asked) == 3
