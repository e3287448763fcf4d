"""A feed's bytes become a ParsedFeed or a FeedProblem. Only this file knows feedparser. Pure: no clock, no network.

Ordinary RSS and Atom is read from its tree (feed_tree.py); the rest is feedparser's, whose tolerance costs time.
It is given text we decoded ourselves, in a BytesIO (a bare string it would open as a file or address), with its
sanitiser and link resolver off (three times faster, and free of two quadratic attacks). It never sees the feed's
address: relative guids must not depend on where the feed happened to be. What it can still be made to do (15 s
for many megabytes of tiny items) is bounded by running `parse_feed` in a process that can be killed.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import feedparser

from wireroom.charset import decode, is_binary
from wireroom.discover.autodiscovery import feed_links
from wireroom.discover.feed import (
    Enclosure,
    Fault,
    FeedEntry,
    FeedKind,
    FeedLimits,
    FeedProblem,
    ParsedFeed,
)
from wireroom.discover.feed_hints import channel_robots, syndication_hints
from wireroom.discover.feed_scan import root_name, scan
from wireroom.discover.feed_text import (
    absolute_url,
    entry_link,
    looks_full,
    one_line,
    plain_text,
    title_line,
    without_illegal,
)
from wireroom.discover.feed_tree import read_tree
from wireroom.discover.jsonfeed import read_json_feed
from wireroom.discover.sitemaps import read_sitemap, read_text_sitemap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wireroom.discover.feed import FeedLink

_HEADERS = {"content-type": "application/xml; charset=utf-8"}  # what we hand over, whatever arrived
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_HTML_START = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE | re.DOTALL
)
_AGGREGATORS = ("https://news.google.com/", "http://news.google.com/")
_PROPOSALS = 3  # feeds that a page announces, named to the person who reads why it is none
_SAME_DATE_ENTRIES = 3  # fewer entries may well have appeared in the same minute


def parse_feed(
    body: bytes,
    *,
    content_type: str | None,
    charset: str | None,
    final_url: str,
    limits: FeedLimits = FeedLimits(),  # noqa: B008 - frozen
) -> ParsedFeed | FeedProblem:
    """Read one feed document of any kind. Never raises for the sake of its bytes.

    `charset` is the carrier's label (else the one in `content_type` counts), `final_url` the address after
    redirects, against which links are joined. Can be pickled, so that a pool may run it.
    """
    refused = _refused_unread(body, limits)
    if refused:
        return refused
    text = decode(body, _wide(body) or charset or _stated_charset(content_type), is_html=True).text
    text = without_illegal(text).lstrip("\ufeff \t\r\n")
    if text[:1] in {"{", "["}:
        return read_json_feed(text, final_url=final_url, limits=limits)
    root, start = root_name(text)
    if root == "html" or _HTML_START.match(text):
        links = feed_links(text.encode(), final_url)
        detail = f"a page stands where a feed was{_proposed(links)}"
        return FeedProblem(fault=Fault.HTML, detail=detail, links=links)
    if not root:
        return read_text_sitemap(text, limits) or FeedProblem(fault=Fault.NOT_A_FEED, detail="neither XML nor JSON")
    return _read_xml(text[start:], root, final_url=final_url, limits=limits)


def _proposed(links: Sequence[FeedLink]) -> str:
    named = ", ".join(link.url for link in links[:_PROPOSALS])
    more = f" and {len(links) - _PROPOSALS} more" if len(links) > _PROPOSALS else ""
    return f"; it announces {named}{more}" if links else ""


def _refused_unread(body: bytes, limits: FeedLimits) -> FeedProblem | None:
    if not body.strip(b" \t\r\n\0"):
        return FeedProblem(fault=Fault.EMPTY, detail="the body is empty")
    if len(body) > limits.max_bytes:
        return FeedProblem(fault=Fault.TOO_LARGE, detail=f"{len(body)} bytes are more than {limits.max_bytes}")
    if not _wide(body) and is_binary(body[:4096]):
        return FeedProblem(fault=Fault.BINARY, detail="the body is a picture, archive or program")
    return None


def _wide(body: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by its first `<`."""
    return {b"\0<\0": "utf-16-be", b"<\0?": "utf-16-le", b"<\0r": "utf-16-le", b"<\0f": "utf-16-le"}.get(body[:3])


