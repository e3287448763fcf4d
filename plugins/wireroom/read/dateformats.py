"""Strings into moments: ISO 8601 and its profiles, RFC 822, epochs, numeric and named dates of many languages.

Strict: every part of a string must be understood, else the string is not read.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wireroom.model import Precision
from wireroom.read.datenames import FILLERS, day_order, fold_name, is_weekday, month_of, sure_weekdays, zone_offset

LONGEST = 150  # characters; nobody writes a date with more
NOON = 12
LEAP_SECOND = 60
LAST_OFFSET_MINUTES = 14 * 60
FIRST_OFFSET_MINUTES = -12 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A wall-clock time as stated."""

    local: datetime  #: naive; parts finer than `precision` are zero (one for month and day)
    precision: Precision
    offset: timedelta | None = None  #: east of UTC, only where stated


_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RFC822 = re.compile(  # as nearly every feed writes; its months mean the same in every language that has such names
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(?P<d>\d\d?) (?P<m>{'|'.join(_ENGLISH_MONTHS)}) (?P<y>\d{{4}})"
    r" (?P<H>\d\d):(?P<M>\d\d)(?::(?P<S>\d\d))? (?P<z>GMT|[+-]\d{4})"
)
_ISO = re.compile(
    r"(?P<y>\d{4})(?:-(?P<m>\d\d?)(?:-(?P<d>\d\d?)"
    r"(?:(?:\s*T\s*|\s+)(?P<H>\d\d?):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d+)?)?\s*(?P<z>.{0,40}))?)?)?",
    re.IGNORECASE,
)
_BASIC = re.compile(
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?(?:[.,]\d+)?(?P<z>Z|[+-]\d\d:?\d\d)?)?"
)
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_ZONE = re.compile(
    r"(?:(?P<name>[A-Za-z]{1,5})\s*)?(?P<offset>[+\-−]\s?\d{1,2}(?::?\d\d)?)?(?:\s*[(\[][^)\]]{0,40}[)\]])?\.?"
)
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(?:(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日号日일號])?)?")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:,|\s+năm)?\s+(\d{4})", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<![\d.:])(\d{1,4})\s?([./\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})(?![\d:])\.?")
_NUMBER = r"(?<![\d:.])\d{1,2}(?:st|nd|rd|th|er|º|°|ª|-?го|\.)?(?![\d:])"
_WORD = r"[^\W\d_][^\s\d_.,:;/()|–-]*\.?"  # vowel signs of Indic scripts are no letters to re, hence the negation
_DAY_FIRST = re.compile(
    rf"(?P<d>{_NUMBER})[\s,\-/]*(?:de\s+|of\s+)?(?P<w>{_WORD})[\s,\-/.]*(?:de\s+|del\s+)?(?P<y>\d{{4}}|['’]?\d\d)(?![\d:])"
)
_MONTH_FIRST = re.compile(rf"(?P<w>{_WORD})[\s,\-/]*(?P<d>{_NUMBER})\s*,?\s*(?P<y>\d{{4}})(?![\d:])")
_YEAR_FIRST = re.compile(rf"(?<!\d)(?P<y>\d{{4}})[\s.,\-/]*(?P<w>{_WORD})[\s.,\-/]*(?P<d>{_NUMBER})")
_YEAR_LAST = re.compile(  # Thu Mar 07 14:30:00 +0000 2024, Sun Mar 10 2024 stands under _MONTH_FIRST
    rf"(?P<w>{_WORD})\s+(?P<d>\d{{1,2}})\s+(?P<t>\d\d:\d\d:\d\d)\s+(?P<z>\S+(?:\s\S+)?\s)?(?P<y>\d{{4}})$"
)
_CLOCK = re.compile(
    r"(?P<before>[AaPp]\.?\s?[Mm]\.?|午前|午後|上午|下午|오전|오후)?\s*"
    r"(?<!\d)(?P<H>\d{1,2})(?:\s*[:h.時时点點시]\s*(?P<M>\d\d|\d(?=\s*[分분]))\s*[분分]?(?:\s*[:.]?\s*(?P<S>\d\d)\s*[초秒]?(?:[.,]\d+)?)?)"
    r"(?!\d)\s*(?P<after>[AaPp]\.?\s?[Mm]\b\.?|π\.?\s?μ\.?|μ\.?\s?μ\.?)?"
)
_LATE = {"pm", "午後", "下午", "오후", "μμ"}
_FIRST_WORD = re.compile(r"([^\W\d_][^\s\d_.,:;/()|]*\.?)\s*,?\s+(?=.*\d)")
_LABEL = re.compile(r"^[^\d:]{1,40}:\s*(?=\S)")


