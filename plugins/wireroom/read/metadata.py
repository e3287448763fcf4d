"""What a page says about its article in JSON-LD, meta tags and its only h1. Knows lxml; the extractor fills gaps.

Sources in this order because of measurements on news pages: JSON-LD headline, then the only h1, then og:title
is exactly right far more often than a general reader; dates in `meta name=date` are wrong too often to be used.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard
from urllib.parse import urljoin

from babel.core import get_global
from lxml.html import HtmlElement

from wireroom.model import Declared, StatedDate
from wireroom.read.markup import visible_text

MAX_JSONLD_CHARACTERS = 1_000_000  # of one script; more is a product catalogue or an attack
MAX_JSONLD_SCRIPTS = 50
MAX_JSONLD_NODES = 20_000  # objects looked at in one script
MAX_JSONLD_DEPTH = 6  # an article stands in @graph or mainEntity, never deeper
MAX_FIELD = 5_000  # characters of one field; longer ones are cut
MAX_AUTHORS = 20

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Blog)$")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """What the page states; None and empty where it states nothing."""

    title: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    site_name: str | None = None
    section: str | None = None
    canonical_url: str | None = None
    is_accessible_for_free: bool | None = None
    declared: tuple[Declared, ...] = ()
    dates: tuple[StatedDate, ...] = ()


def read_metadata(tree: HtmlElement, *, url: str | None) -> PageMetadata:
    """The metadata of a parsed page; `url` resolves a relative canonical link. Never raises."""
    article = _jsonld_article(tree)
    metas = _metas(tree)
    publisher = article.get("publisher")
    return PageMetadata(
        title=_text(article.get("headline")) or _only_h1(tree) or _text(metas.get("og:title")),
        description=_text(metas.get("og:description") or metas.get("description") or article.get("description")),
        authors=_authors(article.get("author")),
        site_name=_text(metas.get("og:site_name")) or _text(publisher.get("name") if _is_object(publisher) else None),
        section=_text(_first(article.get("articleSection"))) or _text(metas.get("article:section")),
        canonical_url=_canonical(tree, url),
        is_accessible_for_free=_flag(article.get("isAccessibleForFree")),
        declared=_languages(tree, metas, article),
        dates=_dates(metas, article),
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


def _metas(tree: HtmlElement) -> dict[str, str]:
    """First content of each meta tag by lower-case property, name, itemprop or http-equiv."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        content = meta.get("content")
        if name and content:
            metas.setdefault(name.lower(), content[:MAX_FIELD])
    return metas


def _jsonld_article(tree: HtmlElement) -> dict[str, Any]:
    """The JSON-LD object that says most about an article; empty where there is none."""
    best: dict[str, Any] = {}
    best_score = 0
    for number, script in enumerate(tree.iter("script")):
        if number >= MAX_JSONLD_SCRIPTS:
            break
        for candidate in _jsonld_objects(script):
            kinds = candidate.get("@type")
            if not any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in _as_list(kinds)):
                continue
            score = 1 + sum(bool(candidate.get(key)) for key in ("headline", "datePublished", "author", "articleBody"))
            if score > best_score:
                best, best_score = candidate, score
    return best


def _jsonld_objects(script: HtmlElement) -> Iterator[dict[str, Any]]:
    text = (script.text or "").strip()
    if "ld+json" not in (script.get("type") or "").lower() or len(text) > MAX_JSONLD_CHARACTERS:
        return
    text = text.removeprefix("<!--").removesuffix("-->").strip().removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        document = json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return
    waiting: list[tuple[Any, int]] = [(document, 0)]
    for _ in range(MAX_JSONLD_NODES):
        if not waiting:
            return
        node, depth = waiting.pop()
        if _is_object(node):
            yield node
        if depth < MAX_JSONLD_DEPTH:
            children = node.values() if _is_object(node) else node if isinstance(node, list) else ()
            waiting.extend((child, depth + 1) for child in reversed([*children]) if isinstance(child, dict | list))


def _authors(stated: object) -> tuple[str, ...]:
    names = [_text(name) for name in _names(stated, 0)]
    return tuple(dict.fromkeys(name for name in names if name and not _WEB.match(name)))[:MAX_AUTHORS]


def _names(stated: object, depth: int) -> list[object]:
    if depth > MAX_JSONLD_DEPTH:
        return []
    if isinstance(stated, list):
        return [name for one in stated[:MAX_AUTHORS] for name in _names(one, depth + 1)]
    if _is_object(stated):
        return _names(stated.get("name"), depth + 1)
    return [stated] if isinstance(stated, str) else []


def _languages(tree: HtmlElement, metas: dict[str, str], article: dict[str, Any]) -> tuple[Declared, ...]:
    root = tree.getroottree().getroot()
    stated = (
        (root.get("lang") or root.get("xml:lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"), "html"),
        (metas.get("og:locale"), "og"),
        (_first(article.get("inLanguage")), "jsonld"),
        (metas.get("content-language"), "http"),
    )
    read = ((language_code(raw if isinstance(raw, str) else None), where) for raw, where in stated)
    return tuple(Declared(code=code, where=where) for code, where in read if code)


def _dates(metas: dict[str, str], article: dict[str, Any]) -> tuple[StatedDate, ...]:
    stated = ((article.get("datePublished"), "jsonld"), (metas.get("article:published_time"), "meta"))
    read = ((_text(_first(raw)), where) for raw, where in stated)
    return tuple(StatedDate(raw=raw[:100], where=where) for raw, where in read if raw)


def _only_h1(tree: HtmlElement) -> str | None:
    headings: list[str] = []
    for heading in tree.iter("h1"):
        if text := visible_text(heading):
            headings.append(text)
        if len(headings) > 1:
            return None
    return _text(headings[0]) if headings else None


def _canonical(tree: HtmlElement, url: str | None) -> str | None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            try:
                absolute = urljoin(url or "", (link.get("href") or "").strip())
            except ValueError:
                return None
            return absolute[:MAX_FIELD] if _WEB.match(absolute) else None
    return None


def _flag(stated: object) -> bool | None:
    return {"true": True, "false": False}.get(str(stated).strip().lower().rpartition("/")[2])


def _text(stated: object) -> str | None:
    """A string field as plain text: entities (often doubled) resolved, white space folded, None where empty."""
    if not isinstance(stated, str):
        return None
    return " ".join(html.unescape(html.unescape(stated[:MAX_FIELD])).split()) or None


def _first(stated: object) -> object:
    return next(iter(stated), None) if isinstance(stated, list) else stated


def _as_list(stated: object) -> list[object]:
    return stated if isinstance(stated, list) else [stated]


def _is_object(node: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(node, dict)
