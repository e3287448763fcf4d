"""Pieces that RSS and Atom trees have in common, in the shape feedparser gives them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from wireroom.discover.feed_text import repaired

if TYPE_CHECKING:
    from collections.abc import Callable

Element = Any  # lxml ships no types
Raw = dict[str, Any]

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
SY = "{http://purl.org/rss/1.0/modules/syndication/}"
FEEDBURNER = "{http://rssnamespace.org/feedburner/ext/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HTML = "text/html"
PLAIN = "text/plain"
# Extensions that change what feedparser makes of an entry: left to it
EXTRAORDINARY = (
    "{http://www.itunes.com/",
    "{http://podlove.org/",
    "{http://purl.org/dc/terms/}",
    "{http://purl.org/rss/1.0/}",
    "{http://www.w3.org/1999/xhtml}body",
    "{http://search.yahoo.com/mrss}",
    "{http://purl.org/atom/",
)


class UnusualError(Exception):
    """The document is left to feedparser."""


def empty_entry() -> Raw:
    """An entry of which nothing is known yet; `captions` are titles and texts of its media."""
    return {"links": [], "tags": [], "authors": [], "enclosures": [], "media_content": [], "captions": []}


def text_of(element: Element) -> str:
    """The text of an element that holds nothing else."""
    if len(element):
        raise UnusualError
    return repaired((element.text or "").strip())


def based(element: Element, href: str) -> str:
    """`href` joined with the xml:base around it, where there is one."""
    base = element.base
    try:
        return urljoin(base, href) if base and href else href
    except ValueError as exc:
        raise UnusualError from exc


def read_into(name: str) -> Callable[[Element, Raw], None]:
    """A reader that keeps the text of an element as `name`."""

    def read(child: Element, raw: Raw) -> None:
        raw[name] = text_of(child)

    return read


def read_link(child: Element, raw: Raw) -> None:
    """An Atom link of a feed or an entry."""
    link = {"rel": "alternate", **dict(child.attrib), "href": based(child, child.get("href") or "")}
    raw["enclosures" if link["rel"] == "enclosure" else "links"].append(link)
    if link["rel"] == "alternate" and link.get("type", HTML) in {HTML, "application/xhtml+xml"}:
        raw.setdefault("link", link["href"])


def read_category(child: Element, raw: Raw) -> None:
    """A category, of RSS in its text, of Atom in its attributes."""
    raw["tags"].append({"term": text_of(child) or child.get("term"), "label": child.get("label")})


def read_media(child: Element, raw: Raw) -> None:
    """What Media RSS says of pictures, sound and video."""
    name = child.tag[len(MEDIA) :]
    if name == "content":
        raw["media_content"].append(dict(child.attrib))
    if name in {"content", "group"}:
        for inner in child:
            if isinstance(inner.tag, str) and inner.tag.startswith(MEDIA):
                read_media(inner, raw)
    elif name in {"title", "description"}:
        raw["captions"].append((name, text_of(child)))
    elif name == "category":
        read_category(child, raw)
    elif name == "keywords":
        raw["tags"] += [{"term": word.strip()} for word in text_of(child).split(",") if word.strip()]


def captioned(raw: Raw) -> Raw:
    """`raw`, with title and text of its media only where it has none of its own."""
    for name, value in raw["captions"]:
        if name == "title" and not raw.get("title"):
            raw["title"] = value
            raw["title_detail"] = {"type": PLAIN}
        if name == "description" and not raw.get("summary") and not raw.get("content"):
            raw["summary"] = value
    return raw


def read_hint(child: Element, head: Raw) -> None:
    """What other vocabularies say of a whole feed: its language and rhythm."""
    if child.tag == f"{DC}language":
        head["language"] = head.get("language") or text_of(child)
    elif child.tag in {f"{SY}updatePeriod", f"{SY}updateFrequency"}:
        head[f"sy_{child.tag[len(SY) :].lower()}"] = text_of(child)
