"""Do two articles report one event? Anchors and stems weighed by how rare they are, and the guards a link must pass.

Pure. Nothing here is sure: precision goes before recall, and every link carries what spoke for it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from wireroom.compare.places import gazetteer
from wireroom.compare.writing import data

METHOD = "anchors 2"  # changes with anything that changes a score; stored with every link
PRIOR_ARTICLES = 1000  # as many articles speak for the shares of anchors.toml
PRIOR_STEM_ARTICLES = 20
PRIOR_STEM_SHARE = 0.002
RARE_SHARE = 0.003
TWO_SOUNDS = 4  # characters of a key n:xy
_Key = TypeVar("_Key", str, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What a link must reach. Set on the tuning half of bench/events, see there for what they reach on the other."""

    same_language: float = 0.40  # half anchors, half stems
    across_languages: float = 0.40  # anchors alone
    shared: int = 3  # names, places and numbers that say different things
    shared_idf: float = 15.0  # of these together
    rare: int = 2  # of these; what all reports on one country share is not
    rare_idf: float = 5.0  # 1 article of 150, or
    rare_count: int = 12  # articles: in a small warehouse one event is much of it
    same_shared: int = 2  # in one language, where stems speak too
    same_shared_idf: float = 8.0
    stem_cosine: float = 0.22  # names alone also link what one person says on two matters
    least_stems: int = 12  # of the shorter text: a headline alone is too little
    language_articles: int = 50  # with fewer its common words and names are not known: both rules must be kept
    undated: float = 1.3  # times as much where the day is not known: the time says nothing for the link
    other_day: float = 0.5  # of the strength where the articles name different days of the week
    other_day_idf: float = 24.0  # who and where are the same when a city is attacked again, or a team plays again
    average: float = 0.7  # of the mean strength towards the last members of the event
    members: int = 10
    merge: float = 0.8  # of the mean strength between the members of two events
    gap_days: float = 2.0
    age_days: float = 6.0
    anchor_probes: int = (
        24  # rarest ones, by which articles find each other; what is rarest is often noise of a language
    )
    stem_probes: int = 12
    candidates: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """How many articles there are and hold each anchor and stem: those that the articles at hand need."""

    articles: int
    by_language: Mapping[str, int]
    anchors: Mapping[str, int]
    stems: Mapping[int, int]

    def anchor_idf(self, key: str) -> float:
        """How rare an anchor is: 0 in every article, about 7 in one of a thousand."""
        counted = self.anchors.get(key, 0) + 0.5 + PRIOR_ARTICLES * prior_share(key)
        return max(0.0, math.log((self.articles + PRIOR_ARTICLES) / counted))

    def is_rare(self, key: str, limits: Thresholds) -> bool:
        """Tell whether an anchor says which event it is, and not only which country or party."""
        if self.anchor_idf(key) >= limits.rare_idf:
            return True
        return self.anchors.get(key, 0) <= limits.rare_count and prior_share(key) <= RARE_SHARE

    def stem_idf(self, stem: int, language: str) -> float:
        """How rare a stem is among the articles of its language."""
        counted = self.stems.get(stem, 0) + 0.5 + PRIOR_STEM_ARTICLES * PRIOR_STEM_SHARE
        return max(0.0, math.log((self.by_language.get(language, 0) + PRIOR_STEM_ARTICLES) / counted))


def prior_share(key: str) -> float:
    """The share of articles that are taken to hold an anchor before any is counted."""
    stated: dict[str, float] = data()["shares"]
    if key in stated:
        return stated[key]
    kind = data()["kinds"][key[0]]
    return kind["short" if _is_short(key) else "share"]


