"""Polls feeds on their own second: claims what is due, asks many at a time, saves each poll by itself.

One bad feed never fails the task, and a killed task loses nothing: a poll is saved wholly or its lease runs out.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from wireroom.discover.feed import FeedLimits, FeedProblem
from wireroom.discover.identity import body_hash, stable_hash
from wireroom.discover.poll_headers import conditional_headers
from wireroom.discover.poll_values import PollResult, PollTimes
from wireroom.discover.polling import next_poll
from wireroom.errors import MISTAKES, PollRefused
from wireroom.fetch.client import fetcher
from wireroom.fetch.content import ACCEPT_FEED
from wireroom.fetch.politeness import Scoreboard, pace_of
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Response, Trouble, Validators
from wireroom.fetch.visit_rules import paced_rules
from wireroom.fetch.visits import Postponed, Visits
from wireroom.jobs.breaker import FAILURES, breaker_of
from wireroom.jobs.desk import at_desk, open_desk
from wireroom.jobs.parsing import Document, Ended, Parsers, parsers
from wireroom.jobs.polled import address_of, described, memory_of, outcome_of, result_of, result_of_problem, state_of
from wireroom.jobs.tries import noted
from wireroom.jobs.turns import shared_turns
from wireroom.jobs.windows import held_against
from wireroom.warehouse import feeds, pages, polls
from wireroom.warehouse.connection import session
from wireroom.warehouse.polls import Poll

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable
    from concurrent.futures import Executor

    from wireroom.discover.poll_values import FeedState, PollOutcome
    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.feeds import ClaimedFeed
    from wireroom.warehouse.runs import RunKey

log = logging.getLogger(__name__)

IDLE_S = 1.0  # between two looks for feeds that fell due
BUSY_S = 5.0  # a feed whose host had no free turn comes back after so long
OUTAGE_S = 60.0  # between two polls of a feed while nobody answers: that is no fault of theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one poll came to, before it is planned and saved."""

    outcome: PollOutcome
    answer: Response | Failure
    poll: dict[str, Any]  #: fields of `Poll` that are known already


def poll_feeds(  # noqa: PLR0913 - the facts of a task, and two that differ in tests
    url: str,
    settings: Settings,
    run: RunKey,
    *,
    until_s: float,
    authorize: Callable[[str], str | None] = lambda _: None,
    now: Callable[[], datetime] = lambda: datetime.fromtimestamp(time.time(), UTC),
) -> dict[str, int]:
    """Poll feeds as they fall due for `until_s` seconds, then finish those under way; counts by result.

    With `until_s` 0 what is due now is polled once. `authorize` gives the Authorization header of an Airflow
    connection. Raises WarehouseGone, and BadSetting where fetching beyond loopback lacks a contact.
    """
    with (
        parsers(workers=settings.poll_parsers, timeout_s=settings.poll_parse_timeout_s) as pool,
        session(url) as conn,
        noted(conn, run) as tally,
        open_desk() as desk,
    ):
        pages.ensure_partitions(conn)
        poller = Poller(conn, desk, settings, run, pool, authorize=authorize, now=now, tally=tally)
        asyncio.run(poller.work(until_s))
        return dict(+tally)


