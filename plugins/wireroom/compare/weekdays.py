"""The day of the week that a report names first: that of the event, mostly. Names and cases from CLDR. Pure."""

from functools import cache

import regex
from babel import Locale

from wireroom.compare.writing import UNSPACED, WORD, data, folded

WEEK = 7
HEAD = 2  # letters by which most words are passed over
LONGEST = 3  # words of a name
BETWEEN = 4  # words from one day to the next: w nocy z wtorku na środę
LEAST_WHOLE = 4  # letters of a name that may be written on: kedd, kedden
MOST_ADDED = 7  # letters after it: Mittwochabend
_APOSTROPHE = regex.compile(r"(?<=\p{Cyrillic})['’ʼ](?=\p{Cyrillic})")
_ENDING = regex.compile(r"[aeiouyаеёиоуыэюяіїєαεηιουω]{1,3}[smnςсмйх]?")
_VOWEL = regex.compile(r"[aeiouyаеёиоуыэюяіїєαεηιουω]$")
_FLEETING = regex.compile(r"(?:e|о|е)(k|к)$")


def weekday_of(text: str, language: str) -> int | None:
    """The first day of the week named in a text, 1 is Monday; None where none is or its language is not known."""
    names = _names(language)
    if not names:
        return None
    if UNSPACED.search(names[0][0][0]):
        found = [(place, day) for (name,), day, _ in names if (place := text.find(name)) >= 0]
        return min(found)[1] if found else None
    words = WORD.findall(_APOSTROPHE.sub("", text))
    heads = {name[0][:HEAD] for name, _, _ in names}
    first: tuple[int, int] | None = None
    for place, word in enumerate(words):
        if first is not None and place - first[0] > BETWEEN:
            break
        if folded(word[: 2 * HEAD])[:HEAD] not in heads:
            continue
        day = _day(names, word[0].isupper(), [folded(part) for part in words[place : place + LONGEST]])
        if day is not None and first is None:
            first = place, day
        elif day is not None and first is not None and day == first[1] % WEEK + 1:
            return day  # the night from Tuesday to Wednesday
    return first[1] if first else None


def _day(names: list[tuple[tuple[str, ...], int, bool]], is_upper: bool, folds: list[str]) -> int | None:
    for name, day, has_capital in names:
        if has_capital == is_upper and _is_day(name, folds[: len(name)]):
            return day
    return None


def _is_day(name: tuple[str, ...], folds: list[str]) -> bool:
    if len(folds) < len(name) or folds[0].startswith(tuple(data()["not_days"])) or list(name[1:]) != folds[1:]:
        return False
    first, fold = name[0], folds[0]
    if len(name) > 1 or fold == first:
        return fold == first
    if len(first) >= LEAST_WHOLE and fold.startswith(first) and len(fold) - len(first) <= MOST_ADDED:
        return True
    if _VOWEL.search(first) and fold.startswith(first[:-1]) and _ENDING.fullmatch(fold[len(first) - 1 :]):
        return True  # sroda, srode
    bare = _FLEETING.sub(r"\1", first)
    return bare != first and fold.startswith(bare) and len(fold) - len(bare) <= MOST_ADDED  # wtorek, we wtorku


@cache
def _names(language: str) -> list[tuple[tuple[str, ...], int, bool]]:
    """The names of the days, the longest first, each folded, with its number and whether it has a capital."""
    code = {"no": "nb"}.get(language, language)
    if code not in data()["languages"]:
        return []
    days = Locale.parse(code).days["format"]["wide"]
    names: list[tuple[tuple[str, ...], int, bool]] = []
    for number, name in days.items():
        if UNSPACED.search(name):
            names.append(((name,), number + 1, False))
            continue
        words = WORD.findall(_APOSTROPHE.sub("", name))
        names.append((tuple(folded(word) for word in words), number + 1, words[0][0].isupper()))
    return sorted(names, key=lambda named: -sum(map(len, named[0])))
