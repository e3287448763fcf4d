"""Feeds as they are known, what a poll of them came to, and its plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from wireroom.discover.feed import Hints
from wireroom.discover.poll_values import FeedState, PollOutcome, PollPlan, PollResult, PollTimes
from wireroom.discover.polling import next_poll

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TIMES = PollTimes()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
URL = "https://harbour.example/feed"
MOVED = "https://new.example/feed"


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
