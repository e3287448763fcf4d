"""The article object of a page's JSON-LD, bounded in size and depth."""

import json
import re
from collections.abc import Iterator
from typing import Any, TypeGuard

from lxml.html import HtmlElement

MAX_CHARACTERS = 1_000_000  # of one script; more is a product catalogue or an attack
MAX_SCRIPTS = 50
MAX_NODES = 20_000  # objects looked at in one script
MAX_DEPTH = 6  # an article stands in @graph or mainEntity, never deeper

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Blog)$")


def article_object(tree: HtmlElement) -> dict[str, Any]:
    """The JSON-LD object that says most about an article; empty where there is none."""
    best: dict[str, Any] = {}
    best_score = 0
    for number, script in enumerate(tree.iter("script")):
        if number >= MAX_SCRIPTS:
            break
        for candidate in _objects(script):
            kinds = candidate.get("@type")
            if not any(
                isinstance(kind, str) and _ARTICLE.search(kind)
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                continue
            score = 1 + sum(bool(candidate.get(key)) for key in ("headline", "datePublished", "author", "articleBody"))
            if score > best_score:
                best, best_score = candidate, score
    return best


def _objects(script: HtmlElement) -> Iterator[dict[str, Any]]:
    text = (script.text or "").strip()
    if "ld+json" not in (script.get("type") or "").lower() or len(text) > MAX_CHARACTERS:
        return
    text = text.removeprefix("<!--").removesuffix("-->").strip().removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        document = json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return
    waiting: list[tuple[Any, int]] = [(document, 0)]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node, depth = waiting.pop()
        if is_object(node):
            yield node
        if depth < MAX_DEPTH:
            children = node.values() if is_object(node) else node if isinstance(node, list) else ()
            waiting.extend((child, depth + 1) for child in reversed([*children]) if isinstance(child, dict | list))


def is_object(node: object) -> TypeGuard[dict[str, Any]]:
    """Is a node of a JSON document an object?"""
    return isinstance(node, dict)
