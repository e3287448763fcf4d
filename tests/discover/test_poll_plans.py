"""What holds of every plan of a next poll, whatever came."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

from discover.poll_examples import DAY, HOUR, MINUTE, MOVED, NOW, TIMES, URL, every, new, outcome, plan, state, wait
from hypothesis import given
from hypothesis import strategies as st
from wireroom.discover.feed import Hints
from wireroom.discover.poll_values import FeedStatus, Hop, PollOutcome, PollResult
from wireroom.discover.polling import next_poll


def test_the_plan_takes_its_time_from_us_never_from_the_server() -> None:
    """behaviour 54"""
    happened = outcome(**every(2 * HOUR, 20))

    assert plan(state(), replace(happened, date="Fri, 01 Jan 2038 00:00:00 GMT")) == plan(state(), happened)


def test_all_times_scale_by_one_factor() -> None:
    factor = 60.0
    fast = TIMES.scaled(factor)
    happened = outcome(**every(2 * MINUTE, 20), hints=Hints(ttl_minutes=180))
    found = next_poll(new(), happened, now=NOW, times=fast)
    slow = plan(new(), outcome(**every(2 * HOUR, 20), hints=Hints(ttl_minutes=180)))

    assert all(getattr(fast, each.name) * factor == getattr(TIMES, each.name) for each in fields(TIMES))
    assert abs(wait(found) * factor - wait(slow)) < timedelta(seconds=1)


OUTCOMES = st.builds(
    PollOutcome,
    result=st.sampled_from(PollResult),
    final_url=st.sampled_from([URL, MOVED, None]),
    redirects=st.lists(
        st.builds(Hop, status=st.sampled_from([301, 302, 308]), url=st.sampled_from([URL, MOVED])), max_size=2
    ).map(tuple),
    etag=st.none() | st.text(max_size=3),
    cache_control=st.none() | st.text(max_size=30) | st.just("max-age=999999999999"),
    expires=st.none() | st.text(max_size=30),
    retry_after=st.none() | st.text(max_size=30) | st.integers().map(str),
    date=st.none() | st.text(max_size=30),
    stable_hash=st.none() | st.binary(max_size=1),
    hints=st.none() | st.builds(Hints, ttl_minutes=st.none() | st.floats(min_value=1e-9, max_value=1e300)),
    instants=st.lists(st.integers(-10_000, 1_000).map(lambda days: NOW + days * DAY), max_size=8).map(tuple),
    entries=st.integers(0, 2000),
    new_entries=st.integers(0, 2000),
)


@given(st.lists(OUTCOMES, max_size=12))
def test_every_plan_keeps_within_the_limits(outcomes: list[PollOutcome]) -> None:
    """behaviour 15, behaviour 50"""
    known, now = new(), NOW
    for happened in outcomes:
        found = next_poll(known, happened, now=now, times=TIMES)
        known = found.state
        if found.next_poll_at is None:
            assert known.status in {FeedStatus.GONE, FeedStatus.QUARANTINED}
            break
        assert found.missed_entries >= 0
        assert TIMES.floor <= found.next_poll_at - now <= TIMES.unreachable_most * 1.1 or found.why == "gone-confirm"
        now = found.next_poll_at


@given(
    gap_minutes=st.integers(2, 3000),
    window=st.integers(3, 60),
    key=st.text(alphabet="abcdef", min_size=1, max_size=8),
)
def test_no_entry_of_a_steady_feed_comes_and_goes_unseen(gap_minutes: int, window: int, key: str) -> None:
    """behaviour 20: as long as half the window is not below the floor, which politeness sets"""
    gap = gap_minutes * MINUTE
    if gap * (window - 1) / 2 < TIMES.floor:
        return
    known, now, seen = replace(new(), feed_key=key), NOW, -1
    for _ in range(30):
        newest = (now - NOW) // gap
        numbers = range(newest - window + 1, newest + 1)
        assert seen < 0 or numbers[0] <= seen + 1
        happened = outcome(
            instants=tuple(NOW + number * gap for number in numbers),
            entries=window,
            new_entries=len([number for number in numbers if number > seen]),
            stable_hash=str(newest).encode(),
        )
        found = next_poll(known, happened, now=now, times=TIMES)
        assert found.missed_entries == 0
        assert found.next_poll_at is not None
        known, now, seen = found.state, found.next_poll_at, newest
