"""Lines that say when, and nothing else. Pure; month and day names come from CLDR.

Recognising such a line is all this does; what instant it means is the business of dates.py.
"""

import re
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError

from wireroom.read.fold import folded, words

LONGEST = 90  # characters; "Published 12 September 2023, 10:15 GMT | Updated ..." has 80
LONG_NAME = 4  # letters; the last letter of a longer name may be its ending (Latvian maijs, maijā)
ENDING = 2  # letters an inflected month or day name may have more than in CLDR
PREFIX = re.compile(r"\s*(date (?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?)(?:\s+|$)")

_ALWAYS = frozenset(
    (
        *("am", "pm", "h", "z", "t", "th", "st", "nd", "rd", "of", "de", "del"),
        *("gmt", "utc", "cet", "cest", "eet", "eest", "msk", "jst", "kst", "ist", "edt", "est", "et", "pdt", "bst"),
    )
)
_NUMBER = re.compile(
    r"\d+(st|nd|rd|th|h|am|pm|uhr|r|g)?|\d{1,2}h\d\d|(\d+(年|月|日|時|时|点|分|秒|년|월|일|시|분|초))+|[年月日号时時分]"
)
_FULL = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:19|20)?\d{2}"
    r"|(?:19|20)\d{2}\s?[./\-年년]\s?\d{1,2}\s?[./\-月월]\s?\d{1,2})(?!\d)"
)
_CLOCK = re.compile(r"(?<!\d)[0-2]?\d[:.h][0-5]\d(?!\d)")
_PARTICLES = {"he": ("ב",)}  # written together with the name
_LOCALES = {"no": "nb", "sh": "sr", "tl": "fil"}


@cache
def date_words(language: str, *, keep_marks: bool = False) -> frozenset[str]:
    """Folded words of month and day names in the language, and marks of zones and clocks in any."""
    found: set[str] = set(_ALWAYS)
    codes = [_LOCALES.get(language, language)]
    codes += ["sr_Latn", "bs", "sr"] if language == "hr" else []
    for code in codes:
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
        for names in (locale.months, locale.days):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for name in names[context][width].values():
                        found.update(words(folded(name, keep_marks=keep_marks)))
    found |= {name[:-1] for name in found if len(name) > LONG_NAME}
    return frozenset(found | {particle + name for particle in _PARTICLES.get(language, ()) for name in found})


def _names_date(word: str, vocabulary: frozenset[str]) -> bool:
    stems = (word[: len(word) - cut] for cut in range(ENDING + 1))
    return word in vocabulary or any(len(stem) > ENDING and stem in vocabulary for stem in stems)


def is_date_line(line: str, vocabulary: frozenset[str], updated: "re.Pattern[str] | None") -> bool:
    """Tell whether the folded line is a date, with or without time and words such as "updated".

    A bare number, price, score or clock time is not a date. `updated` matches the words of the
    language that may stand beside a date.
    """
    if len(line) > LONGEST or not any(c.isdigit() for c in line):
        return False
    rest = updated.sub(" ", line) if updated else line
    numbers = names = 0
    for word in words(rest):
        if _NUMBER.fullmatch(word):
            numbers += 1
        elif _names_date(word, vocabulary):
            names += word not in _ALWAYS
        else:
            return False
    if not numbers:
        return False
    is_updated_at = (
        updated is not None
        and (":" in line or "|" in line)
        and bool(_CLOCK.search(line))
        and bool(updated.search(line))
    )
    return bool(_FULL.search(line)) or names > 0 or is_updated_at
