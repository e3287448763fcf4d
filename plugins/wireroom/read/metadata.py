"""What a page says about its article in JSON-LD, meta tags and its only h1. Knows lxml; the extractor fills gaps.

Dates in `meta name=date` are wrong too often to be used: they cost a point of exact dates on news pages.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from babel.core import get_global
from lxml.html import HtmlElement

from wireroom.model import Declared, StatedDate
from wireroom.read.bylines import MAX_AUTHORS, are_publisher, read_names
from wireroom.read.jsonld import MAX_DEPTH, article_object, is_object
from wireroom.read.markup import visible_text
from wireroom.read.titles import choose_title

MAX_HEADINGS = 10
MAX_FIELD = 5_000  # characters of one field; longer ones are cut
MAX_ALTERNATES = 100  # languages a page may link to
MAX_TAG = 35  # characters of a language tag (RFC 5646, 4.4.1)

_AUTHOR_META = re.compile(r"(?:^|[:.-])author$")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """What the page states; None and empty where it states nothing."""

    title: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()  #: JSON-LD's
    other_authors: tuple[str, ...] = ()  #: of meta tags, never the publisher
    is_byline_missing: bool = False  #: `authors` is empty or names only the publisher
    site_name: str | None = None
    section: str | None = None
    canonical_url: str | None = None
    is_accessible_for_free: bool | None = None
    alternates: tuple[tuple[str, str], ...] = ()
    declared: tuple[Declared, ...] = ()
    dates: tuple[StatedDate, ...] = ()


def read_metadata(tree: HtmlElement, *, url: str | None) -> PageMetadata:
    """The metadata of a parsed page; `url` resolves a relative canonical link. Never raises."""
    article = article_object(tree)
    metas = _metas(tree)
    site_name = _text(_first(metas.get("og:site_name")))
    publisher = _text(_publisher(article))
    names = [site_name or "", publisher or "", _host(url)]
    stated, tagged = _authors(metas, article)
    shown = next(tree.iter("title"), None)
    return PageMetadata(
        title=choose_title(
            shared=_text(_first(metas.get("og:title"))),
            headings=_headings(tree),
            headline=_text(article.get("headline")),
            document=visible_text(shown) if shown is not None else None,
            site_name=site_name or publisher,
        ),
        description=_text(
            _first(metas.get("og:description")) or _first(metas.get("description")) or article.get("description")
        ),
        authors=stated,
        other_authors=() if are_publisher(tagged, names) else tagged,
        is_byline_missing=not stated or are_publisher(stated, names),
        site_name=site_name or publisher,
        section=_text(_first(article.get("articleSection"))) or _text(_first(metas.get("article:section"))),
        canonical_url=_canonical(tree, url),
        is_accessible_for_free=_flag(article.get("isAccessibleForFree")),
        alternates=_alternates(tree, url),
        declared=_languages(tree, metas, article),
        dates=_dates(tree, metas, article),
    )


def language_code(raw: object) -> str | None:
    """`pl-PL`, `PL` or `pol` as `pl`: ISO 639-1 where one exists, else the three letters; None for anything else."""
    match = _LANGUAGE.match(str(raw).strip()) if raw else None
    if match is None:
        return None
    code = match[1].lower()
    if len(code) == 3:  # noqa: PLR2004 (the length of an ISO 639-2 code)
        aliases: dict[str, str] = get_global("language_aliases")  # pyright: ignore[reportAssignmentType]
        code = aliases.get(code, code).partition("_")[0]
    return code


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    """Contents of the meta tags by lower-case property, name, itemprop or http-equiv."""
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        content = meta.get("content")
        if name and content:
            metas.setdefault(name.lower(), []).append(content[:MAX_FIELD])
    return metas


def _authors(metas: dict[str, list[str]], article: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """JSON-LD's authors and those of meta tags."""
    stated = read_names(map(_unescaped, _names(article.get("author"), 0)))
    tagged = [value for name, values in metas.items() if _AUTHOR_META.search(name) for value in values]
    return stated, read_names(map(_unescaped, tagged))


