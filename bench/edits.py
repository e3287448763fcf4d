"""Copies of articles as other publishers print them: seven kinds of edit, the same for the same number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

BOILERPLATE = (
    "Sign up for our morning newsletter and never miss a story from your region.",
    "This article was first published elsewhere and is reprinted here with permission of the authors.",
    "Follow us on all channels for live coverage, videos and the best pictures of the day.",
    "Dalsza część artykułu znajduje się pod materiałem wideo, który przygotowała nasza redakcja.",
    "Mehr zum Thema lesen Sie in unserer Wochenendausgabe, die ab Freitagabend erhältlich ist.",
    "Copyright by the publisher. All rights reserved; reproduction needs our written consent.",
    "Retrouvez toute l'actualité de votre commune dans notre application mobile gratuite.",
    "Do you have a tip for our newsroom? Write to us, we treat every message as confidential.",
)
LEADS = (
    "What was known for days has now been confirmed: our reporters spoke to those concerned.",
    "Much has been said about it, and yet the question remains what it means for the people here.",
    "Wiadomość obiegła miasto w kilka minut i od rana nie mówi się o niczym innym.",
    "Die Nachricht kam am frühen Morgen und überraschte selbst die Beteiligten.",
)
WORDS = ("new", "said", "nowy", "powiedział", "wohl", "encore", "also", "former")

_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*(?=\S)")

Paragraphs = list[str]


def _boilerplate(pick: random.Random, said: Paragraphs, lines: int) -> Paragraphs:
    said = list(said)
    for line in pick.sample(BOILERPLATE, lines):
        said.insert(pick.randrange(len(said) + 1), line)
    return said


def _new_lead(pick: random.Random, said: Paragraphs) -> Paragraphs:
    rest = " ".join(_SENTENCE.split(said[0])[1:])
    return [f"(AGENCY) {pick.choice(LEADS)}", *([rest] if rest else []), *said[1:]]


def _cut(said: Paragraphs, share: float) -> Paragraphs:
    left, kept = int(share * sum(map(len, said))), Paragraphs()
    for paragraph in said:
        kept.append(paragraph[:left])
        left -= len(paragraph)
        if left <= 0:
            break
    return kept


def _words(pick: random.Random, said: Paragraphs, share: float) -> Paragraphs:
    def edited(word: str) -> str:
        return word if pick.random() > share else pick.choice(("", *WORDS, word[::-1]))

    return [" ".join(filter(None, map(edited, paragraph.split(" ")))) for paragraph in said]


def _mixed(pick: random.Random, said: Paragraphs) -> Paragraphs:
    kept = [paragraph for paragraph in said if pick.random() > 0.2] or said[:1]
    return _boilerplate(pick, _words(pick, kept, 0.05), 3)


def _half(said: Paragraphs, other: Sequence[str]) -> Paragraphs:
    return [*said[: max(1, len(said) // 2)], *other[: max(1, len(other) // 2)]]


EDITS: dict[str, Callable[[random.Random, Paragraphs, Paragraphs], Paragraphs]] = {
    "added boilerplate": lambda pick, said, _: _boilerplate(pick, said, 4),
    "new lead": lambda pick, said, _: _new_lead(pick, said),
    "cut to 60 %": lambda _, said, __: _cut(said, 0.6),
    "cut to 40 %": lambda _, said, __: _cut(said, 0.4),
    "10 % of words edited": lambda pick, said, _: _words(pick, said, 0.1),
    "5 % edited, a fifth cut, boilerplate": lambda pick, said, _: _mixed(pick, said),
    "half own text": lambda _, said, other: _half(said, other),
}