def _read_xml(text: str, root: str, *, final_url: str, limits: FeedLimits) -> ParsedFeed | FeedProblem:
    try:
        tree = read_tree(text, root, limits.max_entries)
        if tree:
            return _feed(tree, text, root=root, final_url=final_url, limits=limits)
        found = scan(text, limits)
        if found.refusal:
            return FeedProblem(fault=Fault.HOSTILE, detail=f"not parsed because of {found.refusal}")
        if root in {"urlset", "sitemapindex"}:
            return read_sitemap(found.text, final_url=final_url, limits=limits, is_cut=found.is_cut)
        parsed = feedparser.parse(
            io.BytesIO(found.text.encode()),
            response_headers=_HEADERS,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        feed = _feed(parsed, found.text, root=root, final_url=final_url, limits=limits)
        return replace(feed, is_cut=True) if found.is_cut and isinstance(feed, ParsedFeed) else feed
    except Exception as exc:  # noqa: BLE001 - fed with damaged bytes the parsers raise whatever they stumble over
        return FeedProblem(fault=Fault.UNREADABLE, detail=f"the parser failed: {type(exc).__name__}: {exc}"[:300])


def _feed(
    parsed: Mapping[str, Any], text: str, *, root: str, final_url: str, limits: FeedLimits
) -> ParsedFeed | FeedProblem:
    version = parsed.get("version") or ""
    raw_entries: Sequence[Mapping[str, Any]] = parsed["entries"]
    if not version and not raw_entries:
        return FeedProblem(
            fault=Fault.NOT_A_FEED, detail="an XML document that is neither RSS, Atom, RDF nor a sitemap"
        )
    kind = _kind(version, root)
    head: Mapping[str, Any] = parsed["feed"]
    entries = tuple(_entry(raw, head, kind, final_url, limits) for raw in raw_entries[: limits.max_entries])
    links: Sequence[Mapping[str, Any]] = head.get("links") or ()
    return ParsedFeed(
        kind=kind,
        version=version,
        title=title_line(head.get("title"), limits.max_title_characters),
        language=one_line(head.get("language"), 40),
        site_link=absolute_url(head.get("link"), final_url, limits.max_url_characters),
        self_link=next(iter(_related(links, "self", final_url, limits)), None),
        next_link=next(iter(_related(links, "next", final_url, limits)), None),
        archive_link=next(iter(_related(links, "prev-archive", final_url, limits)), None),
        hubs=_related(links, "hub", final_url, limits),
        hints=syndication_hints(head, text),
        robots=channel_robots(text),
        entries=entries,
        is_cut=bool(parsed.get("is_cut")),
        dates_are_build_time=same_dates(entries),
        note=_note(parsed),
    )


def same_dates(entries: Sequence[FeedEntry]) -> bool:
    """Do all of at least three entries state one and the same date? Then it is the moment the feed was built."""
    dates = {entry.published_raw or entry.updated_raw for entry in entries}
    return len(entries) >= _SAME_DATE_ENTRIES and len(dates) == 1 and None not in dates


def _entry(
    raw: Mapping[str, Any], head: Mapping[str, Any], kind: FeedKind, final_url: str, limits: FeedLimits
) -> FeedEntry:
    is_atom = kind is FeedKind.ATOM
    guid = one_line(raw.get("id"), limits.max_url_characters)
    is_permalink = (
        bool(raw.get("guidislink")) and not is_atom and absolute_url(guid, "", limits.max_url_characters) is not None
    )
    link, unusable_link = _link(raw, guid if is_permalink else None, final_url, limits)
    content = max((str(part.get("value") or "") for part in raw.get("content") or ()), key=len, default="")
    stated = str(raw.get("summary") or "")
    # feedparser makes a summary of the content where there is none
    summary = "" if stated == content else plain_text(stated, limits.max_text_characters)
    plain = plain_text(content, limits.max_text_characters) or summary
    title_type = (raw.get("title_detail") or {}).get("type")
    source: Mapping[str, Any] = raw.get("source") or {}
    source_name = one_line(source.get("title"), limits.max_title_characters)
    is_aggregator = bool(link and link.startswith(_AGGREGATORS))
    title = title_line(raw.get("title"), limits.max_title_characters, is_plain=is_atom and title_type == "text/plain")
    if is_aggregator and title and source_name:
        title = title.removesuffix(f" - {source_name}").rstrip() or title
    published, updated = _dates(raw, is_atom=is_atom)
    return FeedEntry(
        guid=guid,
        guid_is_permalink=is_permalink,
        link=link,
        unusable_link=unusable_link,
        title=title,
        summary=summary or None,
        content_html=without_illegal(content[: limits.max_text_characters]) or None,
        content_characters=len(plain),
        is_full_text=looks_full(plain),
        authors=_names(raw, limits),
        categories=_categories(raw, limits),
        published_raw=published,
        updated_raw=updated,
        language=_language(raw, head),
        enclosures=_enclosures(raw, final_url, limits),
        source_name=source_name,
        source_url=absolute_url(source.get("href") or source.get("link"), "", limits.max_url_characters),
        is_aggregator=is_aggregator,
    )


def _link(
    raw: Mapping[str, Any], permalink: str | None, final_url: str, limits: FeedLimits
) -> tuple[str | None, str | None]:
    """The entry's own address, never one that feedparser made up from a guid; else what stands in its place."""
    stated = [raw.get("feedburner_origlink")]
    stated += [link.get("href") for link in raw.get("links") or () if link.get("rel", "alternate") == "alternate"]
    return entry_link([*stated, permalink], final_url, limits.max_url_characters)


def _dates(raw: Mapping[str, Any], *, is_atom: bool) -> tuple[str | None, str | None]:
    """Published and updated as stated. `in` is asked first: feedparser answers for `updated` with `published`."""
    published = one_line(raw.get("published") if "published" in raw else raw.get("created"), 200)
    updated = one_line(raw.get("updated"), 200) if "updated" in raw else None
    if not is_atom and published is None:
        return updated, None  # dc:date of RSS and RDF says when the item was published; feedparser files it as updated
    return published, updated


def _names(raw: Mapping[str, Any], limits: FeedLimits) -> tuple[str, ...]:
    names = [person.get("name") or person.get("email") for person in (raw.get("authors") or ())[: limits.max_items]]
    return _distinct(names or [raw.get("author")], limits)


def _categories(raw: Mapping[str, Any], limits: FeedLimits) -> tuple[str, ...]:
    return _distinct(
        [tag.get("label") or tag.get("term") for tag in (raw.get("tags") or ())[: limits.max_items]], limits
    )


def _distinct(values: Sequence[object], limits: FeedLimits) -> tuple[str, ...]:
    lines = (title_line(value, limits.max_title_characters) for value in values)
    return tuple(dict.fromkeys(line for line in lines if line))


def _enclosures(raw: Mapping[str, Any], final_url: str, limits: FeedLimits) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for item in [*(raw.get("enclosures") or ()), *(raw.get("media_content") or ())][: limits.max_items]:
        url = absolute_url(item.get("href") or item.get("url"), final_url, limits.max_url_characters)
        if url:
            length = str(item.get("length") or item.get("filesize") or "")
            size = int(length) if length.isdecimal() and len(length) <= 15 else None  # noqa: PLR2004 - petabytes
            found.setdefault(url, Enclosure(url=url, content_type=one_line(item.get("type"), 100), length=size))
    return tuple(found.values())


def _language(raw: Mapping[str, Any], head: Mapping[str, Any]) -> str | None:
    """The language the entry declares for itself; feedparser hands the feed's xml:lang down to every title."""
    own = one_line(raw.get("language") or (raw.get("title_detail") or {}).get("language"), 40)
    handed_down = {head.get("language"), (head.get("title_detail") or {}).get("language")}
    return None if own in handed_down else own


def _related(links: Sequence[Mapping[str, Any]], rel: str, final_url: str, limits: FeedLimits) -> tuple[str, ...]:
    urls = (
        absolute_url(link.get("href"), final_url, limits.max_url_characters) for link in links if link.get("rel") == rel
    )
    return tuple(dict.fromkeys(url for url in urls if url))[: limits.max_items]


def _kind(version: str, root: str) -> FeedKind:
    if version.startswith("atom"):
        return FeedKind.ATOM
    return FeedKind.RDF if version in {"rss090", "rss10"} or root == "rdf" else FeedKind.RSS


def _note(parsed: Mapping[str, Any]) -> str | None:
    """What was wrong with the document: a warning, for nearly all such feeds still give their entries."""
    if not parsed.get("bozo"):
        return None
    fault = parsed.get("bozo_exception")
    return f"{type(fault).__name__}: {fault}"[:300]


def _stated_charset(content_type: str | None) -> str | None:
    found = _CHARSET.search(content_type or "")
    return found[1] if found else None