class Poller:
    """One task that polls."""

    def __init__(  # noqa: PLR0913 - each is a fact of the task
        self,
        conn: Connection,
        desk: Executor,
        settings: Settings,
        run: RunKey,
        pool: Parsers,
        *,
        authorize: Callable[[str], str | None],
        now: Callable[[], datetime],
        tally: Counter[str],
    ) -> None:
        self.conn, self.desk, self.settings, self.run, self.pool = conn, desk, settings, run, pool
        self.authorize, self.now, self.tally = authorize, now, tally
        self.times = PollTimes().scaled(settings.time_factor)
        self.limits = FeedLimits(max_bytes=settings.fetch_max_decoded_bytes)
        self.breaker = breaker_of(settings)
        self.visits: Visits | None = None

    async def work(self, until_s: float) -> None:
        """Keep as many polls under way as the settings allow."""
        ends_at = time.monotonic() + until_s
        under_way: set[asyncio.Task[None]] = set()
        async with fetcher(self.settings) as fetch:
            board = Scoreboard(pace_of(self.settings).faster(self.settings.time_factor))
            turns = shared_turns(self.conn, self.desk)
            self.visits = Visits(fetch, board, paced_rules(self.settings), robots={}, now=self.now, take_turn=turns)
            while True:
                is_over = time.monotonic() >= ends_at
                claimed = await self._claim(self.settings.poll_concurrency - len(under_way))
                under_way |= {asyncio.create_task(self._poll(feed)) for feed in claimed}
                if not under_way and is_over:
                    return
                if not under_way:
                    await asyncio.sleep(min(IDLE_S, max(ends_at - time.monotonic(), 0.05)))
                    continue
                waits = None if is_over else IDLE_S
                done, under_way = await asyncio.wait(under_way, timeout=waits, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()  # only what must end the task is raised
                if is_over and until_s:
                    await self._finish(under_way)
                    return

    async def _finish(self, under_way: set[asyncio.Task[None]]) -> None:
        for task in under_way:
            await task

    async def _claim(self, room: int) -> list[ClaimedFeed]:
        if room <= 0:
            return []
        lease_s = self.settings.poll_lease_s
        return await at_desk(self.desk, lambda: feeds.claim(self.conn, self.run, limit=room, lease_s=lease_s))

    async def _poll(self, feed: ClaimedFeed) -> None:
        """One feed from request to commit. A feed that makes our own code fail is noted as unparsable."""
        state = state_of(feed)
        sent = conditional_headers(state, now=self.now(), times=self.times)
        try:
            answer = await self._ask(feed, sent)
        except MISTAKES as exc:
            log.exception("asking for %s failed", feed.feed_key)
            said = f"{redact(feed.url)}: {type(exc).__name__}: {redact(str(exc))}"
            answer = Failure(url=feed.url, final_url=feed.url, trouble=Trouble.REFUSED_URL, detail=said)
        if isinstance(answer, Postponed):
            wait_s = BUSY_S / self.settings.time_factor if answer.wait_s is None else answer.wait_s
            await at_desk(self.desk, lambda: feeds.postpone(self.conn, feed, wait_s=wait_s))
            self.tally["postponed"] += 1
            return
        if self._nobody_answers(feed, answer):
            await at_desk(
                self.desk, lambda: feeds.postpone(self.conn, feed, wait_s=OUTAGE_S / self.settings.time_factor)
            )
            self.tally["postponed, nobody answers"] += 1
            return
        try:
            found = await self._found(feed, answer, is_conditional=bool(sent))
            poll = self._planned(feed, state, found)
            saved = await at_desk(self.desk, lambda: polls.save(self.conn, self.run, poll))
        except (PollRefused, *MISTAKES) as exc:
            log.exception("polling %s failed", feed.feed_key)  # ours to mend, but no reason to poll no other feed
            found = Found(
                outcome=outcome_of(answer, PollResult.UNPARSABLE, is_conditional=bool(sent)),
                answer=answer,
                poll={"detail": redact(f"{type(exc).__name__}: {exc}")},
            )
            poll = self._planned(feed, state, found)
            saved = await at_desk(self.desk, lambda: polls.save(self.conn, self.run, poll))
        self.tally[poll.result if saved else "lease lost"] += 1
        if saved:
            self.tally["entries queued"] += saved.queued
            self.tally["entries known"] += saved.known
        log.debug("%s: %s, %d entries, next %s", feed.feed_key, poll.result, poll.entry_count, poll.next_poll_why)

    def _nobody_answers(self, feed: ClaimedFeed, answer: Response | Failure) -> bool:
        """Is this feed one of many that got no answer at all, and none did? Its failure is not counted then."""
        trouble = answer.trouble if isinstance(answer, Failure) and answer.status is None else None
        self.breaker.note(feed.host, trouble, source=feed.feed_key)
        return trouble in FAILURES and self.breaker.is_silent

    def _planned(self, feed: ClaimedFeed, state: FeedState, found: Found) -> Poll:
        answer = found.answer
        plan = next_poll(state, found.outcome, now=self.now(), times=self.times, patience=feed.patience)
        return Poll(
            feed_id=feed.feed_id,
            feed_key=feed.feed_key,
            lease_token=feed.lease_token,
            host=feed.host,
            site=feed.site,
            result=found.outcome.result.value,
            memory=memory_of(plan.state),
            next_poll_at=plan.next_poll_at,
            next_poll_why=plan.why,
            http_status=answer.status,
            is_conditional=found.outcome.is_conditional,
            wire_bytes=answer.wire_bytes,
            elapsed_s=answer.elapsed_s,
            entry_count=found.outcome.entries,
            missed_count=plan.missed_entries,
            host_blocked_until=plan.host_blocked_until,
            host_spread_s=self.times.floor / timedelta(seconds=1),
            moved_to=address_of(plan.rewrite_url) if plan.rewrite_url else None,
            body=answer.body if plan.saves_body and isinstance(answer, Response) else None,
            changed_gap_s=600.0 / self.settings.time_factor,
            **found.poll,
        )

    async def _ask(self, feed: ClaimedFeed, sent: dict[str, str]) -> Response | Failure | Postponed:
        validators = None
        if sent and feed.memory.validators_url:
            validators = Validators(
                url=feed.memory.validators_url,
                etag=sent.get("If-None-Match"),
                last_modified=sent.get("If-Modified-Since"),
            )
        assert self.visits is not None
        return await self.visits.get(
            feed.url,
            accept=ACCEPT_FEED,
            validators=validators,
            authorization=self.authorize(feed.connection_id) if feed.connection_id else None,
            obey_robots=feed.obeys_robots,
        )

    async def _found(self, feed: ClaimedFeed, answer: Response | Failure, *, is_conditional: bool) -> Found:
        if isinstance(answer, Failure):
            outcome = outcome_of(answer, result_of(answer), is_conditional=is_conditional)
            return Found(outcome=outcome, answer=answer, poll={"detail": answer.detail})
        if answer.is_unchanged:
            return Found(
                outcome=outcome_of(answer, PollResult.NOT_MODIFIED, is_conditional=True), answer=answer, poll={}
            )
        hashes: dict[str, Any] = {"body_hash": body_hash(answer.body), "stable_hash": stable_hash(answer.body)}
        hashes["is_conditional"] = is_conditional
        if feed.memory.stable_hash == hashes["stable_hash"]:
            return Found(outcome=outcome_of(answer, PollResult.SAME_BODY, **hashes), answer=answer, poll={})
        return await self._read(feed, answer, hashes)

    async def _read(self, feed: ClaimedFeed, answer: Response, hashes: dict[str, Any]) -> Found:
        document = Document(
            body=answer.body,
            content_type=answer.facts.content_type,
            charset=answer.facts.charset,
            final_url=answer.final_url,
            now=self.now(),
            zone=feed.publisher_zone,
            language=feed.language,
        )
        parsed = await self.pool.parse(document, self.limits)
        if isinstance(parsed, Ended):
            outcome = outcome_of(answer, PollResult.PARSER_KILLED, **hashes)
            detail = f"{redact(feed.url)}: its parser was ended: {parsed.detail}"
            return Found(outcome=outcome, answer=answer, poll={"detail": detail})
        if isinstance(parsed.feed, FeedProblem):
            outcome = outcome_of(answer, result_of_problem(parsed.feed), **hashes)
            return Found(outcome=outcome, answer=answer, poll={"detail": redact(parsed.feed.detail)})
        document_read = parsed.feed
        window = await at_desk(self.desk, lambda: held_against(self.conn, feed, document_read))
        outcome = outcome_of(
            answer,
            PollResult.PARSED,
            **hashes,
            hints=document_read.hints,
            # A publisher's dates show the rhythm by his clock: where ours runs faster only what was observed counts.
            instants=parsed.instants if self.settings.time_factor == 1.0 else (),
            entries=len(document_read.entries),
            new_entries=len(window.new),
            is_partial=answer.facts.is_delta or window.is_churned,
        )
        kept: dict[str, Any] = {
            "described": described(document_read, answer, window.reuse),
            "new": (*window.new, *window.renamed),
            "changed": window.changed,
            "seen": window.seen,
            "detail": document_read.note,
        }
        return Found(outcome=outcome, answer=answer, poll=kept)
