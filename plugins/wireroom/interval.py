"""A stretch of time that a DAG run is about, and which articles belong to it. Imports nothing but values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wireroom.errors import IntervalRefused
from wireroom.model import Precision

if TYPE_CHECKING:
    from wireroom.model import Published


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From `start` up to but not including `end`, both kept in UTC: a day on which clocks change is as long as it is.

    Raises IntervalRefused where a time has no zone or the interval is empty or runs backwards.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name, moment in (("start", self.start), ("end", self.end)):
            if moment.tzinfo is None or moment.utcoffset() is None:
                msg = f"the interval's {name} {moment.isoformat()} has no time zone: write it as in {moment:%F}T00:00Z"
                raise IntervalRefused(msg)
            # Two times of one zone are compared by their clocks, which strike an hour twice in autumn.
            object.__setattr__(self, name, _plain(moment.astimezone(UTC)))
        if self.start >= self.end:
            what = "is empty" if self.start == self.end else "ends before it starts"
            msg = f"the interval {self} {what}: choose an end after the start"
            raise IntervalRefused(msg)

    def __str__(self) -> str:
        """As people see it; whole days as days."""
        return f"{_shown(self.start)} to {_shown(self.end)}"

    def contains(self, moment: datetime) -> bool:
        """Is the (aware) moment in it?"""
        return self.start <= moment < self.end

    def selects(self, published: Published | None, *, months: bool = False) -> bool:
        """Does an article with this publication date belong to the interval? One without a date does not.

        An exact instant counts as it is. What is stated to the day, or without an offset, counts by its calendar, read
        in UTC: so each such article is of exactly one day. A mere month or year is selected only by an interval that
        holds all of it, or with `months` by every interval that touches it.
        """
        if published is None:
            return False
        if published.precision in {Precision.MONTH, Precision.YEAR}:
            first, after = _period(published.local)
            if months:
                return first < self.end and self.start < after
            return self.start <= first and after <= self.end
        return self.contains(published.instant or datetime.fromisoformat(published.local).replace(tzinfo=UTC))


def _plain(utc: datetime) -> datetime:
    """The same moment without what a subclass adds: Airflow's times lose their zone where one is subtracted from."""
    return datetime.combine(utc.date(), utc.time(), UTC)


def _period(local: str) -> tuple[datetime, datetime]:
    """First moment of `2023` or `2023-10`, and of the one after it, read in UTC."""
    year, _, month = local.partition("-")
    if not month:
        return datetime(int(year), 1, 1, tzinfo=UTC), datetime(int(year) + 1, 1, 1, tzinfo=UTC)
    carried, following = divmod(int(month), 12)
    return datetime(int(year), int(month), 1, tzinfo=UTC), datetime(int(year) + carried, following + 1, 1, tzinfo=UTC)


def _shown(moment: datetime) -> str:
    return (
        f"{moment:%Y-%m-%d}" if moment.hour == moment.minute == moment.second == 0 else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    )
