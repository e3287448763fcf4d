"""When a host may be asked again. Pure: the caller says what happened and what time it is, in seconds of any one clock.

A host and its registered domain each have a lane with a gap between starts and a number of requests
at a time; a request needs both. Not a token bucket: those cannot say "not this host for an hour".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from publicsuffixlist import PublicSuffixList
from yarl import URL

from wireroom.fetch.results import Failure, Response, Trouble

if TYPE_CHECKING:
    from wireroom.settings import Settings

_FORGET_AFTER_S = 3_600.0  # a lane at rest for so long is dropped
_FORGET_EVERY = 1_000  # starts between two cleanings
_LATENCY_WEIGHT = 0.3  # of the newest measurement in the moving average


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast is polite. All in seconds."""

    host_gap_s: float = 5.0
    domain_gap_s: float = 5.0
    in_flight: int = 2
    retry_after_s: float = 600.0  #: after 429 without a usable Retry-After
    retry_after_max_s: float = 86_400.0
    crawl_delay_max_s: float = 120.0

    def faster(self, factor: float) -> Pace:
        """The same with every time divided by `factor`, for a world whose clock runs that much faster."""
        return Pace(
            host_gap_s=self.host_gap_s / factor,
            domain_gap_s=self.domain_gap_s / factor,
            in_flight=self.in_flight,
            retry_after_s=self.retry_after_s / factor,
            retry_after_max_s=self.retry_after_max_s / factor,
            crawl_delay_max_s=self.crawl_delay_max_s / factor,
        )


def pace_of(settings: Settings) -> Pace:
    """The pace that the settings describe."""
    return Pace(
        host_gap_s=settings.fetch_host_gap_s,
        domain_gap_s=settings.fetch_domain_gap_s,
        in_flight=settings.fetch_per_host,
        retry_after_s=settings.fetch_retry_after_s,
        retry_after_max_s=settings.fetch_retry_after_max_s,
        crawl_delay_max_s=settings.fetch_crawl_delay_max_s,
    )


@dataclass(slots=True)
class _Lane:
    gap_s: float
    in_flight: int = 0
    last_start: float = float("-inf")
    blocked_until: float = float("-inf")
    crawl_delay_s: float = 0.0
    latency_s: float = 0.0
    touched: float = float("-inf")

    def own_gap_s(self, slots: int) -> float:
        # A slow server is asked more slowly: with `slots` requests of this latency it would be busy all the time.
        return max(self.gap_s, self.crawl_delay_s, self.latency_s / slots)

    def next_start(self, slots: int) -> float:
        return max(self.blocked_until, self.last_start + self.own_gap_s(slots))


class Scoreboard:
    """Who was asked when, and who wants to be left alone. One per process and kind of work."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._lanes: dict[str, _Lane] = {}
        self._starts = 0

    def next_allowed(self, url: str, now: float) -> float | None:
        """When a request for `url` may start: `now` if at once, None while all slots are taken (until a `finish`)."""
        lanes = [self._lanes[key] for key, _ in _keys(url, self._pace) if key in self._lanes]
        if any(lane.in_flight >= self._pace.in_flight for lane in lanes):
            return None
        return max([now, *(lane.next_start(self._pace.in_flight) for lane in lanes)])

    def start(self, url: str, now: float) -> None:
        """A request for `url` starts."""
        for lane in self._open(url):
            lane.in_flight += 1
            lane.last_start = lane.touched = now
        self._starts += 1
        if self._starts % _FORGET_EVERY == 0:
            self._forget(now)

    def gap_s(self, url: str) -> float:
        """How far apart two requests for `url` are to start."""
        return max(lane.own_gap_s(self._pace.in_flight) for lane in self._open(url))

    def go(self, url: str, now: float) -> None:
        """The request for `url` whose turn `start` took goes out only now."""
        for lane in self._open(url):
            lane.last_start = max(lane.last_start, now)

    def stand_back(self, url: str, until: float) -> None:
        """The request for `url` whose turn `start` took does not go out, and none does before `until`."""
        for lane in self._open(url):
            lane.in_flight = max(0, lane.in_flight - 1)
        self.block(url, until)

    def finish(self, url: str, now: float, outcome: Response | Failure) -> None:
        """The request for `url` ended in `outcome`. 429, and 503 with Retry-After, stop the whole host.

        The gap counts from when it really went out: names may be slow, or we may be busy.
        """
        sent_at = now - outcome.elapsed_s + outcome.sent_s if outcome.sent_s is not None else float("-inf")
        for lane in self._open(url):
            lane.in_flight = max(0, lane.in_flight - 1)
            lane.touched = now
            lane.last_start = max(lane.last_start, sent_at)
        lane = self._open(url)[0]
        weight = _LATENCY_WEIGHT if lane.latency_s else 1.0
        lane.latency_s += weight * (outcome.elapsed_s - lane.latency_s)
        seconds = retry_after_s(outcome, self._pace)
        if seconds is not None:
            self.block(url, now + seconds)

    def block(self, url: str, until: float) -> None:
        """The host of `url` is left alone until then, also when another process was told so."""
        lane = self._open(url)[0]
        lane.blocked_until = max(lane.blocked_until, until)

    def blocked_until(self, url: str, now: float) -> float | None:
        """Until when the host of `url` wants to be left alone, None if it does not."""
        until = self._open(url)[0].blocked_until
        return until if until > now else None

    def set_crawl_delay(self, url: str, seconds: float | None) -> None:
        """The host of `url` asks for this delay in its robots.txt."""
        self._open(url)[0].crawl_delay_s = min(seconds or 0.0, self._pace.crawl_delay_max_s)

    def __len__(self) -> int:
        return len(self._lanes)

    def _open(self, url: str) -> list[_Lane]:
        """The lanes of `url`, the host's first."""
        return [self._lanes.setdefault(key, _Lane(gap_s=gap)) for key, gap in _keys(url, self._pace)]

    def _forget(self, now: float) -> None:
        self._lanes = {
            key: lane
            for key, lane in self._lanes.items()
            if lane.in_flight or lane.blocked_until > now or now - lane.touched < _FORGET_AFTER_S
        }


def retry_after_s(outcome: Response | Failure, pace: Pace) -> float | None:
    """How long the host wants to be left alone, clamped; None where it does not say so."""
    if isinstance(outcome, Response):
        return None
    asked = outcome.facts.retry_after_s
    if asked is not None and outcome.status in {429, 503}:
        return min(asked, pace.retry_after_max_s)
    return pace.retry_after_s if outcome.trouble == Trouble.HTTP_429 else None


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    """Loaded on first use. Without the private part: a platform's many hosts are one domain to us."""
    return PublicSuffixList(only_icann=True)


@lru_cache(maxsize=50_000)
def registered_domain(host: str) -> str:
    """`example.co.uk` for `www.example.co.uk`; an address or a single label stands for itself."""
    try:
        ip_address(host)
    except ValueError:
        return _suffixes().privatesuffix(host) or host
    return host


def _keys(url: str, pace: Pace) -> tuple[tuple[str, float], tuple[str, float]]:
    host = (URL(url).raw_host or "").lower().rstrip(".")
    return (f"host {host}", pace.host_gap_s), (f"domain {registered_domain(host)}", pace.domain_gap_s)
