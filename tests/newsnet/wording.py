"""Sentences: a small grammar for each language, kept as data in languages/*.toml.

A clause has no capital and no full stop; frames put one or two clauses together and say who said so.
Texts are long enough, and varied enough, to be told apart and to be recognised.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from newsnet.chance import Dice

_FOLDER = Path(__file__).with_name("languages")
_NUMBERS = tuple(map(str, range(2, 100)))
_SLOTS = {"place": "places", "who": "people", "thing": "things"}
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
    paragraphs = _paragraphs(own, bits, 6 + bits % 4 + more)
    title = headline(own, bits)
    other = (headline(own, bits ^ turn << 8) for turn in range(1, 100))
    return Told(
        title=title,
        paragraphs=tuple(paragraphs),
        # A headline too: lines that recur in a source are taken for boilerplate, a second title for the title.
        subhead=next(line for line in other if line != title),
        summary=paragraphs[0],
    )


def _paragraphs(own: Tongue, bits: int, count: int) -> list[str]:
    dice = Dice(bits ^ 0xB0D7)
    rest: list[str] = []
    space = "" if own.code in _SPACELESS else " "
    made: list[str] = []
    for _ in range(count):
        sentences: list[str] = []
        for _sentence in range(2):
            if len(rest) < 2:  # a frame takes two
                rest = list(own.clauses)
            sentences.append(_sentence_of(own, dice, dice.pick(own.frames), rest))
        made.append(space.join(sentences))
    return made


def _sentence_of(own: Tongue, dice: Dice, frame: str, rest: list[str]) -> str:
    """A frame with clauses taken out of `rest`: {A} begins a sentence, {a} stands inside one."""
    text = ""
    for literal, slot in _segments(frame):
        text += literal
        if slot == "who":
            text += dice.pick(own.people)
        elif slot:
            clause = _filled(own, dice, rest.pop(dice.below(len(rest))))
            text += _capital(clause) if slot < "a" else clause
    return _capital(text)


def _filled(own: Tongue, dice: Dice, template: str) -> str:
    text = ""
    for literal, slot in _segments(template):
        text += literal
        if slot:
            text += dice.pick(_NUMBERS if slot == "n" else getattr(own, _SLOTS[slot]))
    return text


@cache
def _segments(template: str) -> tuple[tuple[str, str], ...]:
    """Literal text and the slot behind it, in order."""
    return tuple((literal, slot or "") for literal, slot, _, _ in Formatter().parse(template))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
