"""The values that pass between the rooms. Imports nothing of ours, does nothing but hold and check.

Glossary: an *entry* is one announcement of an article (a feed item, a seed record); a *page* is the
bytes that arrived for it; an *extract* is what the page says; an *article* is the cleaned, tagged
result, one per `url_key`; a *rejection* is an entry we will not keep, with a fixed reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from wireroom.parts import Lines, Media, Repairs

if TYPE_CHECKING:
    from datetime import datetime


class Origin(StrEnum):
    """How an entry was discovered. The words appear in SQL."""

    DEMO = "demo"  # the articles shipped in seeds/demo; only ever in the embedded warehouse
    SEED = "seed"  # a file somebody gave us
    LIVE = "live"  # a feed we poll
    BACKFILL = "backfill"  # the past of a feed or site


class Stage(StrEnum):
    """Where on its way an entry was rejected. The words appear in SQL."""

    DISCOVER = "discover"
    FETCH = "fetch"
    EXTRACT = "extract"
    CLEAN = "clean"
    LOAD = "load"


class Reason(StrEnum):
    """Why an entry or file is not kept. The words appear in SQL; never rename one, add another."""

    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_EMPTY = "file_empty"
    FILE_BINARY = "file_binary"
    OUTSIDE_ROOTS = "outside_roots"
    UNKNOWN_FORMAT = "unknown_format"
    ARCHIVE_DAMAGED = "archive_damaged"
    ARCHIVE_TOO_LARGE = "archive_too_large"  # more bytes than the cap, or a compression ratio of a bomb
    RECORD_MALFORMED = "record_malformed"
    RECORD_TOO_LARGE = "record_too_large"
    NO_LINK = "no_link"  # neither an address to fetch nor a text of its own
    AGGREGATOR_LINK = "aggregator_link"  # an opaque token, not the address of an article
    RESERVED = "reserved"  # the publisher reserves its use, and the terms of the feed say to skip it
    METADATA_ONLY = "metadata_only"  # the same, and they say to keep what was announced: see mart.reserved_article
    PAGE_NOT_FOUND = "page_not_found"
    PAGE_GONE = "page_gone"
    PAGE_REFUSED = "page_refused"  # the server does not give it to us
    REFUSED_BY_ROBOTS = "refused_by_robots"
    ADDRESS_REFUSED = "address_refused"  # a scheme, port or address that we never ask
    BAD_REDIRECT = "bad_redirect"
    WRONG_TYPE = "wrong_type"  # no page: sound, image, archive, program, script, style sheet, JSON, the XML of a feed
    PAGE_TOO_LARGE = "page_too_large"
    BAD_ENCODING = "bad_encoding"  # compressed in a way that cannot be undone, or a bomb
    GAVE_UP = "gave_up"  # failed for reasons that should heal for longer than the settings allow
    NO_TEXT = "no_text"
    TOO_SHORT = "too_short"
    NOT_ARTICLE = "not_article"
    READ_TIMEOUT = "read_timeout"  # reading the page took longer than the setting allows
    CRASHED = "crashed"  # reading the page ended its worker process or raised; the log has the trace
    TAKEN_DOWN = "taken_down"  # somebody had it removed for good
    OLDER_CAPTURE = "older_capture"  # of a web archive: taken before the text that is stored was, and another text
    REFUSED_BY_WAREHOUSE = "refused_by_warehouse"  # the one row of its batch that Postgres would not take


class BlockKind(StrEnum):
    """What a block of text is. One letter, as stored in news.article.body_kinds."""

    PARAGRAPH = "p"
    HEADING = "h"
    ITEM = "i"
    QUOTE = "q"
    TABLE = "t"


class Precision(StrEnum):
    """The finest part of a date that was stated."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


