"""Polite requests: robots.txt, turns and the client together. What a job uses to ask for feeds and pages.

    visits = Visits(fetch, Scoreboard(pace_of(settings)), rules_of(settings), robots=known, now=clock)
    outcome = await visits.get(url, accept=ACCEPT_PAGE)

A redirect to another host is a visit of its own: that host's rules are read and its turn is waited for.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yarl import URL

from wireroom.fetch.content import ACCEPT_PAGE, ACCEPT_ROBOTS
from wireroom.fetch.redaction import redact
from wireroom.fetch.redirects import MAX_HOPS, same_origin
from wireroom.fetch.results import Failure, Hop, Response, Trouble, Validators
from wireroom.fetch.robots import MAX_BYTES, Robots, decide, is_due, learn_robots, robots_url

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from datetime import datetime

    from wireroom.fetch.client import Fetcher
    from wireroom.fetch.politeness import Scoreboard
    from wireroom.fetch.visit_rules import Rules

    TakeTurn = Callable[[str, float, float], Awaitable["Turn"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """The host does not want to be asked yet. Not a failure: to be scheduled again, with nothing counted against it."""

    url: str
    wait_s: float | None  #: from now; None where all of the host's slots are taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What those who keep the turns of several processes say to one who wants the next."""

    wait_s: float  #: until it comes; not positive where it has
    is_taken: bool  #: False where it is too far off: nobody waits for it


@dataclass(slots=True, kw_only=True)
class _Visit:
    """One document asked for, over however many hosts it takes."""

    url: str
    current: str
    hops: tuple[Hop, ...] = ()
    elapsed_s: float = 0.0

    def after(self, outcome: Response | Failure) -> Response | Failure:
        """The outcome as seen from where the visit began."""
        self.hops += outcome.hops
        self.elapsed_s += outcome.elapsed_s
        self.current = outcome.final_url
        return replace(outcome, url=self.url, hops=self.hops, elapsed_s=self.elapsed_s)


