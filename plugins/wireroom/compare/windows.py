"""When an article may have been published, as far as that is known, and how far two such spans of time are apart."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zlib import crc32

DAY = timedelta(days=1)
BUCKET_DAYS = 4  # probes of one anchor in other weeks are other probes
ANY = "any"
OPEN = "open"
_COARSE = frozenset({"year", "month"})


class WindowKind(StrEnum):
    """Where a window is from. The words appear in SQL."""

    STATED = "stated"  # the document states the day, or more
    DISCOVERED = "discovered"  # it states nothing, and a feed we poll announced it
    COARSE = "coarse"  # it states no more than the month or the year
    OPEN = "open"  # it states nothing, and came from a file or an archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The instants at which an article may have been published; `start` and `end` are aware, None where open."""

    kind: WindowKind
    start: datetime | None = None
    end: datetime | None = None

    @property
    def is_sure(self) -> bool:
        """Tell whether the time speaks for or against a link: it is known to a day or two."""
        return self.kind in {WindowKind.STATED, WindowKind.DISCOVERED}


def window_of(
    *, precision: str | None, earliest: datetime | None, latest: datetime | None, origin: str, first_seen_at: datetime
) -> Window:
    """The window of an article. Discovery says when only where it was live: files and archives hold the past."""
    if earliest is not None and latest is not None:
        kind = WindowKind.COARSE if precision in _COARSE else WindowKind.STATED
        return Window(kind=kind, start=earliest, end=latest)
    if origin == "live":
        return Window(kind=WindowKind.DISCOVERED, start=first_seen_at - DAY, end=first_seen_at)
    return Window(kind=WindowKind.OPEN)


def gap_days(one: Window, other: Window) -> float:
    """Days between the nearest instants of two windows; 0 where they meet or one is open."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return 0.0
    return max(0.0, (one.start - other.end) / DAY, (other.start - one.end) / DAY)


def age_days(windows: Iterable[Window]) -> float:
    """Days from the first end to the last start of the sure windows: how long these articles at least stretch over."""
    sure = [(window.start, window.end) for window in windows if window.is_sure and window.start and window.end]
    if not sure:
        return 0.0
    return max(0.0, (max(start for start, _ in sure) - min(end for _, end in sure)) / DAY)


def kept_probes(parts: Iterable[str], window: Window) -> list[int]:
    """What an article can be found by: each part in each stretch of days of its window, and in all time."""
    times = [ANY, *([str(bucket) for bucket in _buckets(window, 0.0)] if window.is_sure else [OPEN])]
    return sorted({_probe(part, time) for part in parts for time in times})


def asked_probes(parts: Iterable[str], window: Window, *, gap_days: float) -> list[int]:
    """By what others are found that share a part and may be of the same time; `gap_days` may lie between."""
    times = [OPEN, *(str(bucket) for bucket in _buckets(window, gap_days))] if window.is_sure else [ANY]
    return sorted({_probe(part, time) for part in parts for time in times})


def _buckets(window: Window, slack_days: float) -> Iterator[int]:
    if window.start is None or window.end is None:
        return
    seconds = BUCKET_DAYS * DAY.total_seconds()
    first = int((window.start - slack_days * DAY).timestamp() // seconds)
    last = int((window.end + slack_days * DAY).timestamp() // seconds)
    yield from range(first, last + 1)


def _probe(part: str, time: str) -> int:
    return crc32(f"{time}|{part}".encode()) - 2**31
