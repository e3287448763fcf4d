"""Fetches what feeds announced, and brings it into the warehouse: claim sites, ask politely, store, read, load.

Pages are read on every core in batches while the next ones are fetched. A killed task loses nothing: what it had not
loaded is still in the queue, and its sites are free when their leases run out.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from wireroom.fetch.client import fetcher
from wireroom.fetch.politeness import Scoreboard, pace_of
from wireroom.fetch.visit_rules import paced_rules
from wireroom.fetch.visits import Visits
from wireroom.jobs import site_notes
from wireroom.jobs.batching import Batches
from wireroom.jobs.beside import beside
from wireroom.jobs.breaker import Breaker, breaker_of
from wireroom.jobs.desk import at_desk, open_desk
from wireroom.jobs.giving_way import LOOK_S, readers_for
from wireroom.jobs.site_visits import SiteVisit
from wireroom.jobs.tries import noted
from wireroom.jobs.turns import shared_turns, soon_s
from wireroom.warehouse import claims, entries, listen, pages, revisits
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable
    from concurrent.futures import Executor

    from wireroom.fetch.robots import Robots
    from wireroom.jobs.giving_way import Past
    from wireroom.jobs.reading import Readers, Terms
    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.entries import SiteClaim
    from wireroom.warehouse.runs import RunKey

log = logging.getLogger(__name__)

LONGEST_LOOK_S = 1.0  # between two looks for sites to claim, where nobody tells of any
SHORTEST_LOOK_S = 0.1
SETTLE_S = 1.0  # with nobody left to ask, a host that fails fails for itself
REVISITS_S = 60.0  # between two looks for articles to look at again


def fetch_entries(  # noqa: PLR0913 - the facts of a task, and a clock that differs in tests
    url: str,
    settings: Settings,
    run: RunKey,
    terms: Terms,
    *,
    until_s: float,
    linger_s: float,
    now: Callable[[], datetime] = lambda: datetime.fromtimestamp(time.time(), UTC),
    past: Past | None = None,
) -> dict[str, int]:
    """Work the queue off until it is empty for `linger_s` seconds, for at most `until_s`; counts by outcome.

    With `past` it is the entries of that pass, and live ones only as they come on a site that is being asked.
    What is being fetched at the end is finished and loaded. Raises NetworkDown where the breaker stopped it,
    WarehouseGone, and BadSetting where fetching beyond loopback lacks a contact.
    """
    with (
        readers_for(terms, settings, past) as pool,
        session(url) as conn,
        noted(conn, run) as tally,
        open_desk() as desk,
    ):
        pages.ensure_partitions(conn)
        asyncio.run(_fetch(url, settings, run, pool, conn, desk, tally, now, until_s, linger_s, past))
        return dict(+tally)


async def _fetch(  # noqa: PLR0913, PLR0917 - what `fetch_entries` opened, in order
    url: str,
    settings: Settings,
    run: RunKey,
    pool: Readers,
    conn: Connection,
    desk: Executor,
    tally: Counter[str],
    now: Callable[[], datetime],
    until_s: float,
    linger_s: float,
    past: Past | None,
) -> None:
    robots: dict[str, Robots] = {}
    board = Scoreboard(pace_of(settings).faster(settings.time_factor))
    turns = shared_turns(conn, desk)
    async with fetcher(settings) as fetch:
        task = Fetching(
            url=url,
            conn=conn,
            desk=desk,
            settings=settings,
            run=run,
            now=now,
            tally=tally,
            board=board,
            robots=robots,
            visits=Visits(fetch, board, paced_rules(settings), robots=robots, now=now, take_turn=turns),
            batches=Batches(conn, desk, run, pool, settings, tally, past=past),
            past=past,
            breaker=breaker_of(settings),
            ends_at=time.monotonic() + until_s,
        )
        await task.work(linger_s)
    task.breaker.check()


@dataclass(slots=True, kw_only=True)
class Fetching:
    """One task that fetches."""

    url: str  #: of the warehouse
    conn: Connection
    desk: Executor
    settings: Settings
    run: RunKey
    now: Callable[[], datetime]
    tally: Counter[str]
    board: Scoreboard
    robots: dict[str, Robots]  #: of claimed sites, by the URL of robots.txt
    visits: Visits
    batches: Batches
    breaker: Breaker
    ends_at: float  #: monotonic seconds
    past: Past | None = None
    held: dict[str, SiteClaim] = field(default_factory=dict[str, "SiteClaim"])  #: our leases by site
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    unsettled: int = 0  #: visits that wait in `settle`
    told: asyncio.Event = field(default_factory=asyncio.Event)  #: the same, for those who give way
    live_on: set[str] = field(default_factory=set[str])  #: sites of ours where live entries wait

    @property
    def factor(self) -> float:
        """How many times faster than it should everything runs."""
        return self.settings.time_factor

    def may_go_on(self, site: str) -> bool:
        """May another page of it be asked for?"""
        return site in self.held and not self._is_over()

    async def settle(self) -> None:
        """Wait until it is known whose fault a failure is, or the first hosts to fail in an outage would pay for it.

        It is once a host has answered, the breaker has opened, or none is left to ask.
        """
        if not self.breaker.has_succeeded and not self.breaker.is_open:
            self.unsettled += 1
            try:
                await self.settled.wait()
            finally:
                self.unsettled -= 1

    def tell_settled(self) -> None:
        """Let those go on who wait for it."""
        self.settled.set()
        self.settled = asyncio.Event()

    async def work(self, linger_s: float) -> None:
        """Keep as many sites under way as the settings allow, and load what comes."""
        also = self._give_way() if self.past else self._look_again()
        async with beside(self.batches.work(), self._renew(), self._listen(), also) as (loading, *_):
            try:
                await self._drain(linger_s)
            finally:
                await self.batches.close()
            await loading

    async def _drain(self, linger_s: float) -> None:
        under_way: set[asyncio.Task[None]] = set()
        idle_since = time.monotonic()
        try:
            while True:
                self.woken.clear()
                room = 0 if self._is_over() else self._room() - len(under_way)
                started = await self._claim(room) if room > 0 else []
                under_way |= {asyncio.create_task(visit.work()) for visit in started}
                idle_s = time.monotonic() - idle_since
                if len(under_way) > self.unsettled:
                    idle_since = time.monotonic()
                elif under_way and (self._is_over() or idle_s >= SETTLE_S):
                    self.breaker.settle()
                    self.tell_settled()
                elif not under_way and (self._is_over() or idle_s >= linger_s):
                    return
                hears = asyncio.create_task(self.woken.wait())
                look_s = await self._next_look_s() if room > len(started) else LONGEST_LOOK_S
                done, _ = await asyncio.wait({hears, *under_way}, timeout=look_s, return_when=asyncio.FIRST_COMPLETED)
                hears.cancel()
                for task in done & under_way:
                    task.result()  # only what must end the task is raised
                under_way -= done
        finally:
            for task in under_way:
                task.cancel()

    def _is_over(self) -> bool:
        return self.breaker.is_open or time.monotonic() >= self.ends_at

    def _room(self) -> int:
        """How many sites may be under way: few until one has answered, so that an outage costs few requests."""
        most = self.settings.backfill_sites if self.past else self.settings.ingest_sites
        return most if self.breaker.has_succeeded else min(most, self.breaker.hosts)

    async def _next_look_s(self) -> float:
        if self.past:
            return LOOK_S
        due_s = await at_desk(self.desk, lambda: entries.next_due_in(self.conn, soon_s=soon_s(self.settings)))
        left_s = max(0.0, self.ends_at - time.monotonic())
        look_s = LONGEST_LOOK_S if due_s is None else min(max(due_s, SHORTEST_LOOK_S), LONGEST_LOOK_S)
        return min(look_s, left_s) if left_s else LONGEST_LOOK_S

    async def _claim(self, room: int) -> list[SiteVisit]:
        def ask() -> list[SiteVisit]:
            most: dict[str, Any] = {"sites": room, "per_site": self.settings.ingest_per_site}
            most["lease_s"] = self.settings.ingest_lease_s
            if self.past:
                claimed = claims.claim_past(self.conn, self.past.run, self.past.sites, **most)
                self.live_on |= claims.with_live(self.conn, [claim.site for claim in claimed.sites])
            else:
                claimed = claims.claim(self.conn, self.run, soon_s=soon_s(self.settings), **most)
            self.tally["duplicate"] += claimed.known
            if not claimed.sites:
                return []
            notes = site_notes.bring_in(
                self.conn,
                [claim.site for claim in claimed.sites],
                robots=self.robots,
                board=self.board,
                now=self.now(),
                ticks=time.monotonic(),
            )
            known = tuple(self.robots.values())
            return [SiteVisit(task=self, claim=claim, notes=notes[claim.site], known=known) for claim in claimed.sites]

        visits = await at_desk(self.desk, ask)
        self.held |= {visit.claim.site: visit.claim for visit in visits}
        return visits

    async def _renew(self) -> None:
        """Keep our leases while they are needed, and stop with those that were lost."""
        lease_s = self.settings.ingest_lease_s
        while True:
            await asyncio.sleep(lease_s / 4)
            held = list(self.held.values())
            if held:
                ours = await at_desk(self.desk, lambda h=held: entries.renew(self.conn, h, lease_s=lease_s))
                for claim in held:
                    if claim.site not in ours:
                        self.held.pop(claim.site, None)

    async def _listen(self) -> None:
        async def url() -> str:
            return self.url

        async for _ in listen.entries_waiting(url, debounce_s=0.0):
            self.woken.set()
            self.told.set()

    async def _give_way(self) -> None:
        """Find out on which of our sites live entries have come, when told and every second."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.told.wait(), LONGEST_LOOK_S)
            self.told.clear()
            if held := list(self.held):
                self.live_on |= await at_desk(self.desk, lambda sites=held: claims.with_live(self.conn, sites))

    async def _look_again(self) -> None:
        """Queue what is due for another look."""
        while True:
            self.tally["queued to look again"] += await at_desk(self.desk, lambda: revisits.queue_due(self.conn))
            await asyncio.sleep(REVISITS_S / self.factor)
