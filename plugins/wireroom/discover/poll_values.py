"""What the plan of polling works on: a feed's state between polls, the outcome of one poll, the settings of time."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

from wireroom.discover.feed import Hints


class FeedStatus(StrEnum):
    """Whether a feed is polled. The words appear in SQL."""

    ACTIVE = "active"
    UNREACHABLE = "unreachable"  # failing for weeks: still tried, ever more seldom, for feeds do come back
    GONE = "gone"  # said so twice: not polled
    QUARANTINED = "quarantined"  # ended its parser's process three times: waits for a person
    PAUSED = "paused"  # by a person


class PollResult(StrEnum):
    """How one poll ended. The words appear in SQL; never rename one, add another."""

    PARSED = "parsed"
    SAME_BODY = "same_body"  # 200 with the body or the stable body of the last time
    NOT_MODIFIED = "not_modified"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    SERVER_ERROR = "server_error"
    NOT_FOUND = "not_found"
    GONE = "gone"
    REFUSED = "refused"  # 401, 403, 451 and other 4xx
    CHALLENGED = "challenged"  # 403 by a gatekeeper that wants a browser
    NAME_TEMPORARY = "name_temporary"
    NAME_UNKNOWN = "name_unknown"
    CONNECT_FAILED = "connect_failed"
    TLS_FAILED = "tls_failed"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    ADDRESS_REFUSED = "address_refused"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    REDIRECT_NOWHERE = "redirect_nowhere"  # 3xx without a usable Location
    EMPTY = "empty"  # 204, 206, or 200 without a body
    NOT_A_FEED = "not_a_feed"
    UNPARSABLE = "unparsable"
    HOSTILE = "hostile"
    PARSER_KILLED = "parser_killed"


SUCCESSES = frozenset({PollResult.PARSED, PollResult.SAME_BODY, PollResult.NOT_MODIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTimes:
    """All settings of time. `scaled` speeds the whole plan up by one factor, for a world whose clock runs faster."""

    floor: timedelta = timedelta(minutes=15)  #: never more often
    ceiling: timedelta = timedelta(hours=24)  #: never less often while the feed answers
    unknown: timedelta = timedelta(hours=1)  #: where nothing is known of the rhythm and nothing is hinted
    dead_after: timedelta = timedelta(days=30)  #: no new entry for so long: once in `ceiling`
    ttl_least: timedelta = timedelta(minutes=5)
    hint_most: timedelta = timedelta(hours=24)  #: ttl and sy:* are clamped to it
    cache_most: timedelta = timedelta(hours=5)  #: max-age and Expires are clamped to it: some sites send a year
    retry_default: timedelta = timedelta(minutes=10)  #: 429 or 503 without Retry-After
    retry_most: timedelta = timedelta(hours=24)  #: 88 hours have been seen
    failure_step: timedelta = timedelta(hours=1)  #: times the weighted failures in a row
    failure_most: timedelta = timedelta(hours=24)
    refused_least: timedelta = timedelta(hours=4)  #: after 401 and 403
    unreachable_after: timedelta = timedelta(days=21)
    unreachable_most: timedelta = timedelta(days=30)
    gone_confirm: timedelta = timedelta(hours=24)  #: a 410 counts when it is said again after so long
    move_stable: timedelta = timedelta(days=6)  #: a permanent redirect counts when it held so long
    full_every: timedelta = timedelta(days=7)  #: an unconditional request at least so often
    full_least: timedelta = timedelta(hours=6)  #: and at most so often for the sake of suspicious silence
    feed_hour: timedelta = timedelta(hours=1)  #: an hour as feeds state it in ttl and sy:*; scaled with the rest

    def scaled(self, factor: float) -> PollTimes:
        """Every setting divided by `factor`."""
        return replace(self, **{each.name: getattr(self, each.name) / factor for each in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is known of a feed between two polls. All instants aware."""

    feed_key: str
    url: str
    status: FeedStatus = FeedStatus.ACTIVE
    etag: str | None = None  #: byte for byte
    last_modified: str | None = None  #: an opaque string
    validators_url: str | None = None  #: whose validators these are: the address that answered
    validators_lie: bool = False  #: the content changed and they did not: never sent again
    body_hash: bytes | None = None
    stable_hash: bytes | None = None
    hints: Hints = field(default_factory=Hints)
    cache_s: float = 0.0  #: how long the last answer said it may be kept
    gap_s: float | None = None  #: mean time between entries
    window_s: float | None = None  #: time the feed's window spans: older entries drop out
    last_ok_at: datetime | None = None
    last_full_at: datetime | None = None  #: the last body that was not asked for conditionally, or changed
    last_new_at: datetime | None = None  #: when the newest entry appeared
    failures: float = 0.0  #: weighted, in a row
    failing_since: datetime | None = None
    gone_seen_at: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_count: int = 0
    kills: int = 0  #: parser processes it ended in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect that was followed."""

    status: int
    url: str  #: where it led


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOutcome:
    """What came of one poll. Header values are as received; None where the header was missing."""

    result: PollResult
    final_url: str | None = None
    redirects: tuple[Hop, ...] = ()
    is_conditional: bool = False  #: validators were sent
    etag: str | None = None
    last_modified: str | None = None
    cache_control: str | None = None
    expires: str | None = None
    retry_after: str | None = None
    date: str | None = None  #: the server's own clock: used only against its own dates
    body_hash: bytes | None = None
    stable_hash: bytes | None = None
    hints: Hints | None = None  #: None where nothing was parsed
    instants: tuple[datetime, ...] = ()  #: of the window's entries that state one, aware
    entries: int = 0
    new_entries: int = 0
    is_partial: bool = False  #: not the whole window as it was before: 226, re-keyed guids


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPlan:
    """What to store after a poll, in one transaction with the entries."""

    state: FeedState
    next_poll_at: datetime | None  #: None: not again by itself
    why: str  #: which rule set it, e.g. `rhythm`, `window`, `retry-after`
    host_blocked_until: datetime | None = None  #: nothing of this host may be asked before
    rewrite_url: str | None = None  #: the new address of the feed; one already in the registry means: merge
    missed_entries: int = 0  #: estimate of entries that came and went between two polls
    saves_body: bool = False  #: keep the body for a person to look at
