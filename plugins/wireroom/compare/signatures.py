"""What is kept of a text to find its near copies: a sketch of its word sequences, hashes of its long sentences. Pure.

The sketch is a MinHash (Broder 1997): the share of equal places of two sketches estimates the Jaccard similarity of the
sets of shingles, to within 0.04 (one standard deviation at 126 places). Nothing depends on the process or the platform:
hashes are CRC-32, BLAKE2b and 64-bit arithmetic of our own.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

METHOD = 1  # a change of anything below makes another number, and all signatures are made anew

WORDS = 4  # of a shingle
CHARACTERS = 6  # of a shingle in a script without spaces
BANDS, ROWS = 42, 3  # two texts of similarity .35 share a band with probability .84, of .5 with .996
PLACES = BANDS * ROWS
LEAST_SHINGLES = 16  # fewer say nothing: two short texts of one formula look alike
MOST_SHINGLES = 50_000  # a text longer than any article is known by its beginning
DENSE_SHARE = 0.2  # of letters: above it the text is cut in characters
SENTENCE_LETTERS = 40  # shorter sentences are everybody's
DENSE_SENTENCE_LETTERS = 15  # as long in a script without spaces
HANGUL_SENTENCE_LETTERS = 20  # as long where a letter is a syllable
MOST_SENTENCES = 400
CHUNK = 2048  # shingles at a time: 126 x 2048 numbers stay in the cache

# Thai, Lao, Burmese, Khmer, kana and Chinese characters.
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_SPACED_PHRASES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # scripts with spaces between phrases
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…][\"'”’»)\s])\s*|(?<=[。！？।۔؟።])|\n+")
_PHRASE_END = re.compile(r"\s+")

_MIX_1, _MIX_2, _GOLDEN = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signature:
    """What is kept of one text."""

    sketch: bytes  #: PLACES little-endian 16-bit numbers; empty where the text is too short
    shingle_count: int  #: different ones
    band_keys: tuple[int, ...]  #: signed 64-bit; texts that share one are worth comparing
    sentence_hashes: tuple[int, ...]  #: of the long sentences, each once, in reading order; signed 64-bit
    sentence_letters: tuple[
        int, ...
    ]  #: how long each is; 15 of a script without spaces count for 40, as do 20 of Hangul


def sign(text: str) -> Signature:
    """The signature of a text. Case, marks of punctuation and white space do not count."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    words: list[str] = _WORD.findall(normal)
    letters = sum(map(len, words))
    is_dense = not text.isascii() and len(_DENSE.findall(normal)) > DENSE_SHARE * letters
    shingles = _unique(_of_characters("".join(words)) if is_dense else _of_words(words))
    sentences = _sentences(normal)
    is_long = len(shingles) >= LEAST_SHINGLES
    lowest = _lowest(shingles) if is_long else None
    return Signature(
        sketch=b"" if lowest is None else (lowest & np.uint32(0xFFFF)).astype("<u2").tobytes(),
        shingle_count=len(shingles),
        band_keys=() if lowest is None else _bands(lowest),
        sentence_hashes=tuple(sentences),
        sentence_letters=tuple(sentences.values()),
    )


def _unique(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return np.unique(_mixed(hashes[:MOST_SHINGLES]))


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread 64-bit numbers evenly (the finaliser of SplitMix64, Steele et al. 2014)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX_1
    values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))


def _of_words(words: Iterable[str]) -> NDArray[np.uint64]:
    codes = np.array([zlib.crc32(word.encode("utf-8", "replace")) for word in words], dtype=np.uint64)
    return _windows(codes, WORDS)


def _of_characters(text: str) -> NDArray[np.uint64]:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    return _windows(codes, CHARACTERS)


def _windows(codes: NDArray[np.uint64], width: int) -> NDArray[np.uint64]:
    """One number for every run of `width` codes; none where there are fewer."""
    count = max(0, len(codes) - width + 1)
    total = np.zeros(count, dtype=np.uint64)
    for place in range(width):
        total = _mixed(total + codes[place : place + count] + _GOLDEN)
    return total


def _multipliers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    numbers = np.arange(1, 2 * PLACES + 1, dtype=np.uint64)
    drawn = _mixed(numbers * _GOLDEN)
    return drawn[:PLACES, None] | np.uint64(1), drawn[PLACES:, None]


_FACTORS, _OFFSETS = _multipliers()


def _lowest(shingles: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The least value of each of PLACES hash functions (multiply-shift, Dietzfelbinger et al. 1997)."""
    lowest = np.full(PLACES, np.iinfo(np.uint32).max, dtype=np.uint64)
    for start in range(0, len(shingles), CHUNK):
        values = (shingles[None, start : start + CHUNK] * _FACTORS + _OFFSETS) >> _HALF
        np.minimum(lowest, values.min(axis=1), out=lowest)
    return lowest.astype(np.uint32)


def _bands(lowest: NDArray[np.uint32]) -> tuple[int, ...]:
    rows = lowest.astype(np.uint64).reshape(BANDS, ROWS)
    keys = np.arange(BANDS, dtype=np.uint64)
    for row in range(ROWS):
        keys = _mixed(keys + rows[:, row] + _GOLDEN)
    return tuple(keys.astype(np.int64).tolist())


def _sentences(text: str) -> dict[int, int]:
    """Hash and number of letters of the first MOST_SENTENCES long sentences of a normalised text."""
    found: dict[int, int] = {}
    end = _PHRASE_END if _SPACED_PHRASES.search(text) else _SENTENCE_END
    for sentence in end.split(text):
        if len(sentence) < DENSE_SENTENCE_LETTERS:
            continue
        key = "".join(_WORD.findall(sentence))
        letters = len(key) * SENTENCE_LETTERS // _least_letters(key)
        if letters >= SENTENCE_LETTERS:
            digest = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()
            found[int.from_bytes(digest, "big", signed=True)] = min(letters, 32_767)
            if len(found) == MOST_SENTENCES:
                break
    return found


def _least_letters(key: str) -> int:
    if key.isascii():
        return SENTENCE_LETTERS
    if _DENSE.search(key):
        return DENSE_SENTENCE_LETTERS
    return HANGUL_SENTENCE_LETTERS if _HANGUL.search(key) else SENTENCE_LETTERS
