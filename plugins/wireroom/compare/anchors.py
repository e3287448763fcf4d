"""What a text is about, in marks that texts of other languages share: places, names by their sound, numbers. Pure.

And the day it names, and, for texts of the same language, the stems of its words. Kinds of anchors by the first letter
of the key: c country, g city, n name, d number.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from zlib import crc32

import regex
from babel import Locale

from wireroom.compare.places import MANY_PEOPLE, gazetteer, spaced_places, unspaced_places
from wireroom.compare.weekdays import weekday_of
from wireroom.compare.writing import CASED, LEAST_NAME, UNSPACED, WORD, data, folded, sound, stem

READ_CHARACTERS = 3000  # an event is named at the head of an article
STEM_CHARACTERS = 1500
STEM_LETTERS = 6  # of a word's beginning
LEAST_STEM = 4
LONG_ACRONYM = 5  # longer words in capitals shout
HEADLINE_CAPITALS = 0.6  # of the words of a line: then capitals say nothing

_NUMBER = re.compile(r"(?<![\w.:])(\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,2}))?(?![\w:])")
_NOT_DIGIT = re.compile(r"\D")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RUN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]{2,}")
_STARTS = frozenset('.!?:"„“”«»–—-•…([¿¡\n')


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """The anchors of one text, by key, and its stems."""

    keys: tuple[str, ...]  #: sorted
    counts: tuple[int, ...]  #: how often each stands in the text
    labels: tuple[str, ...]  #: each as people read it: North Korea, Kirby, 350
    groups: tuple[int, ...]  #: the same number for what stands in one name: Theodoros and Mourikakis
    weekday: int | None  #: the day of the week it names first, 1 is Monday
    stems: tuple[int, ...]  #: sorted hashes of word beginnings, signed 32 bit; of no other language the same


def anchors_of(text: str, language: str) -> Anchors:
    """The anchors of a text: headline, lead and body, parted by line ends. `language` is its code."""
    text = text[:READ_CHARACTERS]
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}
    names: dict[int, set[str]] = {}
    for key, label, name in [*_places_and_names(text, language), *_numbers(text)]:
        counts[key] += 1
        labels.setdefault(key, label)
        if name is not None and key[0] != "c":
            names.setdefault(name, set()).add(key)
    keys = tuple(sorted(counts))
    return Anchors(
        keys=keys,
        counts=tuple(counts[key] for key in keys),
        labels=tuple(labels[key] for key in keys),
        groups=_groups(keys, names.values()),
        weekday=weekday_of(text, language),
        stems=_stems(text[:STEM_CHARACTERS], language),
    )


def _groups(keys: Sequence[str], names: Iterable[set[str]]) -> tuple[int, ...]:
    """For each key a number that it has in common with all it stands in one name with."""
    of = {key: number for number, key in enumerate(keys)}
    for name in names:
        joined = {of[key] for key in name}
        of = {key: min(joined) if group in joined else group for key, group in of.items()}
    return tuple(of[key] for key in keys)


def _places_and_names(text: str, language: str) -> Iterator[tuple[str, str, int | None]]:
    """Keys, labels, and which run of capitals each stands in: names of several words are one name."""
    matches = list(WORD.finditer(text))
    words = [match.group() for match in matches]
    folds = [folded(word) for word in words]
    spans = [match.span() for match in matches]
    headline = _headline(text, spans, words)
    starts = _starts(text, spans, headline)
    follows = _follow(text, spans, words)
    runs = _runs(words, follows, headline)
    english = gazetteer().labels
    taken: set[int] = set()
    for found in spaced_places(words, folds):
        is_small = found.width == 1 and found.people < MANY_PEOPLE and CASED.match(words[found.first])
        is_other = starts[found.first] or follows[found.first + 1] or stem(folds[found.first]) in _calendar()
        if is_small and is_other:
            continue  # neither Vladimir Putin nor the White House is a city, and no Monday is
        taken.update(range(found.first, found.first + found.width))
        yield found.key, english[found.key], runs[found.first]
    if UNSPACED.search(text):
        yield from ((found.key, english[found.key], None) for found in unspaced_places(text))
    sounds = {
        place: heard
        for place, word in enumerate(words)
        if place not in taken and _may_be_name(word, folds[place]) and len(heard := sound(word, language)) > 1
    }
    needs_run = language in data()["capital_nouns"]
    # A capital that says nothing needs the same name elsewhere in the text, where it does.
    sure = {
        heard
        for place, heard in sounds.items()
        if not starts[place] and (not needs_run or (follows[place] and not starts[place - 1]))
    }
    yield from ((f"n:{heard}", words[place], runs[place]) for place, heard in sounds.items() if heard in sure)


def _may_be_name(word: str, fold: str) -> bool:
    if len(word) < LEAST_NAME or not word[0].isupper() or (word.isupper() and len(word) > LONG_ACRONYM):
        return False
    return stem(fold) not in _calendar()


def _headline(text: str, spans: Sequence[tuple[int, int]], words: Sequence[str]) -> int:
    """How many words stand in a headline of capitals, where a capital says nothing; 0 where there is none."""
    headline, is_headline, _ = text.partition("\n")
    first_line = [place for place, (start, _) in enumerate(spans) if is_headline and start < len(headline)]
    long_words = [place for place in first_line if len(words[place]) > LEAST_NAME]
    capitals = sum(words[place][0].isupper() for place in long_words)
    return len(first_line) if long_words and capitals >= HEADLINE_CAPITALS * len(long_words) else 0


def _starts(text: str, spans: Sequence[tuple[int, int]], headline: int) -> list[bool]:
    """Which words stand where a capital says nothing: at the start of a sentence, in a headline of capitals."""
    return [
        place < headline or start == 0 or bool(_STARTS.intersection(text[max(0, start - 2) : start]))
        for place, (start, _) in enumerate(spans)
    ]


def _runs(words: Sequence[str], follows: Sequence[bool], headline: int) -> list[int | None]:
    """Which run of capitals each word stands in; a particle goes on with one: Joos van Haelst."""
    runs: list[int | None] = []
    run = 0
    for place, word in enumerate(words):
        is_joined = follows[place] or word in data()["particles"] or (place and words[place - 1] in data()["particles"])
        run += not is_joined
        runs.append(None if place < headline else run)
    return runs


def _follow(text: str, spans: Sequence[tuple[int, int]], words: Sequence[str]) -> list[bool]:
    """Which words come right after another capital, nothing but a space between; one more than there are words."""
    follows = [False] * (len(words) + 1)
    for place, ((_, end), (start, _)) in enumerate(pairwise(spans)):
        if start - end == 1 and text[end] in " -" and words[place][0].isupper() and words[place + 1][0].isupper():
            follows[place + 1] = True
    return follows


@cache
def _calendar() -> frozenset[str]:
    """Stems of the names of months and days: some languages write them with capitals."""
    names = [
        name
        for language in data()["languages"]
        for field in (Locale.parse(language).months, Locale.parse(language).days)
        for name in field["format"]["wide"].values()
    ]
    return frozenset(stem(folded(word)) for name in names for word in WORD.findall(name) if len(word) >= LEAST_NAME)


def _numbers(text: str) -> Iterator[tuple[str, str, None]]:
    """Numbers of two digits and more, years aside; 12 000, 12.000 and 12,000 are one."""
    for match in _NUMBER.finditer(text):
        whole = "".join(str(int(digit)) for digit in _NOT_DIGIT.sub("", match[1]))
        if match[2]:
            part = "".join(str(int(digit)) for digit in match[2])
            yield f"d:{whole}.{part}", match.group(), None
        elif len(whole) > 1 and not _YEAR.fullmatch(whole):
            yield f"d:{whole}", match.group(), None


def _stems(text: str, language: str) -> tuple[int, ...]:
    """Beginnings of words; pairs of characters where words are not set apart."""
    if _RUN.search(text):
        found = {one + two for run in _RUN.findall(text) for one, two in pairwise(run)}
    else:
        found = {word[:STEM_LETTERS] for word in WORD.findall(folded(text)) if len(word) >= LEAST_STEM}
    return tuple(sorted({crc32(f"{language}:{part}".encode()) - 2**31 for part in found}))
