"""How often a feed has news, when to look again so that nothing is lost, and how to spread many over time. Pure."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.discover.feed import Hints
    from wireroom.discover.poll_values import FeedState, PollTimes

_SILENT_GAPS = 3
_TRUSTED_SHARE = 0.8  # the newest four fifths: pinned old entries would make a lively feed look slow
_LEAST_INSTANTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Mean time between entries and the time the window spans, in seconds."""

    gap_s: float
    window_s: float


def window_rhythm(instants: Sequence[datetime], *, now: datetime, entries: int) -> Rhythm | None:
    """The rhythm that the dates in a window of `entries` entries show.

    None for fewer than three dates in the past, and where all are the same.
    """
    past = sorted((instant for instant in instants if instant <= now), reverse=True)
    trusted = past[: max(math.ceil(len(past) * _TRUSTED_SHARE), _LEAST_INSTANTS)]
    if len(trusted) < _LEAST_INSTANTS:
        return None
    gap = (trusted[0] - trusted[-1]).total_seconds() / (len(trusted) - 1)
    return Rhythm(gap_s=gap, window_s=gap * (max(entries, len(past)) - 1)) if gap > 0 else None


def observed_rhythm(state: FeedState, *, now: datetime, new_entries: int, entries: int) -> Rhythm | None:
    """The rhythm of a feed without usable dates, from how many entries came since the last new one."""
    since = state.last_new_at or state.last_ok_at
    if new_entries <= 0 or since is None or now <= since:
        return None
    gap = (now - since).total_seconds() / new_entries
    gap = gap if state.gap_s is None else (gap + state.gap_s) / 2
    return Rhythm(gap_s=gap, window_s=gap * max(entries - 1, 1))


def interval(state: FeedState, *, now: datetime, times: PollTimes, patience: float = 1.0) -> tuple[timedelta, str]:
    """How long to wait before the next poll of a feed that answers, and which rule said so.

    `patience` times the mean gap, or half the silence once it exceeds three gaps; at most half the span of
    the feed's own window, so that no entry comes and goes unseen; ttl, max-age and Expires postpone within
    that. Replayed on real gaps, patience 1 polls hot feeds 54 times a day with a median delay of 11 minutes.
    """
    half_window = timedelta(seconds=state.window_s / 2) if state.window_s else times.ceiling
    silence = now - state.last_new_at if state.last_new_at else timedelta()
    if silence >= times.dead_after:
        return times.ceiling, "dead"
    if state.gap_s is None:
        wanted, why = _hinted(state.hints, times) or times.unknown, "unknown"
    else:
        gap = timedelta(seconds=state.gap_s)
        wanted, why = patience * max(gap, silence / 2 if silence > _SILENT_GAPS * gap else gap), "rhythm"
    if half_window < wanted:
        wanted, why = half_window, "window"
    postponed = min(_postponed(state, times), half_window)
    if postponed > wanted:
        wanted, why = postponed, "hint"
    return min(max(wanted, times.floor), times.ceiling), why


def _hinted(hints: Hints, times: PollTimes) -> timedelta | None:
    """sy:updatePeriod is only a first guess: 93 of 94 feeds say hourly, whatever they do."""
    if hints.update_period_s is None:
        return None
    return min(max(_scaled(hints.update_period_s, times), times.floor), times.hint_most)


def _postponed(state: FeedState, times: PollTimes) -> timedelta:
    cached = min(timedelta(seconds=state.cache_s), times.cache_most)
    if state.hints.ttl_minutes is None:
        return cached
    ttl = _scaled(state.hints.ttl_minutes * 60, times)
    return max(cached, min(max(ttl, times.ttl_least), times.hint_most))


def _scaled(seconds: float, times: PollTimes) -> timedelta:
    """What a feed states in its own time, where ours runs faster by the same factor as `times`."""
    return min(seconds, 31_536_000.0) * times.feed_hour / 3600


def jittered(wait: timedelta, feed_key: str, *, now: datetime) -> timedelta:
    """`wait` less or more up to a tenth, the same for the same feed and moment: schedules drift apart."""
    return wait * (0.9 + 0.2 * _share(feed_key, now.isoformat()))


def spread(feed_key: str, within: timedelta) -> timedelta:
    """A delay below `within`, the same for the same feed.

    What is due all at once, after an import, a pause of the machine or the end of a host's block, is so taken
    up one by one.
    """
    return within * _share(feed_key, "spread")


def after_block(due: datetime, blocked_until: datetime, feed_key: str, *, within: timedelta) -> datetime:
    """When to ask a host's other feed that fell due while the host was blocked. Not a failure of that feed."""
    return due if due >= blocked_until else blocked_until + spread(feed_key, within)


def allowed_from(at: datetime, hints: Hints) -> datetime:
    """`at`, or the first moment after it that lies in none of the feed's skipHours and skipDays (UTC).

    A feed that skips every hour or every day cannot mean it: then nothing is skipped.
    """
    at = at.astimezone(UTC)
    skips_all = len(hints.skip_hours) >= 24 or len(hints.skip_days) >= 7  # noqa: PLR2004 - a day, a week
    if skips_all:
        return at
    for _ in range(24 * 7):
        if at.hour not in hints.skip_hours and at.weekday() not in hints.skip_days:
            break
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at


def missed(before: FeedState, after: FeedState, *, now: datetime, entries: int, new_entries: int) -> int:
    """Estimate of entries that came and went since the last poll; give it whole windows only.

    Only where the window holds nothing we knew: then the time since the last poll, at the mean of the rates
    before and now, less what we did see. Zero on the first poll.
    """
    gaps = [state.gap_s for state in (before, after) if state.gap_s]
    if before.last_ok_at is None or not entries or new_entries < entries or not gaps:
        return 0
    rate = sum(1 / gap for gap in gaps) / len(gaps)
    return max(round((now - before.last_ok_at).total_seconds() * rate) - entries, 0)


def _share(*parts: str) -> float:
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
