"""A sitemap or feed of the past becomes the entries that belong to an interval. What runs in a process of the pool."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wireroom.discover.feed import FeedKind, FeedLimits, FeedProblem, SitemapRef
from wireroom.discover.feeds import parse_feed
from wireroom.discover.past import MAX_BYTES, MAX_URLS, UnpackError, unpacked
from wireroom.fetch.redaction import redact
from wireroom.model import ZoneSource
from wireroom.read.dates import read_date, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wireroom.discover.feed import FeedEntry, ParsedFeed
    from wireroom.interval import Interval
    from wireroom.jobs.parsing import Document
    from wireroom.model import Published

SITEMAP_LIMITS = FeedLimits(max_bytes=MAX_BYTES, max_entries=MAX_URLS, max_elements=2_000_000)
_SITEMAPS = {FeedKind.SITEMAP, FeedKind.NEWS_SITEMAP, FeedKind.SITEMAP_INDEX}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An entry that belongs to the interval, and by which date."""

    link: str
    title: str | None
    language: str | None
    published_raw: str | None  #: where it says when the article was published
    announced_raw: str
    announced_as: str  #: published, modified
    announced: Published


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one document comes to."""

    kind: str = ""  #: of FeedKind
    chosen: tuple[Chosen, ...] = ()
    listed: int = 0
    passed_over: dict[str, int] = field(default_factory=dict[str, int])
    sitemaps: tuple[SitemapRef, ...] = ()
    next_link: str | None = None
    archive_link: str | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    links: frozenset[str] = frozenset()  #: of a feed's entries
    reason: str | None = None  #: why it cannot be read, or only in part
    detail: str | None = None

    @property
    def is_sitemap(self) -> bool:
        """Is it one, of whatever kind?"""
        return self.kind in _SITEMAPS


def choose(document: Document, interval: Interval, months: bool) -> Choice:
    """The entries of one document that belong to the interval. Never raises for the sake of its bytes.

    The date that counts is that of publication where one is stated (of a news sitemap or feed), else the lastmod of a
    sitemap or the update of a feed. `months`: a mere month counts where it touches the interval.
    """
    try:
        body = unpacked(document.body)
    except UnpackError as exc:
        return Choice(reason="archive_damaged", detail=str(exc))
    parsed = parse_feed(
        body,
        content_type=document.content_type,
        charset=document.charset,
        final_url=document.final_url,
        limits=SITEMAP_LIMITS,
    )
    if isinstance(parsed, FeedProblem):
        return Choice(reason=parsed.fault.value, detail=redact(parsed.detail))
    passed_over = Counter[str]()
    chosen: list[Chosen] = []
    moments: list[datetime] = []
    for entry, stated in _dated(parsed, document):
        if stated is None:
            passed_over["undated"] += 1
            continue
        moments.append(_moment(stated[2]))
        if not entry.link:
            passed_over["no_link"] += 1
        elif interval.selects(stated[2], months=months):
            chosen.append(_chosen(entry, entry.link, stated, parsed))
        else:
            passed_over["another_date"] += 1
    # An XML error in a feed is a matter of course; in a sitemap it means that addresses are missing.
    is_damaged = parsed.kind in _SITEMAPS and parsed.note is not None
    return Choice(
        kind=parsed.kind.value,
        chosen=tuple(chosen),
        listed=len(parsed.entries),
        passed_over=dict(passed_over),
        sitemaps=parsed.sitemaps,
        next_link=parsed.next_link,
        archive_link=parsed.archive_link,
        earliest=min(moments, default=None),
        latest=max(moments, default=None),
        links=frozenset(entry.link for entry in parsed.entries if entry.link)
        if parsed.kind not in _SITEMAPS
        else frozenset(),
        reason="damaged" if is_damaged else None,
        detail=parsed.note,
    )


def _dated(parsed: ParsedFeed, document: Document) -> Iterator[tuple[FeedEntry, tuple[str, str, Published] | None]]:
    """Every entry with its date: as it stands, what it is a date of, as it was understood."""
    zone = zone_of(document.zone)
    source = ZoneSource.PUBLISHER if zone else ZoneSource.NONE
    language = document.language or parsed.language
    for entry in parsed.entries:
        raw = entry.published_raw or entry.updated_raw
        if raw is None or parsed.dates_are_build_time:
            yield entry, None
            continue
        read = read_date(raw, where="entry", language=language, now=document.now, zone=zone, zone_source=source)
        yield entry, read and (raw, "published" if entry.published_raw else "modified", read)


def _chosen(entry: FeedEntry, link: str, stated: tuple[str, str, Published], parsed: ParsedFeed) -> Chosen:
    raw, what, date = stated
    return Chosen(
        link=link,
        title=entry.title,
        language=entry.language or parsed.language,
        published_raw=raw if what == "published" else None,
        announced_raw=raw,
        announced_as=what,
        announced=date,
    )


def _moment(date: Published) -> datetime:
    """The date as a moment to compare by."""
    return date.instant or datetime.fromisoformat((date.local + "-01-01")[:10]).replace(tzinfo=UTC)
