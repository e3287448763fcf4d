"""What failures, refusals and moves make of the next poll."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from discover.poll_examples import DAY, HOUR, MINUTE, MOVED, NOW, every, failed, outcome, plan, state, wait
from wireroom.discover.poll_headers import (
    permanent_target,
    result_of_status,
    retry_after,
)
from wireroom.discover.poll_values import FeedStatus, Hop, PollPlan, PollResult
from wireroom.discover.rhythm import after_block


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
