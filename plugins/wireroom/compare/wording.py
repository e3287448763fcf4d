"""Headlines, numbers and names, as far as they tell copies, updates and templates apart. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import regex

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

UNLIKE = 1 / 3  # less than this share of the shorter headline's words in the other: two headlines of different things
WORD_LETTERS = 4  # shorter words are those of grammar, in most languages
LEAST_SPECIFICS = 3  # fewer numbers and names tell nothing

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NUMBER = regex.compile(r"\p{N}+(?:[.,:]\p{N}+)*")
_NAME = regex.compile(r"(?<=[^.!?…:\n\"“„«(\s]\s)\p{Lu}[\p{L}\p{M}]+")  # a capital that begins no sentence
_URL_NUMBER = re.compile(r"(?<![0-9])[0-9]{5,}(?![0-9])")
_DAY = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")


def title_key(title: str | None) -> str | None:
    """A headline without case and punctuation; None where nothing is left."""
    return " ".join(_WORD.findall(_normal(title or ""))) or None


def title_share(title: str | None, text: str) -> float:
    """The share of a headline's words that stand in a text, by their first letters; 1 where there is none to look for.

    A page that a site shows instead of its articles bears the headline of one and says nothing of it.
    """
    stems = _stems(title or "")
    if not stems:
        return 1.0
    normal = _normal(text)
    return sum(stem in normal for stem in stems) / len(stems)


def are_unlike(one: str | None, other: str | None) -> bool:
    """Have two headlines next to no words in common? False where one is missing."""
    first, second = _stems(one or ""), _stems(other or "")
    return bool(first and second) and len(first & second) < UNLIKE * min(len(first), len(second))


def specifics(text: str) -> frozenset[str]:
    """The numbers of a text, and the words with a capital where none is due: what two fillings of a form differ in."""
    normal = unicodedata.normalize("NFKC", text)
    return frozenset([*_NUMBER.findall(normal), *_NAME.findall(normal)])


def shared_specifics(one: AbstractSet[str], other: AbstractSet[str]) -> float | None:
    """The share of the smaller set that the other has too; None where there is too little to compare."""
    least = min(len(one), len(other))
    return len(one & other) / least if least >= LEAST_SPECIFICS else None


def url_number(url: str | None) -> str | None:
    """The longest number of five digits or more in the path of a URL that is no date: what a site calls its article."""
    if not url:
        return None
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    found = [digits for digits in _URL_NUMBER.findall(path) if not _DAY.fullmatch(digits)]
    return max(found, key=len, default=None)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _stems(title: str) -> frozenset[str]:
    """The first letters of its longer words, which survive inflection; in a script without spaces each two letters."""
    normal = _normal(title)
    if _DENSE.search(normal):
        letters = "".join(_WORD.findall(normal))
        return frozenset(letters[start : start + 2] for start in range(len(letters) - 1))
    words = _WORD.findall(normal)
    return frozenset(word[:WORD_LETTERS] for word in words if len(word) >= WORD_LETTERS) or frozenset(words)
