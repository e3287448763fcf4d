"""What of a page's text is no news, judged without any rule of the product. Pure.

A block is *surplus* where the gold covers less than half of its word trigrams. Surplus is *boilerplate* where two
thirds of its letters are text of links on the page, or where a cue names it.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from corpus import Cue, folded
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HTMLParser, document_fromstring

COVERED = 0.5
LINKED = 2 / 3
APART = frozenset({"credit", "copyright", "dateline"})  # the gold keeps some and drops some: no noise, no news

_TOKEN = re.compile(  # a letter of a script without spaces counts as a word
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+"
)

_CREDIT = re.compile(
    r"\b(?:photos?|images?|pictures?|fotos?|bild(?:er)?|credits?|quelle|source|reporting by|edited by|editing by|"
    r"rédigé par|originally (?:published|appeared))\b|사진|写真|фото",
)
_COPYRIGHT = re.compile(r"[©ⓒ]|\bcopyright\b|all rights reserved|저작권")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LONGEST_APART = 30  # words of a credit, copyright or date line

_BULLETS = "-•*|>» "
_ENDS = " -•*|>»:.!…"

Grams = frozenset[tuple[str, ...]]


def grams(blocks: Iterable[str]) -> Grams:
    """The word trigrams of some blocks; a block of one or two words is one gram, so only its like can cover it."""
    return frozenset(gram for block in blocks for gram in _grams(block))


def cover(block: str, by: Grams) -> float:
    """The share of a block's trigrams that are in `by`; 1 for a block without words."""
    own = _grams(block)
    return sum(gram in by for gram in own) / len(own) if own else 1.0


def link_texts(body: bytes) -> tuple[str, ...]:
    """The texts of a page's links to elsewhere, longest first, folded to their words."""
    try:
        tree = document_fromstring(body, parser=HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return ()
    away = [link for link in tree.iter("a") if link.get("href") and not link.get("href").startswith("#")]
    texts = {" ".join(_tokens("".join(link.itertext()))) for link in away}
    return tuple(sorted(texts - {""}, key=lambda text: (-len(text), text)))


def link_share(block: str, links: Sequence[str]) -> float:
    """The share of a block's letters that stand in link texts, whole words only."""
    text = f" {' '.join(_tokens(block))} "
    total = len(text.replace(" ", ""))
    for link in links:
        if link in text:
            text = text.replace(f" {link} ", "  ")
    return 1 - len(text.replace(" ", "")) / total if total else 0.0


def cue_kind(block: str, cues: Iterable[Cue]) -> str | None:
    """The kind of the cue that names a block: the whole of it, its beginning or a phrase within."""
    text = folded(block).lstrip(_BULLETS)
    for cue in cues:
        start = text.find(cue.phrase)
        if start < 0:
            continue
        before, after = text[:start], text[start + len(cue.phrase) :]
        cuts_word = _is_one_word(before, cue.phrase) or _is_one_word(cue.phrase, after)
        is_alone = not before.strip(_ENDS) and not after.strip(_ENDS)
        is_place = is_alone or "within" in cue.shapes or (not before and "prefix" in cue.shapes)
        if is_place and not cuts_word:
            return cue.kind
    return None


def apart_kind(block: str) -> str | None:
    """Is a line of the gold a credit, a copyright or a date line, by its looks?"""
    text, length = folded(block), len(_tokens(block))
    if length > LONGEST_APART:
        return None
    if _COPYRIGHT.search(text):
        return "copyright"
    if _CREDIT.search(text):
        return "credit"
    return "dateline" if _YEAR.search(text) and length < LONGEST_APART / 3 else None


def boilerplate(blocks: Iterable[str], *, gold: Grams, links: Sequence[str], cues: Sequence[Cue]) -> dict[str, str]:
    """Every block that is boilerplate, with its kind: of the cue, or `link`."""
    found: dict[str, str] = {}
    for block in blocks:
        if cover(block, gold) >= COVERED:
            continue
        kind = cue_kind(block, cues) or ("link" if link_share(block, links) >= LINKED else None)
        if kind:
            found[block] = kind
    return found


def removed_whole(gold: Iterable[str], *, kept: Grams, removed: Grams) -> list[str]:
    """Gold blocks of which more than half went with removed pieces and less than half remains."""
    return [block for block in gold if cover(block, removed) > COVERED > cover(block, kept)]


def _is_one_word(before: str, after: str) -> bool:
    return before[-1:].isalnum() and after[:1].isalnum()


def _grams(block: str) -> list[tuple[str, ...]]:
    tokens = _tokens(block)
    if len(tokens) < 3:
        return [("", *tokens)] if tokens else []
    return list(zip(tokens, tokens[1:], tokens[2:], strict=False))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
