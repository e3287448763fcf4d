"""Words as anchors see them: folded letters, stems, the sound of a name. The data for it is anchors.toml."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import regex
from anyascii import anyascii

WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")
CASED = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}]")
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")

_MARKS = re.compile("[\u0300-\u036f]")
_GREEK = regex.compile(r"\p{Greek}")
_VOWELS = re.compile(r"[aeiouyhj]")
_NOT_LATIN = re.compile(r"[^a-z]")
_REPEATED = re.compile(r"(.)\1+")
LEAST_NAME = 3  # letters
SHORT_SOUND = 2
SOUND_LENGTH = 4  # consonants: endings of cases come after them


@cache
def data() -> dict[str, Any]:
    """The content of anchors.toml."""
    return tomllib.loads(Path(__file__).with_name("anchors.toml").read_text(encoding="utf-8"))


def folded(text: str) -> str:
    """Lower case without the marks of Latin, Greek and Cyrillic."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text.lower())))


def stem(word: str) -> str:
    """What endings leave of a folded word: one letter less from five on, two from seven on."""
    length = len(word)
    if length >= 7:  # noqa: PLR2004
        return word[:-2]
    return word[:-1] if length >= 5 else word  # noqa: PLR2004


@cache
def _sounds() -> tuple[list[tuple[str, str]], list[tuple[str, str]], dict[str, str]]:
    sounds = data()["sounds"]
    return [tuple(pair) for pair in sounds["greek"]], [tuple(pair) for pair in sounds["latin"]], sounds["first"]


@lru_cache(maxsize=100_000)
def sound(word: str, language: str) -> str:
    """The consonants of a name in Latin letters and its first letter, at most SOUND_LENGTH; empty where none remain.

    Kirby and Κίρμπι are both krb; Putinem in Polish and Πούτιν are both ptn. An s at the end goes: in some languages it
    is a case (Putins, Θάσος and Θάσο), in others always or never there.
    """
    greek, latin, first_letters = _sounds()
    text = _without_ending(folded(word), language)
    if _GREEK.search(text):
        for written, heard in greek:
            text = text.replace(written, heard)
    text = _NOT_LATIN.sub("", anyascii(text).lower())
    for written, heard in latin:
        text = text.replace(written, heard)
    if not text:
        return ""
    text = _REPEATED.sub(r"\1", text)
    first = first_letters.get(text[0], text[0])
    heard = first + _VOWELS.sub("", text[1:]).replace("c", "k")
    return (heard[:-1] if len(heard) > SHORT_SOUND and heard.endswith("s") else heard)[:SOUND_LENGTH]


def _without_ending(fold: str, language: str) -> str:
    """The name without what its case adds."""
    for ending in data()["endings"].get(language, ()):
        if len(fold) - len(ending) <= LEAST_NAME or not fold.endswith(ending):
            continue
        if len(ending) > 1 or not _VOWELS.match(fold[-2]):
            return fold[: -len(ending)]
    return fold
