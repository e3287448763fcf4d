"""When an article was published: what was stated, how finely, and which instants it may mean. Pure: no clock.

A date that cannot be read surely is not read: None is right more often than a guess.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wireroom.model import Precision, Published, StatedDate, ZoneSource
from wireroom.read.dateformats import Moment, parse

EARLIEST_YEAR = 1990  # news on the web is younger; older years are typing errors and epoch zeros
AHEAD = timedelta(hours=24)  # a clock may be wrong and a zone unknown; later is an announcement or an error
FIRST_OFFSET = timedelta(hours=14)  # UTC+14, Kiribati: where a day begins first
LAST_OFFSET = timedelta(hours=12)  # UTC-12, Baker Island: where it ends last

_FORMATS = {
    Precision.YEAR: "%Y",
    Precision.MONTH: "%Y-%m",
    Precision.DAY: "%Y-%m-%d",
    Precision.MINUTE: "%Y-%m-%dT%H:%M",
    Precision.SECOND: "%Y-%m-%dT%H:%M:%S",
}
_FINENESS = list(_FORMATS)


def read_date(  # noqa: PLR0913 (what a date may depend on)
    raw: str,
    *,
    where: str,
    language: str | None,
    now: datetime,
    zone: tzinfo | None = None,
    zone_source: ZoneSource = ZoneSource.NONE,
) -> Published | None:
    """The date that `raw` states, or None where it states none we can be sure of.

    `language` (`pl`, `en-GB`) decides month names and the order of `03/04/2024`; without it what is ambiguous is
    refused. `zone`, given by `zone_source`, is where a time without offset was on the wall. Refused too: years before
    1990, and what begins more than 24 hours after `now` (aware).
    """
    moment = parse(raw, language=language, is_line=where == "line")
    if moment is None or moment.local.year < EARLIEST_YEAR:
        return None
    try:
        end = _end(moment)
        earliest, latest, offset = _bounds(moment, end, zone)
    except (OverflowError, ValueError):
        return None
    if earliest > now + AHEAD:
        return None
    source = ZoneSource.STATED if moment.offset is not None else zone_source if zone is not None else ZoneSource.NONE
    return Published(
        raw=raw,
        local=moment.local.strftime(_FORMATS[moment.precision]),
        precision=moment.precision,
        offset_minutes=None if offset is None else int(offset.total_seconds() // 60),
        zone_source=source,
        where=where,
        earliest=earliest,
        latest=latest,
    )


def choose(
    dates: Iterable[StatedDate], *, language: str | None, now: datetime, zone: tzinfo | None = None
) -> Published | None:
    """The first of the dates (best first) that can be read, made finer by a later one that lies within it.

    A later date never contradicts an earlier one. None where no date can be read: undated stays undated. `zone` is
    the publisher's, for dates without an offset.
    """
    source = ZoneSource.PUBLISHER if zone is not None else ZoneSource.NONE
    best: Published | None = None
    for stated in dates:
        read = read_date(stated.raw, where=stated.where, language=language, now=now, zone=zone, zone_source=source)
        if read is None:
            continue
        if best is None or (_is_finer(read, best) and read.local.startswith(best.local)):
            best = read
    return best


def zone_of(name: str | None) -> tzinfo | None:
    """The zone with this IANA name, None where there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _is_finer(one: Published, other: Published) -> bool:
    return _FINENESS.index(one.precision) > _FINENESS.index(other.precision)


def _end(moment: Moment) -> datetime:
    """Where the stated period ends on the wall clock: exclusive."""
    start = moment.local
    match moment.precision:
        case Precision.YEAR:
            return start.replace(year=start.year + 1)
        case Precision.MONTH:
            return (start + timedelta(days=31)).replace(day=1)
        case Precision.DAY:
            return start + timedelta(days=1)
        case Precision.MINUTE:
            return start + timedelta(minutes=1)
        case Precision.SECOND:
            return start + timedelta(seconds=1)


def _bounds(moment: Moment, end: datetime, zone: tzinfo | None) -> tuple[datetime, datetime, timedelta | None]:
    """Earliest and latest instant (half-open, UTC) and the offset where there is exactly one."""
    start = moment.local
    if moment.offset is not None:
        fixed = timezone(moment.offset)
        return start.replace(tzinfo=fixed).astimezone(UTC), end.replace(tzinfo=fixed).astimezone(UTC), moment.offset
    if zone is not None:
        # A wall clock is put back and forward: both readings of a doubled or skipped hour are within the bounds.
        starts = [start.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
        ends = [end.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
        offsets = {point.utcoffset() for point in (*starts, *ends)}
        earliest = min(point.astimezone(UTC) for point in starts)
        latest = max(point.astimezone(UTC) for point in ends)
        return earliest, latest, offsets.pop() if len(offsets) == 1 else None
    return (start - FIRST_OFFSET).replace(tzinfo=UTC), (end + LAST_OFFSET).replace(tzinfo=UTC), None
