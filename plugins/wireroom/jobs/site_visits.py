"""One claimed site: its entries in turn, and how it is given back when they have ended or been put back."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from wireroom.errors import MISTAKES
from wireroom.fetch.content import ACCEPT_PAGE
from wireroom.fetch.politeness import pace_of, retry_after_s
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Trouble, Validators
from wireroom.fetch.visits import Postponed
from wireroom.jobs import site_notes
from wireroom.jobs.batching import Done
from wireroom.jobs.desk import at_desk
from wireroom.jobs.feed_texts import SAMPLES_ENOUGH, is_sample, page_from_feed
from wireroom.jobs.fetched import (
    FIRST_WAIT_S,
    HOSTS_OWN,
    Standing,
    is_web,
    line_of,
    looked_of,
    rejection,
    result_of,
    wait_s,
)
from wireroom.jobs.giving_way import live_meanwhile
from wireroom.jobs.windows import place_of
from wireroom.model import Origin, Reason, Rejection
from wireroom.warehouse import entries, hosts, revisits, terms
from wireroom.warehouse.entries import Setback

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.fetch.results import Response
    from wireroom.fetch.robots import Robots
    from wireroom.jobs.fetched import Result
    from wireroom.jobs.fetching import Fetching
    from wireroom.jobs.site_notes import SiteNotes
    from wireroom.warehouse.entries import FeedText, Queued, SiteClaim
    from wireroom.warehouse.revisits import HeldValidators
    from wireroom.warehouse.terms import FeedTerms

log = logging.getLogger(__name__)

OUTAGE_MOST_S = 900.0  # so soon at the latest what failed in an outage is asked for again
BUSY_S = 5.0  # an entry whose host had no free turn comes back after so long
AGGREGATORS = ("https://news.google.com/", "http://news.google.com/")  # their links are tokens, not addresses


@dataclass(slots=True, kw_only=True)
class Prepared:
    """What the warehouse knows of the entries of a claim."""

    validators: dict[str, HeldValidators]  #: of revisits, by url_key
    texts: dict[bytes, FeedText]  #: by entry_key_hash
    terms: dict[int, FeedTerms]  #: by feed_id

    def __or__(self, other: Prepared) -> Prepared:
        return Prepared(
            validators=self.validators | other.validators,
            texts=self.texts | other.texts,
            terms=self.terms | other.terms,
        )


@dataclass(slots=True, kw_only=True)
class SiteVisit:
    """The work on one claim."""

    task: Fetching
    claim: SiteClaim
    notes: SiteNotes
    known: tuple[Robots, ...]  #: rules as they were brought in
    setbacks: list[Setback] = field(default_factory=list[Setback])
    postponed: dict[str, float] = field(default_factory=dict[str, float])  #: entry keys and their waits in seconds
    resting: dict[str, float] = field(default_factory=dict[str, float])  #: hosts not to be asked again, and how long
    taken: set[str] = field(default_factory=set[str])  #: keys of live entries that came during the visit

    async def work(self) -> None:
        """Every entry, in turn; ends when what was fetched is in the warehouse and the site is free."""
        known = await at_desk(self.task.desk, lambda: self._prepare(self.claim.entries))
        ended: list[asyncio.Future[None]] = []
        begun: set[str] = set()
        waiting = deque(self.claim.entries)
        while self.task.may_go_on(self.claim.site):
            if live := await live_meanwhile(self, waiting, ended):
                known |= await at_desk(self.task.desk, lambda new=live: self._prepare(new))
                waiting.extendleft(reversed(live))
            if not waiting:
                break
            queued = waiting.popleft()
            if queued.url_key in begun:  # another announcement of an article on its way: known when that is loaded
                self.postponed[queued.entry_key] = 0.0
            elif queued.host in self.resting and not _needs_no_page(queued):
                self.postponed[queued.entry_key] = self.resting[queued.host]
            elif done := await self._entry(queued, known):
                begun.add(queued.url_key)
                ended.append(await self.task.batches.add(done))
        await asyncio.gather(*ended)
        if self.setbacks:
            await self.task.settle()
        await at_desk(self.task.desk, self._give_back)

    async def _entry(self, queued: Queued, prepared: Prepared) -> Done | None:
        """What came of one entry, for the next batch; None where nothing is to be loaded or logged."""
        said = prepared.texts.get(queued.entry_key_hash)
        own = prepared.terms.get(queued.feed_id) if queued.feed_id is not None else None
        if queued.url.startswith(AGGREGATORS):
            detail = "an aggregator's token, not the address of an article"
            return Done(queued=queued, result=rejection(queued, Reason.AGGREGATOR_LINK, detail))
        if _needs_no_page(queued) and (said is not None or not is_web(queued.url)):
            return Done(queued=queued, result=page_from_feed(queued, said, now=self.task.now(), terms=own))
        held = prepared.validators.get(queued.url_key)
        sent = Validators(url=held.url, etag=held.etag, last_modified=held.last_modified) if held else None
        try:
            answer = await self.task.visits.get(queued.url, accept=ACCEPT_PAGE, validators=sent)
            if isinstance(answer, Postponed):
                rest_s = BUSY_S / self.task.factor if answer.wait_s is None else answer.wait_s
                self.resting[queued.host] = self.postponed[queued.entry_key] = rest_s
                return None
            return await self._answered(queued, answer, said=said, own=own, is_conditional=sent is not None)
        except MISTAKES as exc:
            log.exception("asking for %s failed", queued.entry_key)  # ours to mend; others go on
            detail = f"{type(exc).__name__} while asking for it: {redact(str(exc))}"
            return Done(queued=queued, result=rejection(queued, Reason.CRASHED, detail))

    async def _answered(
        self,
        queued: Queued,
        answer: Response | Failure,
        *,
        said: FeedText | None,
        own: FeedTerms | None,
        is_conditional: bool,
    ) -> Done:
        place = place_of(answer.final_url) if is_web(answer.final_url) else (queued.host, queued.site)
        self.notes.note(*place, answer)
        at = Standing(
            now=self.task.now(),
            give_up_after=timedelta(seconds=self._give_up_s(queued) / self.task.factor),
            factor=self.task.factor,
            host_failures=max(0, self.notes.failures.get(queued.host, 0) - 1),
            is_calm=self.task.breaker.is_calm,
            terms=own,
        )
        result = result_of(queued, answer, at)
        trouble = answer.trouble if isinstance(answer, Failure) else None
        led_astray = trouble is None and isinstance(result, Setback)
        self.task.breaker.note(queued.host, Trouble.BAD_RESPONSE if led_astray else trouble, source=queued.source)
        if self.task.breaker.has_succeeded or self.task.breaker.is_open:
            self.task.tell_settled()
        rest_s = await self._heed(answer, *place)
        if trouble in HOSTS_OWN or rest_s is not None:
            self.resting[queued.host] = max(rest_s or 0.0, wait_s(0, at))
        line = line_of(queued, answer, is_conditional=is_conditional)
        if isinstance(result, Setback):
            self.setbacks.append(result)
            self.task.tally[f"transient: {result.trouble}"] += 1
            return Done(queued=queued, line=line)
        url_key = _url_key(result, queued)
        sample = said if said is not None and is_sample(said) and not queued.carries_text else None
        looked = looked_of(queued, answer, url_key)
        return Done(queued=queued, result=result, line=line, looked=looked, sample=sample)

    def _give_up_s(self, queued: Queued) -> float:
        own = self.task.settings
        return own.backfill_give_up_s if queued.origin is Origin.BACKFILL else own.ingest_give_up_s

    async def _heed(self, answer: Response | Failure, host: str, site: str) -> float | None:
        """A host that wants to be left alone is left alone by every process; for how many seconds."""
        seconds = retry_after_s(answer, pace_of(self.task.settings).faster(self.task.factor))
        if seconds is None:
            return None
        until = self.task.now() + timedelta(seconds=seconds)
        conn = self.task.conn
        await at_desk(self.task.desk, lambda: hosts.block(conn, host, site, until=until, spread_s=seconds / 10))
        return seconds

    def _prepare(self, mine: Sequence[Queued]) -> Prepared:
        conn = self.task.conn
        again = [queued.url_key for queued in mine if queued.purpose == "revisit"]
        own = terms.of_feeds(conn, {queued.feed_id for queued in mine if queued.feed_id is not None})
        learning = {each.feed_id for each in own.values() if each.text_sample_count < SAMPLES_ENOUGH}
        telling = [queued for queued in mine if _needs_no_page(queued) or queued.feed_id in learning]
        return Prepared(
            validators=revisits.validators(conn, again) if again else {},
            texts=entries.texts(conn, telling) if telling else {},
            terms=own,
        )

    def _give_back(self) -> None:
        task, site = self.task, self.claim.site
        task.held.pop(site, None)
        # Rules of hosts that redirects led to are kept by whoever ends first.
        mine = {where for where in task.robots if place_of(where)[1] == site or place_of(where)[1] not in task.held}
        learned = {where: task.robots.pop(where) for where in mine}
        delay_s = task.settings.fetch_crawl_delay_max_s / task.factor
        if task.breaker.is_open:  # an outage of ours counts against nobody
            self.notes.forgive()
            self.postponed.clear()
            keys = {*self.taken, *(each.entry_key for each in self.claim.entries)}
            least_s, most_s = FIRST_WAIT_S / task.factor, OUTAGE_MOST_S / task.factor
            back = entries.sit_out(task.conn, self.claim, keys, least_s=least_s, most_s=most_s)
            task.tally["postponed"] += back
        elif self.setbacks:
            entries.set_back(task.conn, self.claim, self.setbacks)
        site_notes.keep(task.conn, self.notes, learned, self.known, crawl_delay_max_s=delay_s)
        for wait in set(self.postponed.values()):
            keys = [key for key, its in self.postponed.items() if its == wait]
            entries.postpone(task.conn, self.claim, keys, wait_s=wait)
        task.tally["postponed"] += len(self.postponed)
        entries.release(task.conn, self.claim)


def _needs_no_page(queued: Queued) -> bool:
    return queued.purpose != "revisit" and (queued.carries_text or not is_web(queued.url))


def _url_key(result: Result, queued: Queued) -> str:
    if isinstance(result, Rejection):
        return result.url_key or queued.url_key
    return result[0].url_key if isinstance(result, tuple) else queued.url_key
