"""What robots.txt allows (RFC 9309). Pure: text, outcome and time in, decision out. Only this file knows protego."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urljoin

from protego import Protego
from yarl import URL

from wireroom.fetch.content import is_html
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Response, Trouble

AGENT = "Wireroom"
MAX_BYTES = 512_000  # RFC 9309 2.5: at least 500 KiB are read; fetch with max_bytes=MAX_BYTES, keep_head=True
MAX_AGE = timedelta(hours=24)
GONE_AFTER = timedelta(days=30)
MAX_CRAWL_DELAY_S = 120.0  # of 4,231 real files 12.6 % ask for a delay, the longest for a day
MAX_SITEMAPS = 200
_STALE_FACTOR = 2  # RFC 9309 2.4: a copy may be used beyond its age while the file is out of reach; we double it
_RETRIES_PER_AGE = 24  # a file out of reach is asked for again hourly, not daily
_DETAIL_CHARACTERS = 200
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")


class Standing(StrEnum):
    """What an origin's robots.txt comes to. The words appear in SQL."""

    RULES = "rules"
    ALLOW_ALL = "allow_all"  # there is none
    UNREACHABLE = "unreachable"  # nobody knows: nothing is fetched until somebody does


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What is known of one origin's robots.txt."""

    standing: Standing
    text: str = ""  #: of RULES, at most 500 KiB
    confirmed_at: datetime | None = None  #: when the server last gave a clear answer
    tried_at: datetime
    unreachable_since: datetime | None = None
    trouble: Trouble | None = None  #: why it is UNREACHABLE, where it was asked for in this process
    detail: str = ""  #: the same as a sentence without secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """May this URL be fetched?"""

    trouble: Trouble | None = None  #: None: yes; REFUSED_BY_ROBOTS is final, ROBOTS_UNREACHABLE heals
    detail: str = ""  #: why not
    crawl_delay_s: float | None = None  #: asked for, already clamped

    @property
    def is_allowed(self) -> bool:
        """May it be fetched now?"""
        return self.trouble is None


def robots_url(url: str) -> str:
    """Where the rules for `url` are."""
    return str(URL(url).origin() / "robots.txt")


def is_due(robots: Robots | None, *, now: datetime, max_age: timedelta = MAX_AGE) -> bool:
    """Is it time to ask for robots.txt (again)?"""
    if robots is None:
        return True
    age = max_age / _RETRIES_PER_AGE if robots.unreachable_since else max_age
    return now - robots.tried_at >= age


def learn_robots(
    before: Robots | None,
    outcome: Response | Failure,
    *,
    now: datetime,
    max_age: timedelta = MAX_AGE,
    gone_after: timedelta = GONE_AFTER,
) -> Robots:
    """What is known after asking. 4xx means there are no rules, 429 and 5xx that nobody knows (RFC 9309 2.3.1)."""
    if isinstance(outcome, Response) and not outcome.is_unchanged:
        text = robots_text(outcome.body)
        return Robots(standing=Standing.RULES, text=text, confirmed_at=now, tried_at=now)
    if isinstance(outcome, Failure) and _says_there_is_none(outcome):
        return Robots(standing=Standing.ALLOW_ALL, confirmed_at=now, tried_at=now)
    since = before.unreachable_since if before and before.unreachable_since else now
    if before and before.confirmed_at and now - before.confirmed_at < max_age * _STALE_FACTOR:
        standing, text = before.standing, before.text
    else:
        standing, text = (Standing.ALLOW_ALL if now - since >= gone_after else Standing.UNREACHABLE), ""
    confirmed = before.confirmed_at if before else None
    failed = outcome if isinstance(outcome, Failure) and standing is Standing.UNREACHABLE else None
    return Robots(
        standing=standing,
        text=text,
        confirmed_at=confirmed,
        tried_at=now,
        unreachable_since=since,
        trouble=failed.trouble if failed else None,
        detail=_short(failed) if failed else "",
    )


def robots_text(body: bytes) -> str:
    """The rules in a body: at most 500 KiB, without a byte order mark.

    A web page holds none, whatever its type says; rules under a wrong type are rules.
    """
    if is_html(None, body):
        return ""
    text = body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    return _NO_TEXT.sub("", text)


def decide(robots: Robots, url: str, *, agent: str = AGENT, max_delay_s: float = MAX_CRAWL_DELAY_S) -> Decision:
    """May `agent` fetch `url`, and how slowly?"""
    if robots.standing == Standing.UNREACHABLE:
        # Where the name itself leads to a private address it is the page that cannot be had, not only its rules.
        is_private = robots.trouble is Trouble.DNS_PRIVATE
        word = Trouble.DNS_PRIVATE if is_private else Trouble.ROBOTS_UNREACHABLE
        return Decision(trouble=word, detail=_why(robots))
    if robots.standing == Standing.ALLOW_ALL or not robots.text:
        return Decision()
    rules = _rules(robots.text)
    delay, is_allowed = rules.crawl_delay(agent), rules.can_fetch(url, agent)
    return Decision(
        trouble=None if is_allowed else Trouble.REFUSED_BY_ROBOTS,
        detail="" if is_allowed else "robots.txt does not allow it",
        crawl_delay_s=min(delay, max_delay_s) if delay and delay > 0 else None,
    )


def sitemaps(robots: Robots, url: str) -> tuple[str, ...]:
    """The sitemaps that the robots.txt of `url` lists, absolute, at most 200; half of real files list some."""
    if not robots.text:
        return ()
    found: list[str] = []
    for listed in _rules(robots.text).sitemaps:
        try:
            target = urljoin(robots_url(url), listed)
        except ValueError:
            continue
        if target.startswith(("http://", "https://")):
            found.append(target)
    return tuple(dict.fromkeys(found))[:MAX_SITEMAPS]


@lru_cache(maxsize=128)
def _rules(text: str) -> Protego:
    return Protego.parse(text)


def _short(failure: Failure) -> str:
    """What happened to robots.txt, without its address: whoever reads it knows that."""
    detail = failure.detail.removeprefix(f"{redact(failure.url)}: ")
    return detail if len(detail) <= _DETAIL_CHARACTERS else f"{detail[: _DETAIL_CHARACTERS - 1]}…"


def _why(robots: Robots) -> str:
    return f"robots.txt: {robots.trouble}, {robots.detail}" if robots.trouble else "robots.txt could not be had before"


def _says_there_is_none(failure: Failure) -> bool:
    """Does the server answer, and has no rules? More than five redirects count as that too (RFC 9309 2.3.1.2)."""
    if failure.status is None or failure.trouble in {Trouble.HTTP_429, Trouble.TIMEOUT, Trouble.CHALLENGE}:
        return False
    return failure.status // 100 == 4 or not failure.is_transient or failure.trouble == Trouble.NO_CONTENT  # noqa: PLR2004
