"""Sentences: a small grammar for each language, kept as data in languages/*.toml.

A clause has no capital and no full stop; frames put one or two clauses together and say who said so.
Texts are long enough, and varied enough, to be told apart and to be recognised.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from newsnet.chance import Dice

_FOLDER = Path(__file__).with_name("languages")
_SPACELESS = frozenset({"ja", "zh"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tongue:
    """One language."""

    code: str  #: ISO 639-1
    tag: str  #: as publishers declare it, e.g. de-DE
    utc_offset: int  #: minutes east, of its publishers
    rtl: bool = False
    encodings: tuple[str, ...]  #: legacy ones
    people: tuple[str, ...]
    places: tuple[str, ...]
    things: tuple[str, ...]  #: what news is about, as it stands in a headline and after a colon
    frames: tuple[str, ...]  #: sentences around {a} and {b}, spoken by {who}
    clauses: tuple[str, ...]  #: at least 24, with {place}, {n}, {who}, {thing}
    titles: tuple[str, ...]  #: with {place}, {n}, {thing}
    subheads: tuple[str, ...]
    nav: tuple[str, ...]
    footer: tuple[str, ...]
    video: tuple[str, ...]  #: notices that a video was cut out or follows
    related: tuple[str, ...]  #: labels in front of links
    newsletter: tuple[str, ...]
    ad: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The words of one article."""

    title: str
    paragraphs: tuple[str, ...]
    subhead: str
    summary: str  #: the beginning of the first paragraph


@cache
def codes() -> tuple[str, ...]:
    """All languages there are."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def tongue(code: str) -> Tongue:
    """A language. Raises FileNotFoundError where there is none of that code."""
    raw = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    return Tongue(code=code, **values)


def headline(own: Tongue, bits: int) -> str:
    """A headline alone: what a feed needs of an article it only announces."""
    return _capital(_filled(own, Dice(bits), Dice(bits ^ 0x5EED).pick(own.titles)))


def opening(own: Tongue, bits: int) -> str:
    """The first paragraph alone."""
    return _paragraphs(own, bits, 1)[0]


def telling(own: Tongue, bits: int, *, more: int = 0) -> Told:
    """A whole article; `more` paragraphs are added at the end, the others stay."""
    count = 4 + bits % 4
    paragraphs = _paragraphs(own, bits, count + more)
    return Told(
        title=headline(own, bits),
        paragraphs=tuple(paragraphs),
        subhead=Dice(bits ^ 0x5B).pick(own.subheads),
        summary=paragraphs[0],
    )


def _paragraphs(own: Tongue, bits: int, count: int) -> list[str]:
    dice = Dice(bits ^ 0xB0D7)
    order: list[str] = []
    space = "" if own.code in _SPACELESS else " "
    made: list[str] = []
    for _ in range(count):
        sentences: list[str] = []
        for _sentence in range(2):
            if len(order) < 2:
                order += dice.some(own.clauses, len(own.clauses))
            frame = dice.pick(own.frames)
            first = _filled(own, dice, order.pop())
            second = _filled(own, dice, order.pop()) if "{b}" in frame.lower() else ""
            whole = frame.replace("{A}", _capital(first)).replace("{a}", first)
            whole = whole.replace("{B}", _capital(second)).replace("{b}", second)
            sentences.append(_capital(_filled(own, dice, whole)))
        made.append(space.join(sentences))
    return made


def _filled(own: Tongue, dice: Dice, text: str) -> str:
    if "{" not in text:
        return text
    return (
        text.replace("{place}", dice.pick(own.places))
        .replace("{who}", dice.pick(own.people))
        .replace("{thing}", dice.pick(own.things))
        .replace("{n}", str(2 + dice.below(97)))
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
