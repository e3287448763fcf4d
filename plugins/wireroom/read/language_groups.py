"""Languages so alike that langid's model mixes them up, told apart by everyday words (language_groups.toml)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES = Path(__file__).with_name("language_groups.toml")
WORD_WEIGHT = 1.2  # nats one word speaks for its language; shared by k languages each gets this / sqrt(k)
LEAST_MASS = 0.01  # a group the model gives less than this is left alone
LEAN = 0.3  # nats for the first language of a group, the one that is news more often: decides where the words are even

_WORD = re.compile(r"[^\W\d_]+")
# The reflex of old jat inside a word is (i)je in Croatian and Bosnian, mostly e in Serbian. Measured per character.
_JAT = re.compile(r"(?:(?<!prem)ije|[bpvmdt]je)(?=\w)")
IJEKAVIAN, EKAVIAN = 1 / 160, 1 / 1000
MOST_JAT = 4.0  # nats; words of one root come in flocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Languages of one group and the words that speak for them."""

    id: str
    languages: tuple[str, ...]
    words: Mapping[str, Mapping[str, float]]  #: word -> language -> nats
    model_weight: float  #: how far the model's own opinion counts inside the group, 0 to 1


@cache
def groups() -> tuple[Group, ...]:
    """All groups, from language_groups.toml."""
    return tuple(_group(rule) for rule in tomllib.loads(RULES.read_text(encoding="utf-8"))["group"])


def split(text: str, group: Group, shares: Mapping[str, float]) -> dict[str, float]:
    """The probability the model gives to the whole group (the sum of `shares`), divided anew by the words of `text`."""
    text = text.lower()
    evidence = dict.fromkeys(group.languages, 0.0)
    evidence[group.languages[0]] = LEAN
    hits = 0
    for word in _WORD.findall(text):
        if speaks := group.words.get(word):
            hits += 1
            for language, nats in speaks.items():
                evidence[language] += nats
    if group.id == "hbs":
        hits += 1
        ijekavian = len(_JAT.findall(text)) * log(IJEKAVIAN / EKAVIAN) - len(text) * (IJEKAVIAN - EKAVIAN)
        evidence["sr"] -= max(-MOST_JAT, min(MOST_JAT, ijekavian))
    if group.id == "faris":
        evidence["is"] += 0.8 * min(4, text.count("þ"))
        evidence["fo"] += 0.8 * min(4, text.count("ø"))
    if not hits:
        return dict(shares)
    for language in group.languages:
        evidence[language] += group.model_weight * log(max(shares[language], 1e-6))
    most = max(evidence.values())
    odds = {language: exp(nats - most) for language, nats in evidence.items()}
    mass = sum(shares.values()) / sum(odds.values())
    return {language: mass * part for language, part in odds.items()}


def _group(rule: dict[str, object]) -> Group:
    by_language: dict[str, str] = rule["words"]  # pyright: ignore[reportAssignmentType]
    owners: dict[str, list[str]] = {}
    for language, words in by_language.items():
        for word in words.split():
            owners.setdefault(word, []).append(language)
    return Group(
        id=str(rule["id"]),
        languages=tuple(by_language),
        words={word: {code: WORD_WEIGHT / len(who) ** 0.5 for code in who} for word, who in owners.items()},
        model_weight=float(rule["model_weight"]),  # pyright: ignore[reportArgumentType]
    )
