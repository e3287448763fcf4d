"""When to poll a feed again, and what to remember of this poll. Pure: state and outcome in, plan out.

Every failure slows a feed down and none deletes it; what a server says about time (Retry-After, max-age,
410, 301) is obeyed within limits, since each of these has been seen misused.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from wireroom.discover.poll_headers import cache_lifetime, has_expired_at_birth, permanent_target, retry_after
from wireroom.discover.poll_values import SUCCESSES, FeedState, FeedStatus, PollOutcome, PollPlan, PollResult, PollTimes
from wireroom.discover.rhythm import allowed_from, interval, jittered, missed, observed_rhythm, window_rhythm

# Hard failures count 1; what often heals by itself counts less. Feeds do return from 404 and from dead names.
_WEIGHTS = {
    PollResult.NOT_FOUND: 0.5,
    PollResult.RATE_LIMITED: 0.5,
    PollResult.UNAVAILABLE: 0.5,
    PollResult.SERVER_ERROR: 0.5,
    PollResult.CONNECT_FAILED: 0.5,
    PollResult.TIMEOUT: 0.5,
    PollResult.TRUNCATED: 0.5,
    PollResult.NAME_TEMPORARY: 0.25,
}
_WAITING = frozenset({PollResult.RATE_LIMITED, PollResult.UNAVAILABLE})
_REFUSED = frozenset({PollResult.REFUSED, PollResult.CHALLENGED})
_TO_LOOK_AT = frozenset({PollResult.UNPARSABLE, PollResult.HOSTILE, PollResult.PARSER_KILLED})
_KILLS_ALLOWED = 3
_MOVE_COUNT = 5  # polls that must have seen the same permanent redirect


def next_poll(
    state: FeedState, outcome: PollOutcome, *, now: datetime, times: PollTimes, patience: float = 1.0
) -> PollPlan:
    """The plan after one poll of a feed. `now` is the database's clock, aware, never the server's.

    `patience` is the latency knob of a feed: 0.5 looks twice as often as its rhythm asks.
    """
    if outcome.result in SUCCESSES:
        return _after_success(state, outcome, now, times, patience)
    return _after_failure(state, outcome, now, times)


def _after_success(
    state: FeedState, outcome: PollOutcome, now: datetime, times: PollTimes, patience: float
) -> PollPlan:
    lifetime = cache_lifetime(outcome.cache_control, outcome.expires, server_date=outcome.date, now=now)
    known = _with_validators(state, outcome, now)
    known = _with_rhythm(known, outcome, now)
    lost = 0
    if not outcome.is_partial:
        lost = missed(state, known, now=now, entries=outcome.entries, new_entries=outcome.new_entries)
    known = replace(
        known,
        status=FeedStatus.PAUSED if state.status is FeedStatus.PAUSED else FeedStatus.ACTIVE,
        cache_s=lifetime.total_seconds(),
        hints=outcome.hints or known.hints,
        last_ok_at=now,
        failures=0.0,
        failing_since=None,
        gone_seen_at=None,
        kills=0,
    )
    known, moved_to = _with_move(known, outcome, now, times)
    wait, why = interval(known, now=now, times=times, patience=patience)
    wait = max(jittered(wait, state.feed_key, now=now), times.floor)
    if known.window_s and why != "dead":
        wait = min(wait, max(timedelta(seconds=known.window_s / 2), times.floor))
    return PollPlan(
        state=known,
        next_poll_at=allowed_from(now + wait, known.hints),
        why=why,
        rewrite_url=moved_to,
        missed_entries=lost,
    )


def _with_validators(state: FeedState, outcome: PollOutcome, now: datetime) -> FeedState:
    """Validators belong to the address that answered and to the body it gave.

    A 304 may replace them. A 200 does always, by nothing where it has none. Where the content changed and the
    validators did not, they lie.
    """
    if outcome.result is PollResult.NOT_MODIFIED:
        if outcome.final_url != state.validators_url:
            return replace(state, etag=None, last_modified=None, validators_url=None)
        return replace(
            state,
            etag=outcome.etag or state.etag,
            last_modified=outcome.last_modified or state.last_modified,
        )
    is_same_place = outcome.final_url == state.validators_url
    has_changed = None not in {state.stable_hash, outcome.stable_hash} and state.stable_hash != outcome.stable_hash
    lies = is_same_place and has_changed and _same_validators(state, outcome)
    is_believed = not has_expired_at_birth(outcome.expires)
    return replace(
        state,
        etag=outcome.etag if is_believed else None,
        last_modified=outcome.last_modified if is_believed else None,
        validators_url=outcome.final_url,
        validators_lie=lies or (state.validators_lie and is_same_place),
        body_hash=outcome.body_hash,
        stable_hash=outcome.stable_hash,
        last_full_at=now,
    )


def _same_validators(state: FeedState, outcome: PollOutcome) -> bool:
    if outcome.etag is not None:
        return outcome.etag == state.etag
    return outcome.last_modified is not None and outcome.last_modified == state.last_modified


def _with_rhythm(state: FeedState, outcome: PollOutcome, now: datetime) -> FeedState:
    """What the poll taught about the feed's rhythm. Entries taken over from its past do not count as news."""
    if outcome.result is not PollResult.PARSED:
        return state
    rhythm = None if outcome.is_partial else window_rhythm(outcome.instants, now=now, entries=outcome.entries)
    is_first = state.last_ok_at is None
    if rhythm is None and not is_first:
        rhythm = observed_rhythm(state, now=now, new_entries=outcome.new_entries, entries=outcome.entries)
    newest = max((instant for instant in outcome.instants if instant <= now), default=None)
    if newest is None:
        newest = now if outcome.new_entries and not is_first else state.last_new_at or now
    return replace(
        state,
        gap_s=rhythm.gap_s if rhythm else state.gap_s,
        window_s=rhythm.window_s if rhythm and not outcome.is_partial else state.window_s,
        last_new_at=max(newest, state.last_new_at or newest),
    )


