"""Between the rooms: a claimed feed as the plan knows it, an answer as an outcome, a plan as what is remembered."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from wireroom.discover.feed import Fault, FeedProblem, Hints
from wireroom.discover.poll_values import FeedState, FeedStatus, Hop, PollOutcome, PollResult
from wireroom.discover.urls import canonical_url
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Response, Trouble
from wireroom.jobs.windows import place_of
from wireroom.warehouse.feeds import Memory
from wireroom.warehouse.polls import Address, Described

if TYPE_CHECKING:
    from wireroom.discover.feed import ParsedFeed
    from wireroom.discover.identity import Reuse
    from wireroom.warehouse.feeds import ClaimedFeed

_HINTS = ("ttl_minutes", "update_period_s", "skip_hours", "skip_days")
_SAME = tuple(field.name for field in fields(Memory) if field.name not in {*_HINTS, "status"})
_RESULTS = {
    Trouble.DNS: PollResult.NAME_UNKNOWN,
    Trouble.DNS_TEMPORARY: PollResult.NAME_TEMPORARY,
    Trouble.DNS_PRIVATE: PollResult.ADDRESS_REFUSED,
    Trouble.CONNECT: PollResult.CONNECT_FAILED,
    Trouble.TLS: PollResult.TLS_FAILED,
    Trouble.TIMEOUT: PollResult.TIMEOUT,
    Trouble.TRUNCATED: PollResult.TRUNCATED,
    Trouble.BAD_RESPONSE: PollResult.CONNECT_FAILED,
    Trouble.TOO_LARGE: PollResult.TOO_LARGE,
    Trouble.BAD_ENCODING: PollResult.TRUNCATED,
    Trouble.REFUSED_URL: PollResult.ADDRESS_REFUSED,
    Trouble.REFUSED_ADDRESS: PollResult.ADDRESS_REFUSED,
    Trouble.REFUSED_BY_ROBOTS: PollResult.REFUSED,
    Trouble.ROBOTS_UNREACHABLE: PollResult.UNAVAILABLE,
    Trouble.OTHER_HOST: PollResult.REDIRECT_NOWHERE,
    Trouble.REDIRECT_LOOP: PollResult.TOO_MANY_REDIRECTS,
    Trouble.TOO_MANY_REDIRECTS: PollResult.TOO_MANY_REDIRECTS,
    Trouble.BAD_REDIRECT: PollResult.REDIRECT_NOWHERE,
    Trouble.WRONG_TYPE: PollResult.NOT_A_FEED,
    Trouble.NO_CONTENT: PollResult.EMPTY,
    Trouble.PARTIAL_CONTENT: PollResult.EMPTY,
    Trouble.EMPTY_BODY: PollResult.EMPTY,
    Trouble.UNASKED_304: PollResult.SERVER_ERROR,
    Trouble.HTTP_2XX: PollResult.EMPTY,
    Trouble.HTTP_401: PollResult.REFUSED,
    Trouble.HTTP_403: PollResult.REFUSED,
    Trouble.CHALLENGE: PollResult.CHALLENGED,
    Trouble.HTTP_404: PollResult.NOT_FOUND,
    Trouble.HTTP_410: PollResult.GONE,
    Trouble.HTTP_429: PollResult.RATE_LIMITED,
    Trouble.HTTP_4XX: PollResult.REFUSED,
    Trouble.HTTP_5XX: PollResult.SERVER_ERROR,
}
_FAULTS = {
    Fault.EMPTY: PollResult.EMPTY,
    Fault.TOO_LARGE: PollResult.TOO_LARGE,
    Fault.HOSTILE: PollResult.HOSTILE,
    Fault.JSON_MALFORMED: PollResult.UNPARSABLE,
    Fault.UNREADABLE: PollResult.UNPARSABLE,
}


def state_of(feed: ClaimedFeed) -> FeedState:
    """What the plan works on."""
    memory = feed.memory
    hints = Hints(
        ttl_minutes=memory.ttl_minutes,
        update_period_s=memory.update_period_s,
        skip_hours=frozenset(memory.skip_hours),
        skip_days=frozenset(memory.skip_days),
    )
    same: dict[str, Any] = {name: getattr(memory, name) for name in _SAME}
    return FeedState(feed_key=feed.feed_key, url=feed.url, status=FeedStatus(memory.status), hints=hints, **same)


def memory_of(state: FeedState) -> Memory:
    """What is remembered of a plan's state: the way back of `state_of`."""
    same: dict[str, Any] = {name: getattr(state, name) for name in _SAME}
    return Memory(
        status=state.status.value,
        ttl_minutes=state.hints.ttl_minutes,
        update_period_s=state.hints.update_period_s,
        skip_hours=tuple(sorted(state.hints.skip_hours)),
        skip_days=tuple(sorted(state.hints.skip_days)),
        **same,
    )


def result_of(failure: Failure) -> PollResult:
    """What a request without a document means for a poll."""
    if failure.status == 503 and failure.trouble is not Trouble.CHALLENGE:  # noqa: PLR2004
        return PollResult.UNAVAILABLE
    return _RESULTS[failure.trouble]


def result_of_problem(problem: FeedProblem) -> PollResult:
    """What a document without a feed means for a poll."""
    return _FAULTS.get(problem.fault, PollResult.NOT_A_FEED)


def outcome_of(answer: Response | Failure, result: PollResult, **learned: Any) -> PollOutcome:  # noqa: ANN401
    """The answer as an outcome; `learned` is what its document taught, see PollOutcome."""
    facts = answer.facts
    retry = None if facts.retry_after_s is None else str(math.ceil(facts.retry_after_s))
    return PollOutcome(
        result=result,
        final_url=answer.final_url,
        redirects=tuple(Hop(status=hop.status, url=hop.url) for hop in answer.hops),
        etag=facts.etag,
        last_modified=facts.last_modified,
        cache_control=None if facts.fresh_s is None else f"max-age={int(facts.fresh_s)}",
        expires="0" if facts.expires_at_once else None,
        retry_after=retry,
        **learned,
    )


def described(parsed: ParsedFeed, answer: Response, reuse: Reuse) -> Described:
    """What the feed says of itself, its headers included."""
    tags = {*parsed.robots, *answer.facts.robots_tags}
    if answer.facts.tdm_reservation:
        tags.add("tdm-reservation")
    hubs = (*parsed.hubs, *([answer.facts.hub] if answer.facts.hub else []))
    return Described(
        kind=parsed.kind.value,
        format_version=parsed.version,
        stated_title=parsed.title,
        stated_language=parsed.language,
        site_link=parsed.site_link,
        self_link=parsed.self_link or answer.facts.self_url,
        next_link=parsed.next_link,
        hubs=tuple(dict.fromkeys(hubs)),
        robots=frozenset(tags),
        reused_guids=reuse.guids,
        reused_links=reuse.links,
        reused_fragments=reuse.fragments,
    )


def address_of(url: str) -> Address:
    """An address as the registry keeps it."""
    host, site = place_of(url)
    return Address(url=url, url_key=canonical_url(url) or url, url_shown=redact(url), host=host, site=site)
