"""What a feed says, as values: the contract between the feed readers, the polling plan and whoever stores them.

Nothing here is understood yet: dates are the strings that stood in the feed, languages the words it used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FeedKind(StrEnum):
    """The format of a feed. The words appear in SQL."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"
    NEWS_SITEMAP = "news_sitemap"
    SITEMAP = "sitemap"  # addresses and change dates only: no titles
    SITEMAP_INDEX = "sitemap_index"  # no entries, only the addresses of other sitemaps


class Fault(StrEnum):
    """Why a body is not a feed. The words appear in SQL; never rename one, add another."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BINARY = "binary"
    HOSTILE = "hostile"  # shaped to cost quadratic time: never given to a parser
    HTML = "html"  # a page where a feed was: see FeedProblem.links
    JSON_MALFORMED = "json_malformed"
    NOT_A_FEED = "not_a_feed"
    UNREADABLE = "unreadable"  # the parser failed on it


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLimits:
    """Bounds on one feed. The largest of 473 real feeds had 730 entries, 7 attributes in a tag and 2.5 MB."""

    max_bytes: int = 15_000_000  #: decoded body
    max_entries: int = 2_000  #: what follows the last of them is cut before parsing
    max_tag_characters: int = 4_096
    max_attributes: int = 100  #: in one tag
    max_nesting: int = 200  #: of one element in itself
    max_entry_nesting: int = 4  #: of entries in entries
    max_elements: int = 200_000
    max_elements_per_entry: int = 4_000
    max_comment_characters: int = 262_144
    max_title_characters: int = 2_000
    max_text_characters: int = 1_000_000  #: of a summary or content
    max_url_characters: int = 2_048
    max_items: int = 50  #: authors, categories, enclosures of one entry


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed that a page announces."""

    url: str
    title: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that belongs to an entry: picture, sound, video."""

    url: str
    content_type: str | None = None
    length: int | None = None  #: bytes, as stated


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One announcement in a feed, as stated there; texts are mended and bounded."""

    guid: str | None = None
    guid_is_permalink: bool = False
    link: str | None = None  #: absolute, http or https, not the feed's own
    unusable_link: str | None = None  #: as stated, where it is none of that; cut to the length of an address
    title: str | None = None  #: plain text
    summary: str | None = None  #: plain text
    content_html: str | None = None  #: markup as it stood, not sanitised
    content_characters: int = 0  #: of the plain text of the content, or of the summary where there is no content
    is_full_text: bool = False  #: looks like the whole article: long, and not ending like a teaser
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    published_raw: str | None = None
    updated_raw: str | None = None
    language: str | None = None  #: only where the entry itself, not the feed, declares one
    enclosures: tuple[Enclosure, ...] = ()
    source_name: str | None = None  #: the publisher an aggregator names
    source_url: str | None = None
    is_aggregator: bool = False  #: the link is an aggregator's opaque token, not the article's address


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a feed says about when to come back. All of it only bounds, never commands."""

    ttl_minutes: float | None = None
    update_period_s: float | None = None  #: from sy:updatePeriod and sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()  #: 0 to 23, UTC
    skip_days: frozenset[int] = frozenset()  #: 0 is Monday, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapRef:
    """A sitemap that a sitemap index names."""

    url: str
    modified_raw: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """One feed document."""

    kind: FeedKind
    version: str = ""  #: as the reader names it, e.g. rss20, atom10, https://jsonfeed.org/version/1.1
    title: str | None = None
    language: str | None = None  #: as declared
    site_link: str | None = None
    self_link: str | None = None  #: the address the feed gives itself: the topic for its hubs
    next_link: str | None = None  #: the next page of a paged feed
    archive_link: str | None = None  #: the archived feed before this one (RFC 5005, prev-archive)
    hubs: tuple[str, ...] = ()  #: WebSub
    hints: Hints = Hints()
    robots: frozenset[str] = frozenset()  #: e.g. noindex, noarchive, tdm-reservation
    entries: tuple[FeedEntry, ...] = ()  #: in the order of the document
    sitemaps: tuple[SitemapRef, ...] = ()
    is_cut: bool = False  #: there were more entries than the limit
    dates_are_build_time: bool = False  #: every entry states the same date: the moment the feed was made
    note: str | None = None  #: what was wrong with the document, although it could be read


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedProblem:
    """A body from which no feed could be read."""

    fault: Fault
    detail: str  #: one sentence
    links: tuple[FeedLink, ...] = ()  #: feeds the page announces, to propose, never to switch to
