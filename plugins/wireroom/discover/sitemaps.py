"""Sitemaps (sitemaps.org) as feeds: news sitemaps give entries with titles and dates, plain ones addresses only. Pure.

A sitemap index gives no entries; the sitemaps it names are recorded, for whoever follows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from wireroom.discover.feed import Fault, FeedEntry, FeedKind, FeedLimits, FeedProblem, ParsedFeed, SitemapRef
from wireroom.discover.feed_text import absolute_url, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

_Element = Any  # lxml ships no types
_NEWS = "http://www.google.com/schemas/sitemap-news/"  # followed by a version, 0.84 or 0.9


def read_sitemap(text: str, *, final_url: str, limits: FeedLimits, is_cut: bool) -> ParsedFeed | FeedProblem:
    """The sitemap or sitemap index in `text`, which has been scanned; what is ill-formed is read as far as it goes."""
    if "<!ENTITY" in text[:65_536]:
        return FeedProblem(fault=Fault.HOSTILE, detail="a sitemap that declares entities")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(text.partition("?>")[2].encode() if text.startswith("<?xml") else text.encode(), parser)
    except etree.XMLSyntaxError as exc:
        return FeedProblem(fault=Fault.UNREADABLE, detail=f"the sitemap cannot be read: {exc}"[:300])
    if root is None:
        return FeedProblem(fault=Fault.UNREADABLE, detail="the sitemap cannot be read")
    note = str(parser.error_log[0])[:300] if len(parser.error_log) else None
    if _local(root) == "sitemapindex":
        found = tuple(_references(root, final_url, limits))
        return ParsedFeed(kind=FeedKind.SITEMAP_INDEX, sitemaps=found[: limits.max_entries], is_cut=is_cut, note=note)
    entries = tuple(_entries(root, final_url, limits))
    languages = {entry.language for entry in entries}
    return ParsedFeed(
        kind=FeedKind.NEWS_SITEMAP
        if any(entry.title for entry in entries) or _NEWS in text[:4096]
        else FeedKind.SITEMAP,
        language=languages.pop() if len(languages) == 1 else None,
        title=next((entry.source_name for entry in entries if entry.source_name), None),
        entries=entries,
        is_cut=is_cut,
        note=note,
    )


def read_text_sitemap(text: str, limits: FeedLimits) -> ParsedFeed | None:
    """The sitemap in a text of one address a line, or None where any line is something else (sitemaps.org)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    links = [absolute_url(line, "", limits.max_url_characters) for line in lines[: limits.max_entries]]
    if not links or None in links or any(len(line.split()) > 1 for line in lines):
        return None
    entries = tuple(FeedEntry(guid=link, guid_is_permalink=True, link=link) for link in links)
    return ParsedFeed(kind=FeedKind.SITEMAP, entries=entries, is_cut=len(lines) > limits.max_entries)


def _entries(root: _Element, final_url: str, limits: FeedLimits) -> Iterator[FeedEntry]:
    for url in _children(root, "url"):
        link = absolute_url(_text(url, "loc"), final_url, limits.max_url_characters)
        if not link:
            continue
        news = next(_children(url, "news"), None)
        publication = None if news is None else next(_children(news, "publication"), None)
        keywords = "" if news is None else _text(news, "keywords") or ""
        yield FeedEntry(
            guid=link,
            guid_is_permalink=True,
            link=link,
            title=None if news is None else one_line(_text(news, "title"), limits.max_title_characters),
            published_raw=None if news is None else one_line(_text(news, "publication_date"), 200),
            updated_raw=one_line(_text(url, "lastmod"), 200),
            language=None if publication is None else one_line(_text(publication, "language"), 40),
            source_name=None
            if publication is None
            else one_line(_text(publication, "name"), limits.max_title_characters),
            categories=tuple(word.strip() for word in keywords.split(",")[: limits.max_items] if word.strip()),
        )


def _references(root: _Element, final_url: str, limits: FeedLimits) -> Iterator[SitemapRef]:
    for sitemap in _children(root, "sitemap"):
        url = absolute_url(_text(sitemap, "loc"), final_url, limits.max_url_characters)
        if url:
            yield SitemapRef(url=url, modified_raw=one_line(_text(sitemap, "lastmod"), 200))


def _children(element: _Element, name: str) -> Iterator[_Element]:
    """Children by local name: the sitemap namespace has been written in many ways."""
    return (child for child in element if isinstance(child.tag, str) and _local(child) == name)


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _text(element: _Element, name: str) -> str | None:
    child = next(_children(element, name), None)
    return None if child is None else "".join(str(part) for part in child.itertext())