class Visits:
    """Visits to hosts, in turn. One per process; many may be under way at a time."""

    def __init__(  # noqa: PLR0913 - the parts of one whole, two of them clocks
        self,
        fetch: Fetcher,
        board: Scoreboard,
        rules: Rules,
        *,
        robots: MutableMapping[str, Robots],
        now: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
        take_turn: TakeTurn | None = None,
    ) -> None:
        """`robots` holds what is known by the URL of robots.txt; what is learned is put there for the caller to store.

        `now` is the wall clock for the age of rules, `ticks` the seconds that turns are counted in. `take_turn` is
        asked before each request where other processes ask the same hosts: given the URL, the gap and the patience,
        both in seconds.
        """
        self.robots = robots
        self._fetch = fetch
        self._board = board
        self._rules = rules
        self._now = now
        self._ticks = ticks
        self._take_turn = take_turn
        self._asking: dict[str, asyncio.Task[Robots | Postponed]] = {}
        self._ended = asyncio.Event()  #: set when any visit ends, then replaced

    async def get(  # noqa: PLR0913 - one wish in plain words; every caller names two or three of them
        self,
        url: str,
        *,
        accept: str = ACCEPT_PAGE,
        validators: Validators | None = None,
        authorization: str | None = None,
        obey_robots: bool = True,
        max_bytes: int | None = None,
    ) -> Response | Failure | Postponed:
        """The document at `url`, politely; Postponed where a turn is further off than the rules' patience.

        Feeds that the operator subscribed to may pass `obey_robots=False`; pages never.
        Raises BadSetting as Fetcher.get does.
        """
        visit = _Visit(url=url, current=url)
        while True:
            stop = self._refusal(visit)
            if stop is None and obey_robots:
                stop = await self._permission(visit.current)
            stop = stop or await self._turn(visit.current)
            if isinstance(stop, Postponed):
                return replace(stop, url=url)
            if stop is not None:
                return visit.after(stop)
            outcome = visit.after(
                await self._in_turn(
                    visit.current,
                    accept=accept,
                    validators=validators,
                    authorization=authorization if same_origin(url, visit.current) else None,
                    max_bytes=max_bytes,
                )
            )
            elsewhere = isinstance(outcome, Failure) and outcome.trouble == Trouble.OTHER_HOST
            if not elsewhere:
                return outcome
            endless = _endless(visit)
            if endless is not None:
                trouble, how = endless
                return replace(outcome, trouble=trouble, detail=f"{redact(visit.current)}: redirects {how}")

    async def rules_for(self, url: str) -> Robots | Postponed:
        """What the robots.txt that counts for `url` says; asked for where it is due."""
        stop = await self._permission(url)
        return stop if isinstance(stop, Postponed) else self.robots[robots_url(url)]

    def _refusal(self, visit: _Visit) -> Failure | None:
        """Asked first: of a host that is never asked no robots.txt is asked for either."""
        refused = self._fetch.refused(visit.current, is_redirect=bool(visit.hops))
        if refused is None:
            return None
        trouble, reason = refused
        detail = f"{redact(visit.current)}: {reason}"
        return Failure(url=visit.url, final_url=visit.current, trouble=trouble, detail=detail)

    async def _in_turn(
        self,
        url: str,
        *,
        accept: str,
        validators: Validators | None,
        authorization: str | None,
        max_bytes: int | None,
    ) -> Response | Failure:
        async def stays(target: str) -> Trouble | None:
            if URL(target).host != URL(url).host:
                return Trouble.OTHER_HOST
            known = self.robots.get(robots_url(target))
            # Where the rules are against it `_permission` is asked next, and says why.
            return None if known is None or decide(known, target).is_allowed else Trouble.OTHER_HOST

        try:
            outcome = await self._fetch.get(
                url,
                accept=accept,
                validators=validators,
                authorization=authorization,
                max_bytes=max_bytes,
                may_follow=stays,
            )
        except BaseException:
            self._end(url, None)
            raise
        self._end(url, outcome)
        return outcome

    def _end(self, url: str, outcome: Response | Failure | None) -> None:
        gave_up = Failure(url=url, final_url=url, trouble=Trouble.TIMEOUT, detail="cancelled")
        self._board.finish(url, self._ticks(), outcome or gave_up)
        self._tell_ended()

    def _tell_ended(self) -> None:
        self._ended.set()
        self._ended = asyncio.Event()

    async def _turn(self, url: str) -> Postponed | None:
        """Wait until the host may be asked and start; Postponed where that takes too long."""
        deadline = self._ticks() + self._rules.patience_s
        while True:
            now = self._ticks()
            at = self._board.next_allowed(url, now)
            if at is not None and at <= now:
                self._board.start(url, now)
                return await self._shared_turn(url)
            if now >= deadline or (at is not None and at > deadline):
                return Postponed(url=url, wait_s=None if at is None else at - now)
            if at is not None:
                await asyncio.sleep(at - now)
                continue
            try:
                await asyncio.wait_for(self._ended.wait(), deadline - now)
            except TimeoutError:
                continue

    async def _shared_turn(self, url: str) -> Postponed | None:
        """The same among all processes, once it is our turn in this one."""
        if self._take_turn is None:
            return None
        try:
            turn = await self._take_turn(url, self._board.gap_s(url), self._rules.patience_s)
            if turn.is_taken and turn.wait_s > 0:
                await asyncio.sleep(turn.wait_s)
        except BaseException:
            self._end(url, None)
            raise
        if turn.is_taken:
            self._board.go(url, self._ticks())
            return None
        self._board.stand_back(url, self._ticks() + turn.wait_s)
        self._tell_ended()
        return Postponed(url=url, wait_s=max(turn.wait_s, 0.0))

    async def _permission(self, url: str) -> Failure | Postponed | None:
        """None if robots.txt lets us ask for `url`. Asks for the file if it is due, once for all who wait for it."""
        where = robots_url(url)
        known = self.robots.get(where)
        if known is None or is_due(known, now=self._now(), max_age=self._rules.robots_age):
            asking = self._asking.get(where)
            if asking is None:
                asking = self._asking[where] = asyncio.create_task(self._ask_robots(where))
                asking.add_done_callback(lambda _: self._asking.pop(where, None))
            answer = await asyncio.shield(asking)  # one waiter's end is not the end of the others
            if isinstance(answer, Postponed):
                return answer
            known = answer
        decision = decide(known, url, max_delay_s=self._rules.crawl_delay_max_s)
        self._board.set_crawl_delay(url, decision.crawl_delay_s)
        if decision.trouble is None:
            return None
        return Failure(url=url, final_url=url, trouble=decision.trouble, detail=f"{redact(url)}: {decision.detail}")

    async def _ask_robots(self, where: str) -> Robots | Postponed:
        postponed = await self._turn(where)
        if postponed is not None:
            return postponed
        try:
            outcome = await self._fetch.get(where, accept=ACCEPT_ROBOTS, max_bytes=MAX_BYTES, keep_head=True)
        except BaseException:
            self._end(where, None)
            raise
        self._end(where, outcome)
        learned = learn_robots(
            self.robots.get(where),
            outcome,
            now=self._now(),
            max_age=self._rules.robots_age,
            gone_after=self._rules.robots_gone,
        )
        self.robots[where] = learned
        return learned


def _endless(visit: _Visit) -> tuple[Trouble, str] | None:
    before = [visit.url, *(hop.url for hop in visit.hops[:-1])]
    if visit.current in before:
        return Trouble.REDIRECT_LOOP, "in a circle"
    if len(visit.hops) > MAX_HOPS:
        return Trouble.TOO_MANY_REDIRECTS, f"more than {MAX_HOPS} times"
    return None
