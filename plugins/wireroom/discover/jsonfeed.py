"""JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1), which feedparser does not read. Pure.

Tolerant where a value of the wrong type can be passed over, strict about what makes it a feed: an object
with a list of items.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from wireroom.discover.feed import Enclosure, Fault, FeedEntry, FeedKind, FeedLimits, FeedProblem, ParsedFeed
from wireroom.discover.feed_text import (
    absolute_url,
    entry_link,
    looks_full,
    one_line,
    plain_text,
    title_line,
    without_illegal,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_json_feed(text: str, *, final_url: str, limits: FeedLimits) -> ParsedFeed | FeedProblem:
    """The feed in `text`. Links are joined with `final_url`."""
    try:
        document, end = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError) as exc:  # ValueError: also a number of more than 4,300 digits
        return FeedProblem(fault=Fault.JSON_MALFORMED, detail=f"not JSON: {exc}"[:300])
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return FeedProblem(fault=Fault.NOT_A_FEED, detail="JSON without a list of items")
    head = cast("dict[str, Any]", document)
    version = one_line(head.get("version"), 100) or ""
    if "jsonfeed.org" not in version and not isinstance(head.get("title"), str):
        return FeedProblem(
            fault=Fault.NOT_A_FEED, detail="JSON with items, but neither a JSON Feed version nor a title"
        )
    items = [item for item in head["items"] if isinstance(item, dict)]
    authors = _authors(head, limits)
    entries = tuple(_entry(item, final_url, limits, authors) for item in items[: limits.max_entries])
    dates = {entry.published_raw for entry in entries}
    return ParsedFeed(
        kind=FeedKind.JSON,
        version=version,
        title=one_line(head.get("title"), limits.max_title_characters),
        language=one_line(head.get("language"), 40),
        site_link=absolute_url(head.get("home_page_url"), final_url, limits.max_url_characters),
        self_link=absolute_url(head.get("feed_url"), final_url, limits.max_url_characters),
        next_link=absolute_url(head.get("next_url"), final_url, limits.max_url_characters),
        hubs=_hubs(head, final_url, limits),
        entries=entries,
        is_cut=len(items) > limits.max_entries,
        dates_are_build_time=len(entries) > 2 and len(dates) == 1 and None not in dates,  # noqa: PLR2004 - as in XML feeds
        note=_note(len(head["items"]) - len(items), text[end:]),
    )


def _entry(item: dict[str, Any], final_url: str, limits: FeedLimits, feed_authors: tuple[str, ...]) -> FeedEntry:
    content = item.get("content_html")
    content = content if isinstance(content, str) and content.strip() else None
    stated_text = item.get("content_text")
    summary = item.get("summary")
    summary = plain_text(summary, limits.max_text_characters) if isinstance(summary, str) else ""
    plain = plain_text(content, limits.max_text_characters) if content else ""
    if not plain and isinstance(stated_text, str):
        plain = stated_text[: limits.max_text_characters].strip()
        content = _paragraphs(plain)
    identifier = item.get("id")
    if isinstance(identifier, int | float) and not isinstance(identifier, bool):
        identifier = str(identifier)
    link, unusable_link = entry_link([item.get("url"), item.get("external_url")], final_url, limits.max_url_characters)
    return FeedEntry(
        guid=one_line(identifier, limits.max_url_characters),
        guid_is_permalink=link is not None and link == identifier,
        link=link,
        unusable_link=unusable_link,
        title=title_line(item.get("title"), limits.max_title_characters, is_plain=True),
        summary=summary or (plain if not content else None) or None,
        content_html=without_illegal(content[: limits.max_text_characters]) if content else None,
        content_characters=len(plain or summary),
        is_full_text=looks_full(plain or summary),
        authors=_authors(item, limits) or feed_authors,
        categories=_lines(item.get("tags"), limits),
        published_raw=one_line(item.get("date_published"), 200),
        updated_raw=one_line(item.get("date_modified"), 200),
        language=one_line(item.get("language"), 40),
        enclosures=_enclosures(item.get("attachments"), final_url, limits),
    )


def _note(strangers: int, rest: str) -> str | None:
    notes = [f"{strangers} items are no objects"] if strangers else []
    return "; ".join([*notes, "text after the document"] if rest.strip() else notes) or None


def _paragraphs(plain: str) -> str | None:
    """Plain text as the markup other readers expect, or None where there is no text."""
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"<p>{line.strip()}</p>" for line in escaped.split("\n") if line.strip()) or None


def _objects(value: object, limits: FeedLimits) -> Sequence[dict[str, Any]]:
    found = cast("list[object]", value)[: limits.max_items] if isinstance(value, list) else []
    return [cast("dict[str, Any]", item) for item in found if isinstance(item, dict)]


def _authors(holder: dict[str, Any], limits: FeedLimits) -> tuple[str, ...]:
    """Version 1.1 has a list, version 1 a single author."""
    people = _objects(holder.get("authors"), limits) or _objects([holder.get("author")], limits)
    return _lines([person.get("name") for person in people], limits)


def _lines(value: object, limits: FeedLimits) -> tuple[str, ...]:
    values = cast("list[object]", value)[: limits.max_items] if isinstance(value, list) else []
    lines = (one_line(item, limits.max_title_characters) for item in values)
    return tuple(dict.fromkeys(line for line in lines if line))


def _hubs(head: dict[str, Any], final_url: str, limits: FeedLimits) -> tuple[str, ...]:
    hubs = (hub for hub in _objects(head.get("hubs"), limits) if str(hub.get("type")).lower() == "websub")
    urls = (absolute_url(hub.get("url"), final_url, limits.max_url_characters) for hub in hubs)
    return tuple(dict.fromkeys(url for url in urls if url))


def _enclosures(value: object, final_url: str, limits: FeedLimits) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for item in _objects(value, limits):
        url = absolute_url(item.get("url"), final_url, limits.max_url_characters)
        size = item.get("size_in_bytes")
        if url:
            length = size if isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 10**15 else None
            found.setdefault(url, Enclosure(url=url, content_type=one_line(item.get("mime_type"), 100), length=length))
    return tuple(found.values())
