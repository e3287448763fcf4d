"""The plan of the next poll: rhythm, hints, errors, validators, moves."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.discover.feed import Hints
from wireroom.discover.poll_headers import (
    cache_lifetime,
    conditional_headers,
    permanent_target,
    result_of_status,
    retry_after,
)
from wireroom.discover.poll_values import FeedState, FeedStatus, Hop, PollOutcome, PollPlan, PollResult, PollTimes
from wireroom.discover.polling import next_poll
from wireroom.discover.rhythm import after_block, allowed_from, spread

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TIMES = PollTimes()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
URL = "https://harbour.example/feed"


def state(**changes: Any) -> FeedState:
    plain = FeedState(
        feed_key="harbour",
        url=URL,
        etag='W/"a-1"',
        last_modified="Friday, maybe",
        validators_url=URL,
        stable_hash=b"1",
        gap_s=3600.0,
        window_s=20 * 3600.0,
        last_ok_at=NOW - HOUR,
        last_full_at=NOW - HOUR,
        last_new_at=NOW - HOUR,
    )
    return replace(plain, **changes)


def new() -> FeedState:
    return FeedState(feed_key="harbour", url=URL)


def outcome(**changes: Any) -> PollOutcome:
    plain = PollOutcome(result=PollResult.PARSED, final_url=URL, stable_hash=b"2", body_hash=b"2", hints=Hints())
    return replace(plain, **changes)


def every(gap: timedelta, count: int) -> dict[str, Any]:
    return {"instants": tuple(NOW - gap * number for number in range(count)), "entries": count, "new_entries": 1}


def plan(known: FeedState, happened: PollOutcome, *, now: datetime = NOW, patience: float = 1.0) -> PollPlan:
    return next_poll(known, happened, now=now, times=TIMES, patience=patience)


def wait(found: PollPlan, *, now: datetime = NOW) -> timedelta:
    assert found.next_poll_at is not None
    return found.next_poll_at - now


def failed(result: PollResult, **changes: Any) -> PollOutcome:
    return PollOutcome(result=result, **changes)


# ---- conditional requests


def test_validators_are_sent_back_byte_for_byte() -> None:
    """behaviour 1, behaviour 2, behaviour 3"""
    sent = conditional_headers(state(), now=NOW, times=TIMES)

    assert sent == {"If-None-Match": 'W/"a-1"', "If-Modified-Since": "Friday, maybe"}
    assert conditional_headers(state(last_modified=None), now=NOW, times=TIMES) == {"If-None-Match": 'W/"a-1"'}


def test_the_first_poll_is_unconditional() -> None:
    """behaviour 14"""
    assert conditional_headers(new(), now=NOW, times=TIMES) == {}


def test_not_modified_is_a_success_that_changes_nothing_but_times() -> None:
    """behaviour 4"""
    known = state(failures=3.0, failing_since=NOW - DAY)
    after = plan(known, outcome(result=PollResult.NOT_MODIFIED, stable_hash=None, hints=None)).state

    assert (after.failures, after.failing_since, after.last_ok_at) == (0, None, NOW)
    assert (after.gap_s, after.window_s, after.stable_hash) == (known.gap_s, known.window_s, known.stable_hash)
    assert (after.etag, after.last_modified) == (known.etag, known.last_modified)


def test_not_modified_may_replace_validators() -> None:
    """behaviour 5"""
    after = plan(state(), outcome(result=PollResult.NOT_MODIFIED, etag='"b"')).state

    assert (after.etag, after.last_modified) == ('"b"', "Friday, maybe")


def test_a_body_without_validators_clears_the_old_ones() -> None:
    """behaviour 6"""
    after = plan(state(), outcome()).state

    assert (after.etag, after.last_modified) == (None, None)


def test_validators_stay_with_the_address_that_gave_them() -> None:
    """behaviour 7"""
    elsewhere = "https://mirror.example/feed"

    assert plan(state(), outcome(etag='"b"', final_url=elsewhere)).state.validators_url == elsewhere
    assert plan(state(), outcome(result=PollResult.NOT_MODIFIED, final_url=elsewhere)).state.etag is None


def test_validators_of_a_body_that_expired_at_birth_are_ignored() -> None:
    """behaviour 8"""
    assert plan(state(), outcome(etag='"b"', expires="0")).state.etag is None
    assert plan(state(), outcome(etag='"b"', expires="Thu, 01 Jan 1970 00:00:00 GMT")).state.etag == '"b"'


def test_validators_that_stay_while_the_content_changes_lie() -> None:
    """behaviour 9"""
    after = plan(state(), outcome(etag='W/"a-1"')).state

    assert after.validators_lie
    assert conditional_headers(after, now=NOW + HOUR, times=TIMES) == {}
    assert plan(after, outcome(etag='"c"', stable_hash=b"3")).state.validators_lie, "once is enough"


def test_honest_validators_are_not_called_liars() -> None:
    """behaviour 9"""
    assert not plan(state(), outcome(etag='"b"')).state.validators_lie
    assert not plan(state(), outcome(etag='W/"a-1"', stable_hash=b"1")).state.validators_lie
    assert not plan(state(etag=None, last_modified=None), outcome()).state.validators_lie


def test_the_whole_body_is_asked_for_once_a_week_and_after_suspicious_silence() -> None:
    """behaviour 9"""
    assert conditional_headers(state(last_full_at=NOW - 7 * DAY, last_new_at=NOW), now=NOW, times=TIMES) == {}
    silent = state(last_new_at=NOW - 4 * HOUR)
    assert conditional_headers(replace(silent, last_full_at=NOW - 7 * HOUR), now=NOW, times=TIMES) == {}
    assert conditional_headers(replace(silent, last_full_at=NOW - 5 * HOUR), now=NOW, times=TIMES)


def test_the_same_body_counts_as_a_success_without_news() -> None:
    """behaviour 11"""
    known = state(failures=1.0)
    after = plan(known, outcome(result=PollResult.SAME_BODY, stable_hash=b"1", etag='"b"', hints=None)).state

    assert (after.failures, after.etag, after.gap_s, after.last_new_at) == (0, '"b"', known.gap_s, known.last_new_at)


def test_a_partial_window_neither_sets_the_rhythm_nor_counts_as_loss() -> None:
    """behaviour 13"""
    known = state(last_ok_at=NOW - 2 * DAY)
    found = plan(known, outcome(**{**every(MINUTE, 10), "new_entries": 10}, is_partial=True))

    assert (found.state.window_s, found.missed_entries) == (known.window_s, 0)


# ---- timing


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


# ---- errors


def test_rate_limiting_blocks_the_host_as_long_as_it_says() -> None:
    """behaviour 23, behaviour 24"""
    found = plan(state(), failed(PollResult.RATE_LIMITED, retry_after="7200"))

    assert found.host_blocked_until == NOW + 2 * HOUR
    assert 2 * HOUR <= wait(found) <= 2.2 * HOUR


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("120", 2 * MINUTE),
        (" 0 ", timedelta()),
        (format_datetime(NOW + HOUR), HOUR),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        (format_datetime(NOW - HOUR), None),
        ("1e9", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_garbage_ignored(raw: str | None, expected: timedelta | None) -> None:
    """behaviour 23"""
    assert retry_after(raw, server_date=None, now=NOW) == expected


def test_retry_after_is_held_against_the_servers_own_clock() -> None:
    """behaviour 23, behaviour 54"""
    skewed = format_datetime(NOW - 5 * DAY)

    assert retry_after(format_datetime(NOW - 5 * DAY + HOUR), server_date=skewed, now=NOW) == HOUR


def test_retry_after_is_clamped_and_has_a_default() -> None:
    """behaviour 23"""
    assert plan(state(), failed(PollResult.RATE_LIMITED, retry_after="9999999")).host_blocked_until == NOW + DAY
    assert plan(state(), failed(PollResult.RATE_LIMITED)).host_blocked_until == NOW + 10 * MINUTE
    assert plan(state(), failed(PollResult.UNAVAILABLE)).host_blocked_until is None
    assert plan(state(), failed(PollResult.UNAVAILABLE, retry_after="60")).host_blocked_until == NOW + MINUTE


def test_feeds_of_a_blocked_host_wait_without_being_blamed() -> None:
    """behaviour 25"""
    free = NOW + HOUR
    due = [after_block(NOW, free, f"feed-{number}", within=10 * MINUTE) for number in range(20)]

    assert all(free <= at < free + 10 * MINUTE for at in due)
    assert len(set(due)) == 20
    assert after_block(free + MINUTE, free, "feed", within=HOUR) == free + MINUTE


def test_failures_back_off_in_a_line_up_to_a_day() -> None:
    """behaviour 26"""
    known, waits = state(), []
    for _ in range(40):
        found = plan(known, failed(PollResult.UNPARSABLE))
        known = found.state
        waits.append(wait(found))

    assert [round(each / HOUR) for each in waits[:5]] == [1, 2, 3, 4, 5]
    assert max(waits) <= 1.1 * DAY
    assert known.status is FeedStatus.ACTIVE


def test_what_heals_by_itself_weighs_less() -> None:
    """behaviour 27"""
    weights = [
        plan(state(), failed(result)).state.failures
        for result in (PollResult.UNPARSABLE, PollResult.NOT_FOUND, PollResult.NAME_TEMPORARY)
    ]

    assert weights == [1.0, 0.5, 0.25]


def test_a_feed_that_fails_for_weeks_is_still_tried_and_comes_back() -> None:
    """behaviour 26, behaviour 27"""
    known = state(failing_since=NOW - 60 * DAY, failures=80.0)
    failing = plan(known, failed(PollResult.NAME_UNKNOWN))
    back = plan(failing.state, outcome(**every(HOUR, 20)))

    assert failing.state.status is FeedStatus.UNREACHABLE
    assert 13 * DAY <= wait(failing) <= 17 * DAY
    assert (back.state.status, back.state.failures) == (FeedStatus.ACTIVE, 0)


def test_gone_is_believed_when_said_again_a_day_later() -> None:
    """behaviour 28"""
    first = plan(state(), failed(PollResult.GONE))
    early = plan(first.state, failed(PollResult.GONE), now=NOW + HOUR)
    second = plan(first.state, failed(PollResult.GONE), now=NOW + DAY)
    back = plan(first.state, outcome(), now=NOW + DAY)

    assert (first.state.status, first.next_poll_at) == (FeedStatus.ACTIVE, NOW + DAY)
    assert early.next_poll_at == NOW + DAY
    assert (second.state.status, second.next_poll_at) == (FeedStatus.GONE, None)
    assert back.state.gone_seen_at is None


@pytest.mark.parametrize("result", [PollResult.REFUSED, PollResult.CHALLENGED])
def test_a_refusal_slows_down_to_four_hours(result: PollResult) -> None:
    """behaviour 29"""
    assert wait(plan(state(), failed(result))) >= 3.6 * HOUR


def test_status_codes_have_results_of_their_own() -> None:
    """behaviour 29, behaviour 34"""
    assert [result_of_status(code) for code in (200, 226)] == [None, None]
    assert result_of_status(403, is_challenged=True) is PollResult.CHALLENGED
    assert result_of_status(403) is PollResult.REFUSED
    assert result_of_status(302) is PollResult.REDIRECT_NOWHERE
    assert result_of_status(204) is result_of_status(206) is PollResult.EMPTY
    assert [result_of_status(code) for code in (404, 410, 429, 500, 503)] == [
        PollResult.NOT_FOUND,
        PollResult.GONE,
        PollResult.RATE_LIMITED,
        PollResult.SERVER_ERROR,
        PollResult.UNAVAILABLE,
    ]


MOVED = "https://new.example/feed"


def test_a_permanent_redirect_is_believed_when_it_holds_for_days() -> None:
    """behaviour 30, behaviour 7"""
    moved = outcome(redirects=(Hop(status=301, url=MOVED),), etag='"n"', final_url=MOVED)
    known = state()
    rewrites: list[str | None] = []
    for day in range(7):
        found = plan(known, moved, now=NOW + day * DAY)
        known = found.state
        rewrites.append(found.rewrite_url)

    assert rewrites == [None] * 6 + [MOVED]
    assert (known.url, known.moved_to) == (MOVED, None)
    assert (known.etag, known.last_modified, known.validators_url) == (None, None, None)


def test_a_redirect_that_changes_or_leads_to_no_feed_is_not_believed() -> None:
    """behaviour 30"""
    known = state(moved_to=MOVED, moved_since=NOW - 30 * DAY, moved_count=50)
    other = outcome(redirects=(Hop(status=301, url="https://login.example/"),))

    assert plan(known, other).rewrite_url is None
    assert plan(known, failed(PollResult.NOT_A_FEED, redirects=(Hop(status=301, url=MOVED),))).rewrite_url is None
    assert plan(known, outcome()).state.moved_to is None


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [((302,), None), ((307, 301), None), ((301, 308), "u1"), ((301, 302), "u0"), ((), None), ((303,), None)],
)
def test_only_the_leading_permanent_redirects_count(statuses: tuple[int, ...], expected: str | None) -> None:
    """behaviour 31"""
    hops = [Hop(status=status, url=f"u{number}") for number, status in enumerate(statuses)]

    assert permanent_target(hops) == expected


def test_a_poisonous_feed_is_quarantined_with_its_body() -> None:
    """behaviour 52, behaviour 53"""
    known = state()
    plans: list[PollPlan] = []
    for _ in range(3):
        plans.append(plan(known, failed(PollResult.PARSER_KILLED)))
        known = plans[-1].state

    assert [found.state.status for found in plans] == [FeedStatus.ACTIVE, FeedStatus.ACTIVE, FeedStatus.QUARANTINED]
    assert plans[-1].next_poll_at is None
    assert all(found.saves_body for found in plans)


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
