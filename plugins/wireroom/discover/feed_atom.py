"""An ordinary Atom 1.0 feed, read straight from its tree. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.discover.feed_nodes import (
    ATOM,
    CONTENT,
    DC,
    EXTRAORDINARY,
    FEEDBURNER,
    HTML,
    LANG,
    MEDIA,
    PLAIN,
    Element,
    Raw,
    UnusualError,
    captioned,
    empty_entry,
    read_category,
    read_hint,
    read_into,
    read_link,
    read_media,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def read_atom(tree: Element, max_entries: int) -> Raw:
    """The feed in the shape of feedparser's result. Raises UnusualError where feedparser should read it."""
    head: Raw = {"links": [], "enclosures": []}
    if tree.get(LANG):
        head["language"] = tree.get(LANG)
    entries: list[Raw] = []
    is_cut = False
    for child in tree:
        if child.tag == f"{ATOM}entry":
            if len(entries) == max_entries:
                is_cut = True
                break
            entries.append(_entry(child))
        elif child.tag == f"{ATOM}title":
            head["title"], _ = _typed(child)
        elif child.tag == f"{ATOM}link":
            read_link(child, head)
        else:
            read_hint(child, head)
    return {"version": "atom10", "feed": head, "entries": entries, "is_cut": is_cut}


def _entry(entry: Element) -> Raw:
    raw = empty_entry()
    raw["title_detail"] = {"language": entry.get(LANG)}
    for child in entry:
        reader = _READERS.get(child.tag)
        if reader:
            reader(child, raw)
        elif child.tag.startswith(MEDIA):
            read_media(child, raw)
        elif child.tag.startswith(_LEFT_ALONE):
            raise UnusualError
    return captioned(raw)


def _title(child: Element, raw: Raw) -> None:
    raw["title"], kind = _typed(child)
    raw["title_detail"] = {"type": kind, "language": child.get(LANG) or raw["title_detail"]["language"]}


def _summary(child: Element, raw: Raw) -> None:
    raw["summary"], _ = _typed(child)


def _content(child: Element, raw: Raw) -> None:
    text, kind = _typed(child)
    if text:
        raw.setdefault("content", []).append({"value": text, "type": kind})


def _author(child: Element, raw: Raw) -> None:
    fields = {part.tag: text_of(part) for part in child}
    raw["authors"].append({"name": fields.get(f"{ATOM}name"), "email": fields.get(f"{ATOM}email")})


_LEFT_ALONE = (f"{ATOM}source", f"{ATOM}entry", *EXTRAORDINARY, DC, CONTENT)
_READERS: dict[str, Callable[[Element, Raw], None]] = {
    f"{ATOM}id": read_into("id"),
    f"{ATOM}title": _title,
    f"{ATOM}link": read_link,
    f"{ATOM}published": read_into("published"),
    f"{ATOM}updated": read_into("updated"),
    f"{ATOM}summary": _summary,
    f"{ATOM}content": _content,
    f"{ATOM}author": _author,
    f"{ATOM}category": read_category,
    f"{FEEDBURNER}origLink": read_into("feedburner_origlink"),
}


def _typed(element: Element) -> tuple[str, str]:
    """The text of an Atom construct and whether it is plain text or markup."""
    kind = element.get("type", "text")
    if kind not in {"text", "html", PLAIN, HTML} or element.get("src") or element.get("mode"):
        raise UnusualError
    return text_of(element), HTML if kind in {"html", HTML} else PLAIN
