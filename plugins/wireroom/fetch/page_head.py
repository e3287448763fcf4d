"""What the head of a page says of itself before anyone reads it: its own address, and what may be done with it. Pure.

A look at the first bytes, not a parse: the page is read later and elsewhere, but under which name and whether at all
must be known before it is stored.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yarl import URL

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD_BYTES = 200_000  # heads with inline styles are long; of real pages the longest seen had 180 kB before </head>
_TAG = re.compile(r"<(link|meta)\b([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z:-]{1,40})\s*=\s*(?:\"([^\"]{0,3000})\"|'([^']{0,3000})'|([^\s\"'>]{1,3000}))")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_END = re.compile(r"</head\b|<body\b", re.IGNORECASE)
_ROBOTS = frozenset({"robots", "wireroom"})  # meta names that address everyone, and us


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """What the head says."""

    canonical: str | None = None  #: absolute, as stated
    robots_tags: frozenset[str] = frozenset()  #: lower case, of those that address us or everyone
    tdm_reservation: bool | None = None  #: text and data mining reserved; None where not stated


def page_head(body: bytes, *, url: str) -> PageHead:
    """What the head of an HTML page at `url` says. In UTF-16 it says nothing; garbage counts as absent."""
    text = body[:HEAD_BYTES].decode("ascii", "replace")
    end = _END.search(text)
    text = _COMMENT.sub("", text[: end.start()] if end else text)
    canonical: str | None = None
    tags: set[str] = set()
    reserved: bool | None = None
    for name, values in _tags(text):
        if name == "link" and "canonical" in values.get("rel", "").lower().split():
            canonical = canonical or _absolute(url, values.get("href", ""))
        elif name == "meta" and values.get("name", "").lower() in _ROBOTS:
            tags |= {part.strip() for part in values.get("content", "").lower().split(",") if part.strip()}
        elif name == "meta" and values.get("name", "").lower() == "tdm-reservation":
            reserved = {"1": True, "0": False}.get(values.get("content", "").strip(), reserved)
    return PageHead(canonical=canonical, robots_tags=frozenset(tags), tdm_reservation=reserved)


def _tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag in _TAG.finditer(text):
        values: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(tag[2]):
            values.setdefault(found[1].lower(), html.unescape(found[2] or found[3] or found[4] or ""))
        yield tag[1].lower(), values


def _absolute(base: str, target: str) -> str | None:
    try:
        joined = URL(base).join(URL(target.strip()))
    except ValueError:
        return None
    return str(joined) if target.strip() and joined.scheme in {"http", "https"} and joined.raw_host else None
