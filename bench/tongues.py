"""Made-up words in the letters of nine languages, as often as words are (Zipf), and paragraphs of them. Nobody's text.

The same for the same seed. A word's place in the list is its rank: the first is the most frequent.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = 40_000  # of one language
SENTENCE_WORDS = 12
SENTENCES = 4  # of one paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language as far as its letters go."""

    code: str
    share: float  #: of all articles
    onsets: str
    vowels: str
    endings: Sequence[str]
    paragraphs: int  #: of one article, to make a usual length
    gap: str = " "
    stop: str = "."


def _range(first: int, count: int) -> str:
    return "".join(map(chr, range(first, first + count)))


TONGUES = (
    Tongue(
        code="en", share=0.24, onsets="bcdfghklmnprstvw", vowels="aeiou", endings=("", "s", "ing", "er"), paragraphs=12
    ),
    Tongue(
        code="de",
        share=0.14,
        onsets="bdfghklmnrstwz",
        vowels="aeiouäöü",
        endings=("", "en", "er", "ung"),
        paragraphs=12,
    ),
    Tongue(
        code="es", share=0.12, onsets="bcdflmnprstv", vowels="aeiouáéó", endings=("", "s", "ción", "do"), paragraphs=12
    ),
    Tongue(
        code="ru", share=0.12, onsets="бвгдзклмнпрст", vowels="аеиоуыя", endings=("", "ов", "ами", "ый"), paragraphs=12
    ),
    Tongue(
        code="pl",
        share=0.12,
        onsets="bcćdgkłlmnprsśtwzż",
        vowels="aąeęioóuy",
        endings=("", "ów", "ami", "ach"),
        paragraphs=12,
    ),
    Tongue(
        code="el", share=0.08, onsets="βγδθκλμνπρστ", vowels="αεηιουάέή", endings=("ς", "ος", "ες", "ων"), paragraphs=12
    ),
    Tongue(
        code="zh", share=0.08, onsets=_range(0x4E00, 2500), vowels=" ", endings=("",), paragraphs=16, gap="", stop="。"
    ),
    Tongue(
        code="ja",
        share=0.06,
        onsets=_range(0x5800, 1800),
        vowels=" ",
        endings=("は", "を", "に", "の", "した"),
        paragraphs=14,
        gap="",
        stop="。",
    ),
    Tongue(
        code="th",
        share=0.04,
        onsets="กขคงจชดตทนบปพมรลวสห",
        vowels="ะาิีุู",
        endings=("", "น", "ง"),
        paragraphs=14,
        gap="",
        stop=" ",
    ),
)


def words(tongue: Tongue, count: int = WORDS) -> list[str]:
    """Different words, the frequent ones short."""
    pick = random.Random(f"words {tongue.code}")
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = 1 + (len(found) > 100) + (len(found) > 3000) * pick.randint(0, 1) + (pick.random() < 0.2)
        stem = "".join(pick.choice(tongue.onsets) + pick.choice(tongue.vowels).strip() for _ in range(syllables))
        found[stem + pick.choice(tongue.endings)] = None
    return list(found)


def paragraphs(tongue: Tongue, count: int, *, seed: str = "pool") -> list[str]:
    """Paragraphs whose words are as frequent as their rank says."""
    pick = random.Random(f"{seed} {tongue.code}")
    known = words(tongue)
    weights = list(accumulate(1 / (rank + 2.7) ** 1.07 for rank in range(1, len(known) + 1)))

    def sentence() -> str:
        drawn = pick.choices(known, cum_weights=weights, k=SENTENCE_WORDS)
        return tongue.gap.join(drawn).capitalize() + tongue.stop

    return [tongue.gap.join(sentence() for _ in range(SENTENCES)) for _ in range(count)]
