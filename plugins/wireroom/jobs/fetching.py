"""Fetches what feeds announced, and brings it into the warehouse: claim sites, ask politely, store, read, load.

Pages are read on every core in batches while the next ones are fetched. A killed task loses nothing: what it had not
loaded is still in the queue, and its sites are free when their leases run out.
"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from wireroom.fetch.client import fetcher
from wireroom.fetch.content import ACCEPT_PAGE
from wireroom.fetch.politeness import Scoreboard, pace_of, retry_after_s
from wireroom.fetch.results import Failure, Validators
from wireroom.fetch.robots import Robots, Standing
from wireroom.fetch.visits import Postponed, Visits, rules_of
from wireroom.jobs.batching import Batches, Done
from wireroom.jobs.breaker import Breaker
from wireroom.jobs.fetched import Result, line_of, looked_of, page_from_feed, result_of
from wireroom.jobs.reading import Readers, readers
from wireroom.jobs.tries import noted
from wireroom.jobs.windows import place_of
from wireroom.warehouse import entries, hosts, pages, revisits
from wireroom.warehouse.connection import session
from wireroom.warehouse.entries import Setback
from wireroom.warehouse.hosts import StoredRobots

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Mapping

    from wireroom.fetch.results import Response
    from wireroom.jobs.reading import Terms
    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.entries import FeedText, Queued, SiteClaim
    from wireroom.warehouse.revisits import HeldValidators
    from wireroom.warehouse.runs import RunKey

log = logging.getLogger(__name__)
T = TypeVar("T")

LOOK_S = 0.3  # between two looks for sites to claim
BUSY_S = 5.0  # an entry whose host had no free turn comes back after so long


def fetch_entries(  # noqa: PLR0913 - the facts of a task, and a clock that differs in tests
    url: str,
    settings: Settings,
    run: RunKey,
    terms: Terms,
    *,
    until_s: float,
    linger_s: float,
    now: Callable[[], datetime] = lambda: datetime.fromtimestamp(time.time(), UTC),
) -> dict[str, int]:
    """Work the queue off until it is empty for `linger_s` seconds, for at most `until_s`; counts by outcome.

    Raises NetworkDown where the breaker stopped it (everything it had fetched is loaded then), WarehouseGone, and
    BadSetting where fetching beyond loopback lacks a contact.
    """
    with (
        readers(terms, workers=settings.read_workers, timeout_s=settings.read_timeout_s) as pool,
        session(url) as conn,
        noted(conn, run) as tally,
        ThreadPoolExecutor(1, thread_name_prefix="warehouse") as desk,  # one connection, one thread
    ):
        pages.ensure_partitions(conn)
        revisits.queue_due(conn)
        task = Fetching(conn=conn, desk=desk, settings=settings, run=run, pool=pool, now=now, tally=tally)
        asyncio.run(task.work(until_s, linger_s))
        return dict(+tally)


@dataclass(slots=True, kw_only=True)
class Fetching:
    """One task that fetches."""

    conn: Connection
    desk: ThreadPoolExecutor
    settings: Settings
    run: RunKey
    pool: Readers
    now: Callable[[], datetime]
    tally: Counter[str]
    breaker: Breaker = field(default_factory=Breaker)
    held: dict[str, SiteClaim] = field(default_factory=dict[str, "SiteClaim"])  #: our leases by site
    robots: dict[str, Robots] = field(default_factory=dict[str, Robots])

    async def work(self, until_s: float, linger_s: float) -> None:
        """Keep as many sites under way as the settings allow."""
        factor = self.settings.time_factor
        rules = rules_of(self.settings)
        rules = replace(
            rules,
            robots_age=rules.robots_age / factor,
            robots_gone=rules.robots_gone / factor,
            crawl_delay_max_s=rules.crawl_delay_max_s / factor,
        )
        async with fetcher(self.settings) as fetch:
            pace = pace_of(self.settings).faster(factor)
            visits = Visits(fetch, Scoreboard(pace), rules, robots=self.robots, now=self.now)
            batches = Batches(self.conn, self.at_desk, self.run, self.pool, self.settings, self.tally)
            loading = asyncio.create_task(batches.work())
            renewing = asyncio.create_task(self._renew())
            try:
                await self._drain(visits, batches, until_s, linger_s)
            finally:
                renewing.cancel()
                await batches.close()
                await loading
        self.breaker.check()

    async def at_desk(self, ask: Callable[[], T]) -> T:
        """Run what needs the connection, in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self.desk, ask)

    async def _drain(self, visits: Visits, batches: Batches, until_s: float, linger_s: float) -> None:
        ends_at, idle_since = time.monotonic() + until_s, time.monotonic()
        under_way: set[asyncio.Task[None]] = set()
        while True:
            may_claim = time.monotonic() < ends_at and not self.breaker.is_open
            room = self.settings.ingest_sites - len(under_way)
            for claim in await self._claim(room) if may_claim and room > 0 else ():
                under_way.add(asyncio.create_task(self._site(visits, batches, claim)))
            if under_way:
                idle_since = time.monotonic()
            elif not may_claim or time.monotonic() - idle_since >= linger_s:
                return
            if not under_way:
                await asyncio.sleep(LOOK_S)
                continue
            done, under_way = await asyncio.wait(under_way, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()

    async def _claim(self, room: int) -> tuple[SiteClaim, ...]:
        def ask() -> tuple[SiteClaim, ...]:
            claims = entries.claim(
                self.conn,
                self.run,
                sites=room,
                per_site=self.settings.ingest_per_site,
                lease_s=self.settings.ingest_lease_s,
            )
            self.tally["duplicate"] += claims.known
            sites = [claim.site for claim in claims.sites]
            for stored in hosts.robots_of_sites(self.conn, sites) if sites else ():
                self.robots.setdefault(stored.robots_url, _understood(stored))
            return claims.sites

        claimed = await self.at_desk(ask)
        self.held |= {claim.site: claim for claim in claimed}
        return claimed

    async def _site(self, visits: Visits, batches: Batches, claim: SiteClaim) -> None:
        """Every entry of one site, in turn; the site is given back when all of them have ended or been put back."""
        validators, texts = await self.at_desk(lambda: self._prepared(claim))
        ended: list[asyncio.Future[None]] = []
        for queued in claim.entries:
            if claim.site not in self.held or self.breaker.is_open:
                break
            result, done = await self._entry(visits, queued, validators, texts)
            if isinstance(result, Postponed):
                wait_s = BUSY_S / self.settings.time_factor if result.wait_s is None else result.wait_s
                await self.at_desk(
                    lambda q=queued, w=wait_s: entries.postpone(self.conn, claim, [q.entry_key], wait_s=w)
                )
                self.tally["postponed"] += 1
            elif isinstance(result, Setback):
                await self.at_desk(lambda r=result: entries.set_back(self.conn, claim, [r]))
                self.tally[f"transient: {result.trouble}"] += 1
                await batches.add(replace(done, result=None))
            else:
                ended.append(await batches.add(replace(done, result=result)))
        await asyncio.gather(*ended)
        gap_s = self.settings.fetch_domain_gap_s / self.settings.time_factor
        await self.at_desk(lambda: self._leave(claim, gap_s))

    async def _entry(
        self,
        visits: Visits,
        queued: Queued,
        validators: Mapping[str, HeldValidators],
        texts: Mapping[bytes, FeedText],
    ) -> tuple[Result | Postponed, Done]:
        if _needs_no_page(queued):
            return page_from_feed(queued, texts.get(queued.entry_key_hash), now=self.now()), Done()
        held = validators.get(queued.url_key) if queued.purpose == "revisit" else None
        sent = Validators(url=held.url, etag=held.etag, last_modified=held.last_modified) if held else None
        answer = await visits.get(queued.url, accept=ACCEPT_PAGE, validators=sent)
        if isinstance(answer, Postponed):
            return answer, Done()
        await self._heed(answer)
        self.breaker.note(queued.site, answer.trouble if isinstance(answer, Failure) else None)
        result = result_of(
            queued,
            answer,
            now=self.now(),
            give_up_after=timedelta(seconds=self.settings.ingest_give_up_s / self.settings.time_factor),
            factor=self.settings.time_factor,
        )
        line = line_of(queued, answer, is_conditional=sent is not None)
        return result, Done(line=line, looked=looked_of(queued, answer))

    async def _heed(self, answer: Response | Failure) -> None:
        """A host that wants to be left alone is left alone by every process."""
        pace = pace_of(self.settings).faster(self.settings.time_factor)
        seconds = retry_after_s(answer, pace)
        if seconds is None:
            return
        until = self.now() + timedelta(seconds=seconds)
        host, site = place_of(answer.final_url)
        await self.at_desk(lambda: hosts.block(self.conn, host, site, until=until, spread_s=seconds / 10))

    def _prepared(self, claim: SiteClaim) -> tuple[dict[str, HeldValidators], dict[bytes, FeedText]]:
        again = [queued.url_key for queued in claim.entries if queued.purpose == "revisit"]
        carrying = [queued for queued in claim.entries if _needs_no_page(queued)]
        return (
            revisits.validators(self.conn, again) if again else {},
            entries.texts(self.conn, carrying) if carrying else {},
        )

    def _leave(self, claim: SiteClaim, gap_s: float) -> None:
        self.held.pop(claim.site, None)
        learned = [
            _as_stored(where, robots, claim.site)
            for where, robots in self.robots.items()
            if place_of(where)[1] == claim.site
        ]
        if learned:
            hosts.save_robots(self.conn, learned)
        entries.release(self.conn, claim, gap_s=gap_s)

    async def _renew(self) -> None:
        """Keep our leases while they are needed, and stop with those that were lost."""
        lease_s = self.settings.ingest_lease_s
        with suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(lease_s / 4)
                held = list(self.held.values())
                if held:
                    ours = await self.at_desk(lambda h=held: entries.renew(self.conn, h, lease_s=lease_s))
                    for claim in held:
                        if claim.site not in ours:
                            self.held.pop(claim.site, None)


def _needs_no_page(queued: Queued) -> bool:
    return queued.carries_text or not queued.url.startswith(("http://", "https://"))


def _understood(stored: StoredRobots) -> Robots:
    return Robots(
        standing=Standing(stored.standing),
        text=stored.text,
        confirmed_at=stored.confirmed_at,
        tried_at=stored.tried_at,
        unreachable_since=stored.unreachable_since,
    )


def _as_stored(where: str, robots: Robots, site: str) -> StoredRobots:
    return StoredRobots(
        robots_url=where,
        host=place_of(where)[0],
        site=site,
        standing=robots.standing.value,
        text=robots.text,
        confirmed_at=robots.confirmed_at,
        tried_at=robots.tried_at,
        unreachable_since=robots.unreachable_since,
    )