def _is_short(key: str) -> bool:
    if key[0] == "n":
        return len(key) <= TWO_SOUNDS
    digits = key[2:]
    return key[0] == "d" and (len(digits) <= 2 or (digits.isdigit() and not digits[1:].strip("0")))  # noqa: PLR2004


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What was read of an article, see compare/anchors.py."""

    language: str
    counts: Mapping[str, int]  #: of each anchor
    groups: Mapping[str, int]  #: the same number for the anchors of one name
    weekday: int | None  #: that it names first
    stems: Iterable[int]


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """An article as links see it: its anchors and stems with their weights under some frequencies."""

    article_id: int
    language: str
    anchors: Mapping[str, float]  #: weight, of unit length together
    idf: Mapping[str, float]
    stems: Mapping[int, float]  #: weight, of unit length together
    groups: Mapping[str, int]  #: the same number for the anchors of one name
    weekday: int | None  #: that it names first

    @cached_property
    def rarest(self) -> tuple[str, ...]:
        """Its anchors, the rarest first."""
        return tuple(sorted(self.idf, key=lambda key: (-self.idf[key], key)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What speaks for two articles being of one event."""

    strength: float  #: 1 is the least that links
    passes: bool  #: enough is shared for the strength to mean anything
    anchor_cosine: float
    stem_cosine: float | None  #: None across languages
    shared: tuple[str, ...]  #: anchors, the rarest first
    shared_idf: float  #: of those that say different things, see `independent`


def weigh(article_id: int, marks: Marks, frequencies: Frequencies) -> Weighed:
    """An article with the weights of its anchors and stems. A name of two words weighs what one of one word does."""
    kinds = data()["kinds"]
    idf = {key: frequencies.anchor_idf(key) for key in marks.counts}
    sizes = Counter(marks.groups[key] for key in marks.counts)
    anchors = {
        key: (1 + math.log(count)) * idf[key] * kinds[key[0]]["weight"] / math.sqrt(sizes[marks.groups[key]])
        for key, count in marks.counts.items()
    }
    words = {stem: frequencies.stem_idf(stem, marks.language) for stem in marks.stems}
    return Weighed(
        article_id=article_id,
        language=marks.language,
        anchors=_unit(anchors),
        idf=idf,
        stems=_unit(words),
        groups=marks.groups,
        weekday=marks.weekday,
    )


def independent(shared: Iterable[str], one: Weighed, other: Weighed) -> list[str]:
    """Of the shared anchors the rarest of each name, without the countries of shared cities: each says one thing.

    Grigory Velyaminov in Moscow, Russia, are two things, not four: one man in one place.
    """
    countries = gazetteer().countries
    implied = {countries.get(key) for key in shared}
    kept: list[str] = []
    for key in shared:
        is_new = all(one.groups[key] != one.groups[has] and other.groups[key] != other.groups[has] for has in kept)
        if key not in implied and is_new:
            kept.append(key)
    return kept


def _unit(weights: dict[_Key, float]) -> dict[_Key, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {key: weight / length for key, weight in weights.items()}


def link(one: Weighed, other: Weighed, frequencies: Frequencies, limits: Thresholds) -> Link:
    """How strongly two articles hang together; the same from both sides."""
    shared = sorted((key for key in one.idf if key in other.idf), key=lambda key: (-one.idf[key], key))
    things = independent(shared, one, other)
    shared_idf = math.fsum(one.idf[key] for key in things)
    anchor_cosine = math.fsum(one.anchors[key] * other.anchors[key] for key in shared)
    stem_cosine = None
    passes = True
    if one.language == other.language:
        stem_cosine = math.fsum(weight * other.stems[stem] for stem, weight in one.stems.items() if stem in other.stems)
        strength = (anchor_cosine + stem_cosine) / 2 / limits.same_language
        passes = (
            len(things) >= limits.same_shared
            and shared_idf >= limits.same_shared_idf
            and stem_cosine >= limits.stem_cosine
            and min(len(one.stems), len(other.stems)) >= limits.least_stems
        )
    else:
        strength = anchor_cosine / limits.across_languages
    if stem_cosine is None or frequencies.by_language.get(one.language, 0) < limits.language_articles:
        rare = sum(frequencies.is_rare(key, limits) for key in things)
        passes &= len(things) >= limits.shared and shared_idf >= limits.shared_idf and rare >= limits.rare
    if one.weekday and other.weekday and one.weekday != other.weekday:
        strength *= limits.other_day
        passes &= shared_idf >= limits.other_day_idf
    return Link(
        strength=strength,
        passes=passes,
        anchor_cosine=anchor_cosine,
        stem_cosine=stem_cosine,
        shared=tuple(shared),
        shared_idf=shared_idf,
    )


def parts(article: Weighed, limits: Thresholds) -> list[str]:
    """What an article is looked for by: its rarest anchors and its rarest stems."""
    stems = sorted(article.stems, key=lambda stem: (-article.stems[stem], stem))
    return [*article.rarest[: limits.anchor_probes], *(f"w:{stem}" for stem in stems[: limits.stem_probes])]
