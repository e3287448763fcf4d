"""Lists of feeds as OPML 2.0 (opml.org/spec2.opml): what other readers export, and our own seeds/feeds.opml. Pure.

Beside the standard attributes (text, title, xmlUrl, htmlUrl, language, category) ours carry `key`, `country`,
`publisher`, `zone` and `connection`; other readers pass over those.
"""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from wireroom.charset import decode
from wireroom.discover.feed_text import absolute_url, one_line, without_illegal
from wireroom.discover.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_Element = Any  # lxml ships no types
MAX_BYTES = 15_000_000
MAX_FEEDS = 100_000
_DAMAGE_SHOWN = 20
_URL_CHARACTERS = 2_048
_TITLE_CHARACTERS = 300
_KEY_CHARACTERS = 80
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Z]{2}")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{1,63}")
_CONNECTION = re.compile(r"[\w.-]{1,200}")
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?")
_NOT_IN_KEY = re.compile(r"[^a-z0-9.]+")
_FEED_WORDS = frozenset(
    {"feed", "feeds", "rss", "atom", "xml", "index", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rdf"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFeed:
    """One feed of a list."""

    key: str  #: short name, unique in the list: letters, digits, `.`, `_`, `-`
    url: str  #: http or https, as listed
    title: str | None = None
    site_url: str | None = None
    language: str | None = None  #: BCP 47, as listed
    country: str | None = None  #: ISO 3166-1 alpha-2, of the publisher
    publisher: str | None = None
    zone: str | None = None  #: IANA time zone of dates without an offset, as listed
    connection_id: str | None = None  #: Airflow connection with the credentials to ask with
    category: str | None = None  #: the folders the outline lies in, joined by `/`
    line: int | None = field(default=None, compare=False)  #: where it stands in the list, 1-based
    key_is_given: bool = field(default=False, compare=False)  #: the list says the key; else it is made of the address


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProblem:
    """A line of a list that gives no feed, or not all it should."""

    line: int  #: 1-based
    detail: str  #: one sentence; names no address that carries credentials


def read_opml(body: bytes) -> tuple[tuple[ListedFeed, ...], tuple[ListProblem, ...]]:
    """The feeds of an OPML document and what is wrong with it, line by line. Never raises for the sake of its bytes.

    A feed listed twice is taken once. A feed without `key` gets one from its address, which may differ with the
    company it is listed in: whoever knows the feed already should know it by its address.
    """
    if len(body) > MAX_BYTES:
        return (), (ListProblem(line=1, detail=f"the list has {len(body)} bytes, more than {MAX_BYTES}"),)
    text = without_illegal(decode(body, is_html=True).text)
    if "<!ENTITY" in text:
        return (), (ListProblem(line=1, detail="the list declares entities, which a list of feeds has no use for"),)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(_DECLARATION.sub("", text).encode(), parser)
    except etree.XMLSyntaxError as exc:
        return (), (ListProblem(line=exc.lineno or 1, detail=f"not XML: {exc.msg}"),)
    if root is None or _local(root) != "opml":
        return (), (ListProblem(line=1, detail="not an OPML document"),)
    errors = list(parser.error_log)[:_DAMAGE_SHOWN]
    damage = [ListProblem(line=error.line, detail=f"ill-formed: {error.message}") for error in errors]
    feeds, problems = _collected(root)
    return feeds, tuple(sorted([*damage, *problems], key=lambda problem: problem.line))


def write_opml(feeds: Iterable[ListedFeed], *, title: str = "Wireroom feeds") -> bytes:
    """The feeds as OPML in UTF-8, sorted by key, one line each, so that a change is a short diff."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"  <head><title>{_escaped(title)}</title></head>", "  <body>"]
    lines += [f"    {_outline(feed)}" for feed in sorted(feeds, key=lambda feed: feed.key)]
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode()


def key_from_url(url: str) -> str:
    """A short readable name for a feed: its host and what its path says beyond "feed"."""
    parts = urlsplit(canonical_url(url) or url)
    words = [word for word in f"{parts.path}/{parts.query}".lower().split("/") if word not in _FEED_WORDS]
    host = (parts.hostname or "").removeprefix("www.")
    host = f"ipv6-{host}" if ":" in host else host
    name = "-".join(filter(None, (_NOT_IN_KEY.sub("-", part).strip("-.") for part in (host, *words))))
    return name[:_KEY_CHARACTERS].strip("-.") or "feed"


def _collected(root: _Element) -> tuple[tuple[ListedFeed, ...], list[ListProblem]]:
    found: dict[str, ListedFeed] = {}
    urls: set[str] = set()
    problems: list[ListProblem] = []
    for outline, folders in _outlines(root):
        line = int(outline.sourceline or 1)
        feed = _feed(outline, folders, line, problems)
        if feed is None:
            continue
        if len(found) >= MAX_FEEDS:
            problems.append(ListProblem(line=line, detail=f"more than {MAX_FEEDS} feeds: the rest is left out"))
            break
        same = canonical_url(feed.url) or feed.url
        if same in urls:
            problems.append(ListProblem(line=line, detail=f"listed twice: {feed.url}"))
            continue
        if feed.key in found and not _attributes(outline).get("key"):
            feed = replace(feed, key=f"{feed.key[: _KEY_CHARACTERS - 9]}-{zlib.crc32(same.encode()):08x}")
        if feed.key in found:
            problems.append(ListProblem(line=line, detail=f"key {feed.key} is taken by {found[feed.key].url}"))
        else:
            found[feed.key] = feed
            urls.add(same)
    return tuple(found.values()), problems


def _outlines(root: _Element) -> Iterator[tuple[_Element, tuple[str, ...]]]:
    """Every outline that should be a feed, with the names of the folders it lies in. lxml bounds the depth."""
    pending: list[tuple[_Element, tuple[str, ...]]] = [(root, ())]
    while pending:
        element, folders = pending.pop()
        children = [child for child in element if isinstance(child.tag, str)]
        if _local(element) == "outline":
            attributes = _attributes(element)
            if attributes.get("xmlurl") or not children:
                yield element, folders
            else:
                name = one_line(attributes.get("title") or attributes.get("text"), 100)
                folders = (*folders, name.replace("/", " ")) if name else folders
        pending += [(child, folders) for child in reversed(children)]


def _feed(outline: _Element, folders: tuple[str, ...], line: int, problems: list[ListProblem]) -> ListedFeed | None:
    attributes = _attributes(outline)
    title = one_line(attributes.get("title") or attributes.get("text"), _TITLE_CHARACTERS)
    raw = re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", "", attributes.get("xmlurl", "").strip())
    raw = f"http:{raw}" if raw.startswith("//") else raw
    url = absolute_url(raw, "", _URL_CHARACTERS)
    if url is None:
        what = "an xmlUrl that is no http(s) address" if raw else "no xmlUrl"
        problems.append(ListProblem(line=line, detail=f"outline {title or '?'} has {what}"))
        return None
    if "@" in urlsplit(url).netloc:
        problems.append(
            ListProblem(line=line, detail=f"outline {title or '?'} has credentials in its address: use a connection")
        )
        return None
    key = attributes.get("key", "").strip()
    if key and not _KEY.fullmatch(key):
        problems.append(
            ListProblem(line=line, detail=f"{key[:80]!r} is no key: lower-case letters, digits, `.`, `_`, `-`")
        )
        key = ""
    return ListedFeed(
        key=key or key_from_url(url),
        url=url,
        title=title,
        site_url=absolute_url(attributes.get("htmlurl"), "", _URL_CHARACTERS),
        language=_checked("language", attributes, _LANGUAGE, line, problems),
        country=_checked("country", attributes, _COUNTRY, line, problems),
        publisher=one_line(attributes.get("publisher"), _TITLE_CHARACTERS),
        zone=_checked("zone", attributes, _ZONE, line, problems),
        connection_id=_checked("connection", attributes, _CONNECTION, line, problems),
        category="/".join(folders) or one_line(attributes.get("category"), _TITLE_CHARACTERS),
        line=line,
        key_is_given=bool(key),
    )


def _checked(
    name: str, attributes: Mapping[str, str], pattern: re.Pattern[str], line: int, problems: list[ListProblem]
) -> str | None:
    value = attributes.get(name, "").strip()
    if not value or pattern.fullmatch(value):
        return value or None
    problems.append(ListProblem(line=line, detail=f"{value[:40]!r} is no {name}: left out"))
    return None


def _attributes(element: _Element) -> dict[str, str]:
    """Attributes by lower-case name: `xmlUrl` has been written in every way."""
    return {str(name).rpartition("}")[2].lower(): str(value) for name, value in element.attrib.items()}


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _outline(feed: ListedFeed) -> str:
    attributes = {
        "key": feed.key,
        "text": feed.title or feed.key,
        "title": feed.title,
        "xmlUrl": feed.url,
        "htmlUrl": feed.site_url,
        "language": feed.language,
        "country": feed.country,
        "publisher": feed.publisher,
        "zone": feed.zone,
        "connection": feed.connection_id,
        "category": feed.category,
    }
    written = " ".join(f'{name}="{_escaped(value)}"' for name, value in attributes.items() if value)
    return f'<outline type="rss" {written}/>'


def _escaped(text: str) -> str:
    return html.escape(without_illegal(text).replace("\n", " "), quote=True)