def _names(stated: object, depth: int) -> list[str]:
    if depth > MAX_DEPTH:
        return []
    if isinstance(stated, list):
        return [name for one in stated[:MAX_AUTHORS] for name in _names(one, depth + 1)]
    if is_object(stated):
        return _names(stated.get("name"), depth + 1)
    return [stated] if isinstance(stated, str) else []


def _languages(tree: HtmlElement, metas: dict[str, list[str]], article: dict[str, Any]) -> tuple[Declared, ...]:
    root = tree.getroottree().getroot()
    stated = (
        (root.get("lang") or root.get("xml:lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"), "html"),
        (_first(metas.get("og:locale")), "og"),
        (_first(article.get("inLanguage")), "jsonld"),
        (_first(metas.get("content-language")), "http"),
    )
    read = ((language_code(raw if isinstance(raw, str) else None), where) for raw, where in stated)
    return tuple(Declared(code=code, where=where) for code, where in read if code)


def _dates(tree: HtmlElement, metas: dict[str, list[str]], article: dict[str, Any]) -> tuple[StatedDate, ...]:
    stated = [(article.get("datePublished"), "jsonld"), (metas.get("article:published_time"), "meta")]
    read = [(_text(_first(raw)), where) for raw, where in stated]
    if not any(raw for raw, _ in read):
        read = [(_text(_marked_date(tree)), "time")]
    return tuple(StatedDate(raw=raw[:100], where=where) for raw, where in read if raw)


def _marked_date(tree: HtmlElement) -> str | None:
    """The first element marked up as schema.org's datePublished."""
    for tag in ("time", "meta", "span", "p"):
        for element in tree.iter(tag):
            if element.get("itemprop") == "datePublished":
                return element.get("datetime") or element.get("content") or visible_text(element)
    return None


def _headings(tree: HtmlElement) -> list[str]:
    """Texts of the first h1 elements that have one."""
    found = (visible_text(heading) for heading in islice(tree.iter("h1"), MAX_HEADINGS))
    return [text for text in found if text]


def _publisher(article: dict[str, Any]) -> object:
    stated = _first(article.get("publisher"))
    return stated.get("name") if is_object(stated) else stated


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _canonical(tree: HtmlElement, url: str | None) -> str | None:
    return next((_absolute(link, url) for link in _links(tree, "canonical")), None)


def _alternates(tree: HtmlElement, url: str | None) -> tuple[tuple[str, str], ...]:
    """(language, URL) of the page's hreflang links, the first of each language."""
    found: dict[str, str] = {}
    for link in _links(tree, "alternate"):
        language, address = (link.get("hreflang") or "").strip().lower()[:MAX_TAG], _absolute(link, url)
        if language and address and len(found) < MAX_ALTERNATES:
            found.setdefault(language, address)
    return tuple(found.items())


def _links(tree: HtmlElement, relation: str) -> Iterator[HtmlElement]:
    return (link for link in tree.iter("link") if relation in (link.get("rel") or "").lower().split())


def _absolute(link: HtmlElement, url: str | None) -> str | None:
    try:
        absolute = urljoin(url or "", (link.get("href") or "").strip())
    except ValueError:
        return None
    return absolute[:MAX_FIELD] if _WEB.match(absolute) else None


def _flag(stated: object) -> bool | None:
    return {"true": True, "false": False}.get(str(stated).strip().lower().rpartition("/")[2])


def _text(stated: object) -> str | None:
    """A string field as plain text: entities (often doubled) resolved, white space folded, None where empty."""
    if not isinstance(stated, str):
        return None
    return " ".join(html.unescape(html.unescape(stated[:MAX_FIELD])).split()) or None


def _unescaped(text: str) -> str:
    return _text(text) or ""


def _first(stated: object) -> object:
    return next(iter(stated), None) if isinstance(stated, list) else stated