def parse(raw: str, *, language: str | None, is_line: bool = False) -> Moment | None:
    """The moment a string states, or None. `is_line`: it is a line of a page and may hold a label or a second date."""
    if len(raw) > LONGEST:
        return None
    text = _plain(raw)
    moment = _parse(text, language)
    if moment is not None:
        return moment
    if not is_line:
        # Whose language that is nobody knows: what depends on one, such as the order of 03/04, is left.
        return _parse(text[found.end() :], None) if (found := _foreign_weekday(text, language)) else None
    for part in re.split(r"\s*[|•·]\s*", text):
        moment = _parse(_LABEL.sub("", part), language)
        if moment is not None:
            return moment
    return None


def _foreign_weekday(text: str, language: str | None) -> re.Match[str] | None:
    """A weekday at the beginning in a language other than the one declared, as in feeds whose template was translated.

    Asked only where nothing else could be read: the names of all languages take half a second to load, once.
    """
    found = _FIRST_WORD.match(text) if language else None
    return found if found and fold_name(found[1]) in sure_weekdays() else None


def _parse(text: str, language: str | None) -> Moment | None:
    try:
        return _rfc822(text) or _iso(text, language) or _epoch(text) or _written(text, language)
    except (ValueError, OverflowError):
        return None


def _plain(raw: str) -> str:
    """Any script's digits as ASCII, full-width forms narrow, no marks of direction, single spaces."""
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split()).removeprefix("date ")
    text = unicodedata.normalize("NFKC", raw)
    text = "".join(
        str(unicodedata.decimal(char))
        if char.isdecimal()
        else " "
        if unicodedata.category(char) in {"Cc", "Zs"}
        else char
        for char in text
        if unicodedata.category(char) != "Cf"
    )
    return " ".join(text.split()).removeprefix("date ")


def _rfc822(text: str) -> Moment | None:
    match = _RFC822.fullmatch(text)
    if match is None:
        return None
    month = str(_ENGLISH_MONTHS.index(match["m"]) + 1)
    return _moment(match, year=match["y"], month=month, day=match["d"], zone=match["z"], language=None)


def _iso(text: str, language: str | None) -> Moment | None:
    match = _ISO.fullmatch(text) or _BASIC.fullmatch(text)
    if match is None:
        return None
    zone = (match["z"] or "").strip()
    return _moment(match, month=match["m"], day=match["d"], year=match["y"], zone=zone, language=language)


def _epoch(text: str) -> Moment | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    seconds = int(match[1]) if match[1] else int(match[2]) // 1000
    local = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return Moment(local=local, precision=Precision.SECOND, offset=timedelta(0))


def _written(text: str, language: str | None) -> Moment | None:
    if (match := _YEAR_LAST.search(text)) is not None:
        text = f"{text[: match.start()]} {match['w']} {match['d']}, {match['y']} {match['t']} {match['z'] or ''}"
    found = _date_in(text, language)
    if found is None:
        return None
    (year, month, day), start, end = found
    before, after = text[:start], text[end:]
    clock = _CLOCK.search(after) or _CLOCK.search(before)
    if clock is None:
        if not _is_filler(f"{before} {after}", language):
            return None
        return _moment(None, year=year, month=month, day=day, zone="", language=language)
    in_after = clock.string is after
    zone = after[clock.end() :].strip() if in_after else after.strip()
    rest = f"{before} {after[: clock.start()]}" if in_after else f"{before[: clock.start()]} {before[clock.end() :]}"
    half = fold_name(clock["before"] or clock["after"] or "").replace(" ", "")
    if not _is_filler(rest, language):
        return None
    zone_words = zone.split()
    while zone_words and _is_filler(zone_words[0], language) and zone_offset(zone_words[0], language) is None:
        zone_words.pop(0)
    return _moment(
        clock, year=year, month=month, day=day, zone=" ".join(zone_words).strip(" ,;"), language=language, half=half
    )


