"""When a feed is polled next: its own rhythm, its window, and what it asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from discover.poll_examples import DAY, HOUR, MINUTE, NOW, every, new, outcome, plan, state, wait
from wireroom.discover.feed import Hints
from wireroom.discover.poll_headers import (
    cache_lifetime,
)
from wireroom.discover.poll_values import PollResult
from wireroom.discover.rhythm import allowed_from, spread


@pytest.mark.parametrize(
    ("gap", "least", "most"),
    [
        (MINUTE, 15 * MINUTE, 15 * MINUTE),
        (2 * HOUR, 1.8 * HOUR, 2.2 * HOUR),
        (3 * DAY, 21.6 * HOUR, 26.4 * HOUR),
    ],
)
def test_the_interval_follows_the_feeds_own_rhythm(gap: timedelta, least: timedelta, most: timedelta) -> None:
    """behaviour 19"""
    assert least <= wait(plan(new(), outcome(**every(gap, 30)))) <= most


def test_patience_is_the_latency_knob_of_a_feed() -> None:
    known, happened = new(), outcome(**every(4 * HOUR, 30))

    assert wait(plan(known, happened, patience=0.5)) == wait(plan(known, happened)) / 2


def test_a_feed_of_unknown_rhythm_is_polled_hourly() -> None:
    """behaviour 15, behaviour 17"""
    weekly = Hints(update_period_s=7 * 86400.0)

    assert 54 * MINUTE <= wait(plan(new(), outcome())) <= 66 * MINUTE
    assert 21 * HOUR <= wait(plan(new(), outcome(hints=weekly))) <= 27 * HOUR


def test_silence_stretches_the_interval() -> None:
    """behaviour 19"""
    known = state(last_new_at=NOW - 10 * HOUR)

    assert 4.5 * HOUR <= wait(plan(known, outcome(result=PollResult.NOT_MODIFIED))) <= 5.5 * HOUR


def test_jitter_is_the_same_for_the_same_feed_and_moment_and_differs_between_feeds() -> None:
    """behaviour 19"""
    happened = outcome(**every(2 * HOUR, 30))
    waits = {wait(plan(replace(new(), feed_key=f"feed-{number}"), happened)) for number in range(50)}

    assert plan(new(), happened) == plan(new(), happened)
    assert len(waits) == 50
    assert max(waits) - min(waits) <= 2 * HOUR * 0.2


def test_what_falls_due_together_is_spread() -> None:
    """behaviour 19"""
    delays = sorted(spread(f"feed-{number}", HOUR) for number in range(600))
    buckets = [sum(1 for delay in delays if delay // (10 * MINUTE) == number) for number in range(6)]

    assert timedelta() <= delays[0]
    assert delays[-1] < HOUR
    assert all(60 <= count <= 140 for count in buckets)


def test_the_interval_is_at_most_half_the_feeds_window() -> None:
    """behaviour 20"""
    short = outcome(**{**every(4 * HOUR, 3), "entries": 3})

    assert wait(plan(new(), short)) <= 4 * HOUR
    assert wait(plan(new(), replace(short, hints=Hints(ttl_minutes=1440)))) <= 4 * HOUR


def test_old_entries_pinned_to_the_window_do_not_slow_a_lively_feed() -> None:
    """behaviour 20"""
    pinned = (NOW - 900 * DAY, NOW - 2000 * DAY)
    lively = every(HOUR, 20)
    found = plan(new(), outcome(**{**lively, "instants": lively["instants"] + pinned, "entries": 22}))

    assert wait(found) <= 1.1 * HOUR


def test_dates_in_the_future_do_not_count() -> None:
    lively = every(HOUR, 20)
    happened = outcome(**{**lively, "instants": (*lively["instants"], NOW + 400 * DAY)})

    assert plan(new(), happened).state.last_new_at == NOW


def test_a_dead_feed_is_polled_daily() -> None:
    """behaviour 21"""
    found = plan(state(last_new_at=NOW - 31 * DAY), outcome(result=PollResult.NOT_MODIFIED))

    assert found.why == "dead"
    assert 21 * HOUR <= wait(found) <= 27 * HOUR


def test_ttl_is_a_lower_bound_within_limits() -> None:
    """behaviour 17"""
    hourly = every(HOUR, 30)

    assert wait(plan(new(), outcome(**hourly, hints=Hints(ttl_minutes=180)))) >= 2.7 * HOUR
    assert wait(plan(new(), outcome(**hourly, hints=Hints(ttl_minutes=5e7)))) <= 14.5 * HOUR, "half the window"
    assert wait(plan(new(), outcome(**hourly, hints=Hints(ttl_minutes=0.001)))) <= 1.1 * HOUR


def test_lifetimes_postpone_within_limits() -> None:
    """behaviour 16"""
    hourly = every(HOUR, 30)

    assert wait(plan(new(), outcome(**hourly, cache_control="public, max-age=10800"))) >= 2.7 * HOUR
    assert wait(plan(new(), outcome(**hourly, cache_control="max-age=31536000"))) <= 5.5 * HOUR
    assert wait(plan(new(), outcome(**hourly, cache_control="max-age=10800, no-cache"))) <= 1.1 * HOUR


def test_expires_is_held_against_the_servers_own_clock() -> None:
    """behaviour 16, behaviour 54"""
    date, expires = format_datetime(NOW + 300 * DAY), format_datetime(NOW + 300 * DAY + 2 * HOUR)

    assert cache_lifetime(None, expires, server_date=date, now=NOW) == 2 * HOUR
    assert cache_lifetime(None, "0", server_date=date, now=NOW) == timedelta()


def test_hours_and_days_to_skip_are_skipped() -> None:
    """behaviour 18"""
    night = Hints(skip_hours=frozenset({12, 13}))
    weekend = Hints(skip_days=frozenset({4, 5, 6}))  # 20 November 2026 is a Friday

    assert allowed_from(NOW, night) == NOW.replace(hour=14)
    assert allowed_from(NOW, weekend) == datetime(2026, 11, 23, tzinfo=UTC)
    assert allowed_from(NOW, Hints(skip_hours=frozenset(range(24)))) == NOW
    assert wait(plan(new(), outcome(**every(MINUTE, 30), hints=night))) == 2 * HOUR


def test_entries_lost_between_two_polls_are_estimated() -> None:
    """behaviour 20"""
    known = state(gap_s=60.0, last_ok_at=NOW - HOUR)
    found = plan(known, outcome(**{**every(MINUTE, 20), "new_entries": 20}))

    assert found.missed_entries == 40
    assert plan(known, outcome(**{**every(MINUTE, 20), "new_entries": 19})).missed_entries == 0
    assert plan(new(), outcome(**{**every(MINUTE, 20), "new_entries": 20})).missed_entries == 0


def test_a_feed_without_dates_is_learned_from_what_arrives() -> None:
    """behaviour 19"""
    undated = outcome(entries=20, new_entries=4)
    found = plan(state(gap_s=None, window_s=None, last_new_at=NOW - 8 * HOUR), undated)

    assert found.state.gap_s == 2 * 3600
    assert found.state.last_new_at == NOW