def _with_move(state: FeedState, outcome: PollOutcome, now: datetime, times: PollTimes) -> tuple[FeedState, str | None]:
    """A permanent redirect is believed when the same one was seen five times over six days, always ending in a feed."""
    target = permanent_target(outcome.redirects)
    if target is None or target == state.url:
        return replace(state, moved_to=None, moved_since=None, moved_count=0), None
    if target != state.moved_to or state.moved_since is None:
        return replace(state, moved_to=target, moved_since=now, moved_count=1), None
    count = state.moved_count + 1
    if count < _MOVE_COUNT or now - state.moved_since < times.move_stable:
        return replace(state, moved_count=count), None
    unbound = replace(state, url=target, etag=None, last_modified=None, validators_url=None, validators_lie=False)
    return replace(unbound, moved_to=None, moved_since=None, moved_count=0), target


def _after_failure(state: FeedState, outcome: PollOutcome, now: datetime, times: PollTimes) -> PollPlan:
    result = outcome.result
    failing_since = state.failing_since or now
    known = replace(
        state,
        failures=state.failures + _WEIGHTS.get(result, 1.0),
        failing_since=failing_since,
        gone_seen_at=(state.gone_seen_at or now) if result is PollResult.GONE else None,
        kills=state.kills + (result is PollResult.PARSER_KILLED),
    )
    saves = result in _TO_LOOK_AT
    if known.kills >= _KILLS_ALLOWED:
        quarantined = replace(known, status=FeedStatus.QUARANTINED)
        return PollPlan(state=quarantined, next_poll_at=None, why="quarantined", saves_body=True)
    if result is PollResult.GONE:
        return _after_gone(known, now, times)
    wait, why = min(known.failures * times.failure_step, times.failure_most), "failures"
    if now - failing_since >= times.unreachable_after:
        known = replace(known, status=FeedStatus.UNREACHABLE)
        wait, why = max(wait, min((now - failing_since) / 4, times.unreachable_most)), "unreachable"
    if result in _REFUSED and wait < times.refused_least:
        wait, why = times.refused_least, "refused"
    wait = max(jittered(wait, state.feed_key, now=now), times.floor)
    blocked_until = None
    if result in _WAITING:
        asked = retry_after(outcome.retry_after, server_date=outcome.date, now=now)
        pause = min(asked if asked is not None else times.retry_default, times.retry_most)
        if result is PollResult.RATE_LIMITED or asked is not None:
            blocked_until = now + pause
        if pause >= wait:
            # jitter may only add here: asking a second too early would be asking in vain
            wait, why = max(pause, jittered(pause, state.feed_key, now=now)), "retry-after"
    return PollPlan(
        state=known,
        next_poll_at=now + wait,
        why=why,
        host_blocked_until=blocked_until,
        saves_body=saves,
    )


def _after_gone(state: FeedState, now: datetime, times: PollTimes) -> PollPlan:
    """410: asked once more after a day, then believed."""
    first = state.gone_seen_at or now
    if now - first >= times.gone_confirm:
        return PollPlan(state=replace(state, status=FeedStatus.GONE), next_poll_at=None, why="gone")
    return PollPlan(state=state, next_poll_at=first + times.gone_confirm, why="gone-confirm")