class ZoneSource(StrEnum):
    """Who said in which zone a local time is to be read."""

    STATED = "stated"  # the date itself carries an offset or zone
    FEED = "feed"
    PUBLISHER = "publisher"
    NONE = "none"  # nobody: the instant is a range


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One announcement of an article."""

    entry_key: str  #: identity of the announcement, e.g. `seed:<source>/<relative path>#<record>`
    url_key: str  #: identity of the article: the canonical URL, else the entry key
    source: str  #: what announced it: the name given to a set of seed files, later a feed key
    origin: Origin
    url: str | None = None  #: as stated
    title: str | None = None  #: as stated by the announcement, not by the page
    published_raw: str | None = None  #: as stated by the announcement
    declared_language: str | None = None  #: as stated by the announcement
    zone: str | None = None  #: IANA: where the publisher's clocks hang, for dates without an offset
    language_hint: str | None = None  #: as given by the person who started the run
    file: str | None = None  #: the seed file, relative to its root, `archive.zip!member` inside an archive
    record: int | None = None  #: 1-based number of the record in its file


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One document, exactly as it arrived."""

    url_key: str
    body: bytes  #: undecoded; for JSON Lines the one line
    content_type: str  #: text/plain, text/html or application/json (one seed record)
    charset: str | None = None  #: as declared by the carrier, not by the document
    fetched_at: datetime  #: aware, UTC: when it was taken in, by us or by the crawler whose archive we read

    def __post_init__(self) -> None:
        if self.fetched_at.tzinfo is None:
            msg = f"fetched_at of {self.url_key} has no time zone"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, heading, list item, quote or table row."""

    kind: BlockKind
    text: str
    is_link: bool = False  #: nearly all of its text is the text of links, and it is not a heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A language somebody declared."""

    code: str  #: ISO 639-1 where one exists, lower case
    where: str  #: hint, entry, html, og, jsonld, http


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDate:
    """A publication date as it stands somewhere, not yet understood."""

    raw: str
    where: str  #: entry, prefix, line, jsonld, meta, time, url, htmldate


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What a page says, before cleaning."""

    blocks: tuple[Block, ...]
    title: str | None = None  #: stated by the page (or record); None where it must be found in the text
    description: str | None = None  #: the page's own summary, used only to recognise the lead
    authors: tuple[str, ...] = ()
    site_name: str | None = None
    section: str | None = None
    canonical_url: str | None = None
    is_accessible_for_free: bool | None = None
    alternates: tuple[tuple[str, str], ...] = ()  #: (language, URL) of the same article elsewhere (hreflang)
    declared: tuple[Declared, ...] = ()
    dates: tuple[StatedDate, ...] = ()  #: best first
    media: tuple[Media, ...] = ()  #: inside the article, in reading order
    extractor: str  #: name and version of what read the page
    repairs: Repairs = field(default_factory=Repairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One piece the cleaner took out of the text, so that text + removed = extract."""

    block: int  #: 0-based index of the extract's block it stood in
    start: int  #: where in that block it began, in characters
    text: str  #: exactly as it stood
    kind: str  #: e.g. video_notice, related_label, related_link, date_line
    rule: str  #: e.g. pl.video.below, learned lines and engine rules too
    moved: bool = False  #: kept as metadata (date, byline) instead of dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """Blocks that are news, what was removed, and the metadata found on the way."""

    blocks: tuple[Block, ...]
    removed: tuple[Removal, ...] = ()  #: in reading order
    dates: tuple[StatedDate, ...] = ()  #: from date lines and prefixes
    authors: tuple[str, ...] = ()  #: from byline lines
    over_budget: bool = False  #: more would have gone than one article may lose; only sure cuts were made
    opened_by_cut: bool = False  #: the first block of the extract was removed as a whole
    ruleset: str = ""  #: version of the rules that decided
    unlearned: tuple[Block, ...] = ()  #: the blocks as they were before learned lines went


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """When an article says it was published: never more than was stated, never taken from our clock.

    `local` is the stated wall-clock value cut to `precision`, e.g. `2023-10`, `2023-08-31T08:58`.
    `earliest` and `latest` bound the instants it may mean (half-open, UTC): with an offset the
    stated period itself; without one the period seen from every offset on Earth, UTC-12 to UTC+14.
    """

    raw: str
    local: str
    precision: Precision
    offset_minutes: int | None  #: east of UTC; None where nobody stated one
    zone_source: ZoneSource
    where: str  #: see StatedDate.where
    earliest: datetime
    latest: datetime

    @property
    def instant(self) -> datetime | None:
        """The exact moment, only where the zone is known and at least the minute was stated."""
        exact = self.precision in {Precision.MINUTE, Precision.SECOND}
        return self.earliest if exact and self.offset_minutes is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The language of an article and the evidence for it."""

    code: str  #: ISO 639-1 (`no` for nb and nn), or `und`
    confidence: float  #: calibrated probability of `code`, 0 to 1; 0 where `und`
    detected: str  #: what the detector alone says of the text, before declarations
    declared: str | None = None  #: the declaration that counted most
    declared_where: str | None = None
    agrees: bool | None = None  #: does the declaration agree with `code`; None where nobody declared or `code` is `und`
    script: str | None = None  #: ISO 15924 of most letters, e.g. Latn, Grek
    is_mixed: bool = False  #: a fifth or more of the text is in another language
    detector: str  #: name and version


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The cleaned, tagged result. One per `url_key`."""

    entry_key: str
    url_key: str
    source: str
    origin: Origin
    url: str | None
    title: str | None  #: None where the document has no headline
    display_title: str  #: the title, else the beginning of the text
    lead: str | None
    blocks: tuple[Block, ...]  #: what remains after title and lead
    authors: tuple[str, ...]
    site_name: str | None
    section: str | None
    canonical_url: str | None
    published: Published | None
    language: Language
    removed: tuple[Removal, ...]
    over_budget: bool
    repairs: Repairs
    content_sha256: bytes  #: of title, lead and body
    page_sha256: bytes
    extractor: str
    ruleset: str
    is_accessible_for_free: bool | None = None
    alternates: tuple[tuple[str, str], ...] = ()  #: see Extract.alternates
    media: tuple[Media, ...] = ()
    lines: Lines | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """An entry or file we will not keep."""

    entry_key: str
    source: str
    origin: Origin
    stage: Stage
    reason: Reason
    detail: str  #: one sentence that names the thing and what to do
    url_key: str | None = None
    file: str | None = None
    page_sha256: bytes | None = None  #: where a page had already been stored
