"""Headers of HTTP that polling lives by: validators, Retry-After, lifetimes, redirects, status codes. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from wireroom.discover.poll_values import FeedState, Hop, PollResult, PollTimes

if TYPE_CHECKING:
    from collections.abc import Iterable

_PERMANENT = frozenset({301, 308})
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_NO_CACHE = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)
_SILENT_GAPS = 3
_STATUS_RESULTS = {
    204: PollResult.EMPTY, 205: PollResult.EMPTY, 206: PollResult.EMPTY, 304: PollResult.NOT_MODIFIED,
    404: PollResult.NOT_FOUND, 408: PollResult.TIMEOUT, 410: PollResult.GONE, 425: PollResult.UNAVAILABLE,
    429: PollResult.RATE_LIMITED, 503: PollResult.UNAVAILABLE, 504: PollResult.TIMEOUT,
}  # fmt: skip


def result_of_status(status: int, *, is_challenged: bool = False) -> PollResult | None:
    """What a status code means for a poll; None where the body decides (200, 203, 226).

    `is_challenged`: the answer carried `cf-mitigated: challenge` or the like. A 3xx gets here only when it
    could not be followed.
    """
    if status in {200, 203, 226}:
        return None
    if status in _STATUS_RESULTS:
        return _STATUS_RESULTS[status]
    if 300 <= status < 400:  # noqa: PLR2004 - redirects
        return PollResult.REDIRECT_NOWHERE
    if status >= 500:  # noqa: PLR2004 - server errors
        return PollResult.SERVER_ERROR
    return PollResult.CHALLENGED if is_challenged else PollResult.REFUSED


def conditional_headers(state: FeedState, *, now: datetime, times: PollTimes) -> dict[str, str]:
    """The headers of a conditional request: exactly what was stored, only what was stored.

    Empty where the whole body is wanted: validators that lied, none in a week, or a silence of more than
    three times the usual gap, for a server may say "not modified" for ever. Send them only to
    `state.validators_url`.
    """
    if state.validators_lie or state.last_full_at is None or _full_is_due(state, now, times):
        return {}
    headers = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in headers.items() if value is not None}


def _full_is_due(state: FeedState, now: datetime, times: PollTimes) -> bool:
    if state.last_full_at is None:
        return True
    since_full = now - state.last_full_at
    if since_full >= times.full_every:
        return True
    if state.gap_s is None or state.last_new_at is None:
        return False
    silence = timedelta(seconds=_SILENT_GAPS * state.gap_s)
    return now - state.last_new_at >= silence and since_full >= max(silence, times.full_least)


def retry_after(raw: str | None, *, server_date: str | None, now: datetime) -> timedelta | None:
    """Retry-After in seconds or as a date. None for none, a negative one or garbage.

    A date is held against the server's own clock where it states one: ours may differ.
    """
    text = (raw or "").strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:10]), 10**9))
    until = http_date(text)
    if until is None:
        return None
    wait = until - (http_date(server_date) or now)
    return wait if wait >= timedelta() else None


def cache_lifetime(
    cache_control: str | None, expires: str | None, *, server_date: str | None, now: datetime
) -> timedelta:
    """How long an answer says it stays fresh; zero where it does not say, or says no-cache. Not clamped."""
    if cache_control and _NO_CACHE.search(cache_control):
        return timedelta()
    age = _MAX_AGE.search(cache_control or "")
    if age:
        return timedelta(seconds=min(int(age[1]), 10**9))
    until = http_date(expires)
    return max(until - (http_date(server_date) or now), timedelta()) if until else timedelta()


def has_expired_at_birth(expires: str | None) -> bool:
    """`Expires: 0` and the like: such servers' validators are not to be believed."""
    return (expires or "").strip() in {"0", "-1"}


def permanent_target(redirects: Iterable[Hop]) -> str | None:
    """Where the leading run of permanent redirects led; what follows a temporary one does not count."""
    target = None
    for hop in redirects:
        if hop.status not in _PERMANENT:
            break
        target = hop.url
    return target


def http_date(raw: str | None) -> datetime | None:
    """An HTTP date, aware, or None for anything else."""
    try:
        found = parsedate_to_datetime((raw or "").strip()[:100])
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
