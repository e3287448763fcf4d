"""Scores of a reading against its gold: the text as a bag of words, the fields letter by letter. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from corpus import Gold, folded

FIELDS = ("title", "date", "authors")

_WORD = re.compile(r"\w+")


class TextScore(NamedTuple):
    """Of one page; an empty reading scores 0."""

    f1: float
    precision: float
    recall: float


def text_score(read: Iterable[str], gold: Iterable[str]) -> TextScore:
    """Bags of lower-cased words of two texts, given as blocks."""
    ours, theirs = _bag(read), _bag(gold)
    common = (ours & theirs).total()
    if not common:
        return TextScore(0.0, 0.0, 0.0)
    precision, recall = common / ours.total(), common / theirs.total()
    return TextScore(2 * precision * recall / (precision + recall), precision, recall)


def kept_of(kept: Iterable[str], read: Iterable[str], gold: Iterable[str]) -> float:
    """How much of the gold words that a first reading found is found by a second one too, 0 to 1."""
    found = _bag(read) & _bag(gold)
    return (found & _bag(kept)).total() / found.total() if found else 1.0


def field_scores(gold: Gold, *, title: str, date: str, authors: Iterable[str]) -> dict[str, bool]:
    """Is each field exactly right? Only those that the gold has, and has right."""
    wanted: dict[str, tuple[object, object]] = {
        "title": (gold.title and folded(gold.title), folded(title)),
        "date": (gold.date, date),
        "authors": ({*map(folded, gold.authors)}, {*map(folded, authors)}),
    }
    return {name: wish == got for name, (wish, got) in wanted.items() if wish and name not in gold.wrong}


def _bag(blocks: Iterable[str]) -> Counter[str]:
    return Counter(_WORD.findall(unicodedata.normalize("NFC", "\n".join(blocks)).lower()))
