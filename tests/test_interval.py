"""What an interval is, and which articles belong to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pendulum
import pytest
from builders import published, published_exactly
from hypothesis import given
from hypothesis import strategies as st
from wireroom.errors import IntervalRefused
from wireroom.interval import Interval
from wireroom.model import Precision

WARSAW = ZoneInfo("Europe/Warsaw")


def days(first: str, after: str) -> Interval:
    return Interval(start=datetime.fromisoformat(f"{first}T00:00Z"), end=datetime.fromisoformat(f"{after}T00:00Z"))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02 to 2026-01-02 is empty"),
        (datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), "ends before it starts"),
        (datetime(2026, 1, 2), datetime(2026, 1, 3, tzinfo=UTC), "start 2026-01-02T00:00:00 has no time zone"),  # noqa: DTZ001
        (datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 3), "end 2026-01-03T00:00:00 has no time zone"),  # noqa: DTZ001
    ],
)
def test_an_interval_that_is_none_is_refused_by_name(start: datetime, end: datetime, said: str) -> None:
    with pytest.raises(IntervalRefused, match=said) as refused:
        Interval(start=start, end=end)

    assert "imetable" not in str(refused.value), "that is advice for DAGs, and the command line says this too"


def test_times_as_airflow_hands_them_over_can_be_counted_with() -> None:
    """pendulum's times in a zone that `astimezone` gave lose it when something is taken from them."""
    given = Interval(start=pendulum.datetime(2026, 11, 3), end=pendulum.datetime(2026, 11, 4, tz="Europe/Warsaw"))

    assert given == Interval(start=datetime(2026, 11, 3, tzinfo=UTC), end=datetime(2026, 11, 3, 23, tzinfo=UTC))
    assert given.start - timedelta(days=2) == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(29, 23), (30, 24)])
def test_a_day_on_which_clocks_go_forward_is_an_hour_short(day: int, hours: int) -> None:
    interval = Interval(start=datetime(2026, 3, day, tzinfo=WARSAW), end=datetime(2026, 3, day + 1, tzinfo=WARSAW))

    assert interval.end - interval.start == timedelta(hours=hours)


def test_the_hour_that_clocks_strike_twice_is_two_hours() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW)
    second = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=WARSAW)

    interval = Interval(start=first, end=second)

    assert interval.end - interval.start == timedelta(minutes=40)
    with pytest.raises(IntervalRefused):
        Interval(start=second, end=first)


@given(moment=st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)), offset=st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001
def test_an_exact_moment_is_of_exactly_one_day_whatever_its_zone(moment: datetime, offset: int) -> None:
    stated = published_exactly(moment.replace(second=0, microsecond=0, tzinfo=timezone(timedelta(minutes=offset))))
    assert stated.instant
    midnight = stated.instant.astimezone(UTC).replace(hour=0, minute=0)

    around = [Interval(start=midnight + timedelta(days=d), end=midnight + timedelta(days=d + 1)) for d in range(-2, 3)]

    assert [interval.selects(stated) for interval in around] == [False, False, True, False, False]


def test_what_is_stated_to_the_day_is_of_that_day() -> None:
    stated = published(local="2026-03-01", precision=Precision.DAY)

    assert days("2026-03-01", "2026-03-02").selects(stated)
    assert not days("2026-02-28", "2026-03-01").selects(stated)
    assert not days("2026-03-02", "2026-03-03").selects(stated)


@pytest.mark.parametrize(
    ("local", "first", "after", "is_whole", "is_touched"),
    [
        ("2023-10", "2023-10-01", "2023-11-01", True, True),
        ("2023-10", "2023-09-15", "2023-11-02", True, True),
        ("2023-10", "2023-10-01", "2023-10-31", False, True),  # its last day is missing
        ("2023-10", "2023-10-02", "2023-11-01", False, True),
        ("2023-10", "2023-10-14", "2023-10-15", False, True),
        ("2023-10", "2023-11-01", "2023-12-01", False, False),
        ("2023-12", "2023-12-01", "2024-01-01", True, True),
        ("2024-02", "2024-02-01", "2024-02-29", False, True),  # a leap day is missing
        ("2023", "2023-01-01", "2024-01-01", True, True),
        ("2023", "2023-01-01", "2023-12-31", False, True),
    ],
)
def test_a_month_is_selected_whole_or_when_asked_for(
    local: str, first: str, after: str, *, is_whole: bool, is_touched: bool
) -> None:
    stated = published(local=local, precision=Precision.MONTH if "-" in local else Precision.YEAR)
    interval = days(first, after)

    assert interval.selects(stated) is is_whole
    assert interval.selects(stated, months=True) is is_touched


def test_an_article_without_a_date_is_of_no_interval() -> None:
    assert not days("2026-01-01", "2027-01-01").selects(None, months=True)
