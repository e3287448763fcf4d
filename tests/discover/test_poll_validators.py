"""What a poll sends and keeps of validators, and what an answer without news is."""

from __future__ import annotations

from dataclasses import replace

from discover.poll_examples import DAY, HOUR, MINUTE, NOW, TIMES, every, new, outcome, plan, state
from wireroom.discover.poll_headers import (
    conditional_headers,
)
from wireroom.discover.poll_values import PollResult


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
