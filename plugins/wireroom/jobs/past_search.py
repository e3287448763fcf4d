"""The search for the past of sites: asks for documents politely, chooses from them, notes what was found."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wireroom.discover.past import MAX_BYTES
from wireroom.discover.urls import canonical_url
from wireroom.errors import MISTAKES
from wireroom.fetch.content import ACCEPT_FEED, ACCEPT_SITEMAP
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Trouble
from wireroom.fetch.visits import Postponed
from wireroom.jobs.desk import at_desk
from wireroom.jobs.parsing import Document, Ended
from wireroom.jobs.past_choice import Choice, choose
from wireroom.jobs.windows import place_of
from wireroom.warehouse import archives
from wireroom.warehouse.archives import PastDocument, PastEntry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from concurrent.futures import Executor
    from datetime import datetime

    from wireroom.fetch.results import Response
    from wireroom.fetch.visits import Visits
    from wireroom.interval import Interval
    from wireroom.jobs.parsing import Parsers
    from wireroom.jobs.past_choice import Chosen
    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

log = logging.getLogger(__name__)

NOTED = 500  # entries in one transaction
TRIES = 3  # of a document that fails for a reason that may heal
FIRST_WAIT_S, WAIT_GROWTH = 5.0, 4.0
BUSY_S = 1.0
LONGEST_WAIT_S = 900.0  # for the turn of a host; one that wants to be left alone for longer has failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A site whose past is looked for."""

    source: str  #: what its articles are filed under: the key of its feed, else its host
    origin: str  #: scheme and host, no slash at the end
    site: str  #: registered domain: what its documents name elsewhere is not taken
    feed_id: int | None = None
    feed_url: str | None = None
    language: str | None = None
    zone: str | None = None  #: IANA, of dates without an offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for."""

    interval: Interval
    months: bool = False  #: a mere month counts where it touches the interval
    again: bool = False  #: fetch what is known too
    dry_run: bool = False
    max_documents: int = 200  #: sitemaps of one site
    max_pages: int = 100  #: of one feed


@dataclass(slots=True, kw_only=True)
class Search:
    """One task that looks for the past."""

    conn: Connection
    desk: Executor
    settings: Settings
    run: RunKey  #: the pass
    wanted: Wanted
    pool: Parsers
    visits: Visits
    now: Callable[[], datetime]
    tally: Counter[str] = field(default_factory=Counter[str])

    async def get(self, url: str, *, is_feed: bool) -> Response | Failure:
        """A document, politely, after some tries where it fails for a reason that may heal."""
        factor, waited_s = self.settings.time_factor, 0.0
        for attempt in range(TRIES):
            while True:
                accept = ACCEPT_FEED if is_feed else ACCEPT_SITEMAP
                answer = await self.visits.get(url, accept=accept, max_bytes=None if is_feed else MAX_BYTES)
                if not isinstance(answer, Postponed):
                    break
                wait_s = BUSY_S / factor if answer.wait_s is None else answer.wait_s
                waited_s += wait_s
                if waited_s > LONGEST_WAIT_S:
                    return _left_alone(url)
                await asyncio.sleep(wait_s)
            if not isinstance(answer, Failure) or not answer.is_transient or attempt == TRIES - 1:
                return answer
            await asyncio.sleep(FIRST_WAIT_S * WAIT_GROWTH**attempt / factor)
        raise AssertionError("the last try is answered")

    async def choice(self, place: Place, answer: Response) -> Choice:
        """What the document comes to; the reason where it cannot be read."""
        document = Document(
            body=answer.body,
            content_type=answer.facts.content_type,
            charset=answer.facts.charset,
            final_url=answer.final_url,
            now=self.now(),
            zone=place.zone,
            language=place.language,
        )
        found = await self.pool.run(choose, document, self.wanted.interval, self.wanted.months)
        return Choice(reason="crashed", detail=found.detail) if isinstance(found, Ended) else found

    async def take(self, place: Place, choice: Choice, *, found_by: str, found_in: str) -> tuple[int, dict[str, int]]:
        """Note the entries that are the site's own; how many, and why others were passed over."""
        passed_over = Counter(choice.passed_over)
        entries: list[PastEntry] = []
        for each in choice.chosen:
            entry = _entry(place, each, found_by=found_by, found_in=found_in)
            if isinstance(entry, str):
                passed_over[entry] += 1
            else:
                entries.append(entry)
        for start in range(0, len(entries), NOTED):
            await self._note(entries[start : start + NOTED])
        return len(entries), dict(passed_over)

    async def keep(self, document: PastDocument) -> None:
        """Note what came of a document."""
        self.tally[f"documents: {document.state}"] += 1
        if document.state == "failed":
            log.warning("%s could not be read: %s", document.document, document.detail or document.reason)
        if not self.wanted.dry_run:
            await at_desk(self.desk, lambda: archives.keep_document(self.conn, self.run, document))

    async def _note(self, some: Sequence[PastEntry]) -> None:
        if self.wanted.dry_run:
            self.tally["would be looked at"] += len(some)
            return
        again = self.wanted.again
        for standing, count in (
            await at_desk(self.desk, lambda: archives.note(self.conn, self.run, some, again=again))
        ).items():
            self.tally[standing] += count


async def by_itself(search: Search, place: Place, kind: str, looking: Awaitable[None]) -> None:
    """Look in one way at one place; a mistake of ours is noted as a document that could not be read, others go on."""
    try:
        await looking
    except MISTAKES as exc:
        log.exception("looking for the past of %s failed", place.source)
        detail = f"{type(exc).__name__} while looking for its past: {redact(str(exc))}"
        document = f"{redact(place.origin)} ({kind})"
        await search.keep(
            PastDocument(
                document=document, source=place.source, kind=kind, state="failed", reason="crashed", detail=detail[:500]
            )
        )


def failed(url: str, place: Place, kind: str, failure: Failure) -> PastDocument:
    """A document that could not be had."""
    detail = f"{failure.trouble.value}: {failure.detail}"
    return PastDocument(
        document=redact(url),
        source=place.source,
        kind=kind,
        state="failed",
        reason=failure.trouble.value,
        detail=detail[:500],
    )


def _entry(place: Place, each: Chosen, *, found_by: str, found_in: str) -> PastEntry | str:
    """The announcement, or why it is passed over."""
    key = canonical_url(each.link)
    if key is None:
        return "bad_address"
    host, site = place_of(each.link)
    if site != place.site:
        return "other_site"
    return PastEntry(
        entry_key=f"archive:{key}",
        url_key=key,
        url=each.link,
        host=host,
        site=site,
        feed_id=place.feed_id,
        source=place.source,
        title=each.title,
        language=each.language or place.language,
        published_raw=each.published_raw,
        found_by=found_by,
        found_in=redact(found_in),
        announced_raw=each.announced_raw,
        announced_as=each.announced_as,
        announced_local=each.announced.local,
        announced_at=each.announced.instant,
    )


def _left_alone(url: str) -> Failure:
    return Failure(url=url, final_url=url, trouble=Trouble.HTTP_429, detail=f"{redact(url)}: wants to be left alone")
