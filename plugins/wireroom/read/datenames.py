"""Names in dates: months and weekdays of many languages from CLDR, time zones, and who writes the day first."""

import re
import unicodedata
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError

LANGUAGES = """
    af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn
    ko ky lo lt lv mk ml mn mr ms mt my nb ne nl pa pl ps pt ro ru si sk sl sq sr sr_Latn sv sw ta te th tr uk ur uz vi
    zu ar_LB
""".split()  # noqa: SIM905 (words read better than quotes and commas)

# Minutes east of UTC. RFC 822 fixes the North American names; the others are in use for one zone only.
ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120,
    "EET": 120, "EEST": 180, "MSK": 180, "TRT": 180, "SAST": 120, "CAT": 120, "EAT": 180, "WAT": 60, "PKT": 300,
    "NPT": 345, "ICT": 420, "WIB": 420, "WITA": 480, "WIT": 540, "SGT": 480, "HKT": 480, "MYT": 480, "PHT": 480,
    "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
    "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PDT": -420, "AKST": -540, "AKDT": -480,
    "HST": -600, "NST": -210, "NDT": -150, "BRT": -180,
}  # fmt: skip

# Names that mean different zones in different places: offset by language, or none where the language does not tell.
AMBIGUOUS_ZONES: dict[str, dict[str, int]] = {
    "IST": {"hi": 330, "bn": 330, "ta": 330, "te": 330, "mr": 330, "gu": 330, "kn": 330, "ml": 330, "he": 120},
    "CST": {"en": -360, "es": -360},  # China reads it as +8
    "PST": {"en": -480, "es": -480},  # the Philippines read it as +8
    "BST": {"en-gb": 60},  # Bangladesh reads it as +6, and writes English too
    "AST": {"ar": 180},
    "ADT": {},
}

# Words that stand beside a date and say nothing of it, folded.
FILLERS = frozenset(
    """
    date at on um uhr am as a la le las les el los de del den der die the o og och
    kl klo godz godzina g r rok roku ora "
    "ore alle h hs hrs hours год года г р в у о об час ч στις ώρα στισ του την τησ στην à das dos às em nin saat
     pukul "
    "jam wib lúc ngày năm klukka ob à of published date: posted pm: och и й ب
    """.split()  # noqa: SIM905
)

_MARKS = re.compile(r"[.,'’`\u200c\u200e\u200f]+")


def fold_name(word: str) -> str:
    """A word as names are compared: lower case, final sigma as sigma, without full stops; accents stay."""
    return _MARKS.sub("", unicodedata.normalize("NFC", word).casefold())


@cache
def month_names(language: str) -> dict[str, int]:
    """Folded month names of one language, wide and short, in every grammatical form CLDR has."""
    return _names(language, "months")


def is_weekday(folded: str, language: str | None) -> bool:
    """Is a folded word a weekday, or part of its name, in the language or in English; in any where none is known?"""
    # CLDR's names of all languages take half a second to load: only a feed without a language pays for them.
    return any(folded in _weekdays(one) for one in ("en", *([_base(language)] if language else LANGUAGES)))


@cache
def _weekdays(language: str) -> frozenset[str]:
    return frozenset(part for name in _names(language, "days") for part in name.split())


@cache
def sure_months() -> dict[str, int]:
    """Folded month names that mean the same month in every language that has them."""
    meanings: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for name, month in month_names(language).items():
            meanings.setdefault(name, set()).add(month)
    return {name: months.pop() for name, months in meanings.items() if len(months) == 1}


@cache
def sure_weekdays() -> frozenset[str]:
    """Folded names of weekdays that mean one and the same day in every language, and a month in none."""
    meanings: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for name, day in _names(language, "days").items():
            meanings.setdefault(name, set()).add(day)
    months = {name for language in LANGUAGES for name in month_names(language)}
    return frozenset(name for name, days in meanings.items() if len(days) == 1 and name not in months)


def month_of(word: str, language: str | None) -> int | None:
    """1-12 for a month name, None for another word or for a name whose month depends on an unknown language."""
    folded = fold_name(word)
    if language:
        own = month_names(_base(language))
        for candidate in (folded, folded.removeprefix("ב")):  # Hebrew joins its "in" to the name
            if candidate in own:
                return own[candidate]
    return month_names("en").get(folded) or sure_months().get(folded) or sure_months().get(folded.removeprefix("ב"))


@cache
def day_order(language: str | None) -> str | None:
    """`dmy` or `mdy` as the language (with country, `en-GB`) writes numeric dates; None where that is open.

    English without a country is open; a language that puts the year first has no custom for the rest.
    """
    if not language or language.lower() == "en":
        return None
    locale = _locale(language)
    if locale is None:
        return None
    pattern = str(locale.date_formats["short"].pattern)
    letters = "".join(letter for letter in ("y", "M", "d") for _ in range(1) if letter in pattern)
    order = "".join(sorted(letters, key=pattern.index)).lower()
    return order if order in {"dmy", "mdy"} else None


def zone_offset(name: str, language: str | None) -> int | None:
    """Minutes east of UTC for a zone name, None for an unknown or ambiguous one."""
    name = name.upper()
    if name in AMBIGUOUS_ZONES:
        choices = AMBIGUOUS_ZONES[name]
        tag = (language or "").lower().replace("_", "-")
        return choices.get(tag, choices.get(tag.partition("-")[0]))
    return ZONES.get(name)


def _names(language: str, field: str) -> dict[str, int]:
    locale = _locale(language)
    if locale is None:
        return {}
    table = locale.months if field == "months" else locale.days
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in table[context][width].items():
                folded = fold_name(str(name))
                if not any(character.isdigit() for character in folded):
                    found[folded] = int(number)
    if language in {"en", "de"} and field == "months":
        found |= {"sept": 9, "mrz": 3} if language == "de" else {"sept": 9}
    return found


def _locale(language: str) -> Locale | None:
    tag = language.replace("-", "_")
    for candidate in (tag, tag.partition("_")[0]):
        try:
            return Locale.parse({"no": "nb", "tl": "fil"}.get(candidate, candidate))
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return None


def _base(language: str) -> str:
    return language.replace("-", "_").partition("_")[0]