def _date_in(text: str, language: str | None) -> tuple[tuple[str, str, str | None], int, int] | None:
    """Year, month, day as digits and the span they were read from."""
    if (match := _CJK.search(text)) is not None:
        return ((match[1], match[2], match[3]), match.start(), match.end()) if match[2] else None
    if (match := _VIETNAMESE.search(text)) is not None:
        return (match[3], match[2], match[1]), match.start(), match.end()
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST):
        for match in pattern.finditer(text):
            month = month_of(match["w"], language)
            if month is not None:
                day = re.sub(r"\D", "", match["d"])
                return (match["y"].strip("'’"), str(month), day), match.start(), match.end()
    if (match := _NUMERIC.search(text)) is not None:
        ordered = _ordered(match[1], match[2], match[3], match[4], language)
        return (ordered, match.start(), match.end()) if ordered else None
    return None


def _ordered(  # noqa: PLR0911 (one line per order)
    first: str, mark: str, second: str, third: str, language: str | None
) -> tuple[str, str, str] | None:
    """Year, month, day of a numeric date, or None where the order is open."""
    if len(first) == 4:  # noqa: PLR2004 (a year)
        return (first, second, third) if len(third) <= 2 else None  # noqa: PLR2004 (2024/3/2024)
    if len(first) > 2 or len(third) not in {2, 4}:  # noqa: PLR2004 (digits of a day, of a year)
        return None
    order = day_order(language)
    if len(third) == 2 and order is None and not (mark == "." and int(first) > int(third) and int(third) > 31):  # noqa: PLR2004
        return None
    if mark == ".":
        return third, second, first
    if int(first) > NOON >= int(second):
        return third, second, first
    if int(second) > NOON >= int(first):
        return third, first, second
    if first.lstrip("0") == second.lstrip("0") or order == "dmy":
        return third, second, first
    return (third, first, second) if order == "mdy" else None


def _moment(  # noqa: PLR0913 (the parts of a date)
    clock: re.Match[str] | None,
    *,
    year: str,
    month: str | None,
    day: str | None,
    zone: str,
    language: str | None,
    half: str = "",
) -> Moment | None:
    hour = clock["H"] if clock is not None else None
    minute = clock["M"] if clock is not None else None
    second = clock["S"] if clock is not None else None
    date = datetime(_full_year(year), int(month or 1), int(day or 1))  # noqa: DTZ001 (a wall clock)
    if hour is None or minute is None:
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        return Moment(local=date, precision=precision) if not zone else None
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if half and hours <= NOON:
        hours = hours % NOON + (NOON if half in _LATE else 0)
    precision = Precision.SECOND if second is not None else Precision.MINUTE
    if seconds == LEAP_SECOND:
        seconds, precision = 0, Precision.MINUTE
    if hours > 24 or minutes > 59 or seconds > 59 or (hours == 24 and (minutes or seconds)):  # noqa: PLR2004 (a clock)
        return None
    offset = _offset(zone, language)
    if zone and offset is None and not _is_unknown_zone(zone, language):
        return None
    local = date + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return Moment(local=local, precision=precision, offset=offset)


def _full_year(year: str) -> int:
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004 (RFC 2822, 4.3: 00-49 and 50-99)
        return number + (2000 if number < 50 else 1900)  # noqa: PLR2004
    return number


def _offset(zone: str, language: str | None) -> timedelta | None:
    match = _ZONE.fullmatch(zone)
    if match is None:
        return None
    name, digits = match["name"], (match["offset"] or "").replace("−", "-").replace(" ", "")
    if name and zone_offset(name, language) is None:
        return None
    minutes = zone_offset(name, language) or 0 if name else 0
    if digits:
        number = digits[1:].replace(":", "")
        hours, rest = (number, "0") if len(number) <= 2 else (number[:-2], number[-2:])  # noqa: PLR2004 (hours alone)
        if name and minutes:
            return None  # CET+1: nobody knows
        minutes = (int(hours) * 60 + int(rest)) * (-1 if digits[0] == "-" else 1)
        if int(rest) > 59 or not FIRST_OFFSET_MINUTES <= minutes <= LAST_OFFSET_MINUTES:  # noqa: PLR2004 (minutes)
            return None
    return timedelta(minutes=minutes) if name or digits else None


def _is_unknown_zone(zone: str, language: str | None) -> bool:
    """A name that stands where a zone stands: the time is good, its zone is not known."""
    return re.fullmatch(r"[A-Z]{2,5}|[A-IK-Y]|\([^)]{1,40}\)", zone) is not None or _is_filler(zone, language)


def _is_filler(text: str, language: str | None) -> bool:
    """Nothing but weekdays, punctuation and the small words that stand beside dates."""
    words = re.findall(r"[^\s.,:;|/()\[\]–—·•+-]+", fold_name(text))
    return all(word in FILLERS or is_weekday(word, language) for word in words)
