"""A look at feeds from where we are: which of a list answer and parse, which does a site announce. Stores nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wireroom.discover.autodiscovery import feed_links
from wireroom.discover.feed import FeedLimits, FeedLink, FeedProblem, ParsedFeed
from wireroom.errors import BadSetting, FeedRefused
from wireroom.fetch.client import fetcher, guard_of
from wireroom.fetch.content import ACCEPT_FEED, ACCEPT_PAGE
from wireroom.fetch.politeness import Scoreboard, pace_of
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Response
from wireroom.fetch.visit_rules import rules_of
from wireroom.fetch.visits import Postponed, Visits
from wireroom.jobs.parsing import Document, Ended, Parsed, Parsers, parsers
from wireroom.jobs.registry import address_problem, read_list

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from wireroom.discover.opml import ListedFeed
    from wireroom.fetch.client import Fetcher
    from wireroom.settings import Settings

NO_CONTACT = "set WIREROOM_CONTACT (a URL or mail address) before fetching beyond loopback"
TURNS = 100  # a feed whose host has no free turn is tried so often, with a wait in between
TURN_S = 2.0  # that wait, where nobody can say how long it will be
MOST_WAIT_S = 300.0  # a host that wants to be left alone for longer is not waited for


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What came of checking a list."""

    well: int  #: answered, parsed, and had entries
    empty: int  #: answered and parsed, without entries
    failed: Counter[str] = field(default_factory=Counter[str])  #: by what went wrong
    unlisted: int = 0  #: lines of the list that name no feed

    @property
    def all_well(self) -> bool:
        """Does every feed of the list answer and parse?"""
        return not self.failed and not self.unlisted

    def __str__(self) -> str:
        failed = ", ".join(f"{number} {what}" for what, number in self.failed.most_common())
        unlisted = f"; {self.unlisted} lines name no feed" if self.unlisted else ""
        return f"{self.well} feeds answer with entries, {self.empty} without; failed: {failed or 'none'}{unlisted}"


def check_feeds(
    settings: Settings, body: bytes, *, now: Callable[[], datetime], say: Callable[[str], object]
) -> Summary:
    """Poll every feed of a list once, in turn for each host, and `say` a line for each that is not as it should be.

    Raises BadSetting where a feed lies beyond loopback and no contact is set: before anything is asked.
    """
    listed, problems = read_list(body)
    guard = guard_of(settings)
    if not settings.contact and not all(guard.is_ours(feed.url) for feed in listed):
        raise BadSetting(NO_CONTACT)
    for problem in problems:
        say(f"line {problem.line}: {redact(problem.detail)}")
    with parsers(workers=settings.poll_parsers, timeout_s=settings.poll_parse_timeout_s) as pool:
        found = asyncio.run(_checked(settings, listed, pool, now, say))
    failed = Counter({what: number for what, number in found.items() if what not in {"well", "empty"}})
    return Summary(well=found["well"], empty=found["empty"], failed=failed, unlisted=len(problems))


def find_feeds(settings: Settings, site_url: str, *, now: Callable[[], datetime]) -> Sequence[FeedLink]:
    """The feeds that a page announces, best first; the page itself where it is a feed. Proposals, nothing is stored.

    An address without a scheme is asked over https. Raises FeedRefused where `site_url` is no address, the page cannot
    be had or announces none, BadSetting where no contact is set.
    """
    site_url = site_url.strip()
    site_url = site_url if "://" in site_url else f"https://{site_url.lstrip('/')}"
    if problem := address_problem(site_url):
        raise FeedRefused(f"{redact(site_url)}: {problem}")
    with parsers(workers=1, timeout_s=settings.poll_parse_timeout_s) as pool:
        answer, parsed = asyncio.run(_page(settings, site_url, pool, now))
    if isinstance(answer, Postponed):
        raise FeedRefused(f"{redact(site_url)} does not want to be asked now: try again later")
    if isinstance(answer, Failure):
        raise FeedRefused(f"{redact(site_url)}: {answer.trouble}: {answer.detail}")
    if isinstance(parsed, Parsed) and isinstance(parsed.feed, ParsedFeed) and parsed.feed.entries:
        return (FeedLink(url=answer.final_url, title=parsed.feed.title),)
    links = feed_links(answer.body, answer.final_url)
    if not links:
        raise FeedRefused(f"{redact(site_url)} announces no feed: look for its address on the site")
    return links


async def _page(
    settings: Settings, url: str, pool: Parsers, now: Callable[[], datetime]
) -> tuple[Response | Failure | Postponed, Parsed | Ended | None]:
    async with fetcher(settings) as fetch:
        answer = await _visits(fetch, settings, now).get(url, accept=ACCEPT_PAGE)
    parsed = await pool.parse(_document(answer, now()), FeedLimits()) if isinstance(answer, Response) else None
    return answer, parsed


async def _checked(
    settings: Settings,
    listed: Sequence[ListedFeed],
    pool: Parsers,
    now: Callable[[], datetime],
    say: Callable[[str], object],
) -> Counter[str]:
    """How many feeds came to what, by word; `well` and `empty` are those that answer and parse."""
    counts = Counter[str]()
    at_a_time = asyncio.Semaphore(settings.poll_concurrency)
    async with fetcher(settings) as fetch:
        visits = _visits(fetch, settings, now)

        async def check(feed: ListedFeed) -> None:
            async with at_a_time:
                what, detail = await _one(visits, feed.url, pool, now)
            counts[what] += 1
            if what != "well":
                say(f"{feed.key}: {what}: {detail or redact(feed.url)}")

        await asyncio.gather(*(check(feed) for feed in listed))
    return counts


async def _one(visits: Visits, url: str, pool: Parsers, now: Callable[[], datetime]) -> tuple[str, str]:
    answer = await _in_turn(visits, url)
    if isinstance(answer, Postponed):
        return "busy", "its host does not want to be asked now"
    if isinstance(answer, Failure):
        return answer.trouble.value, answer.detail
    parsed = await pool.parse(_document(answer, now()), FeedLimits())
    if isinstance(parsed, Ended):
        return "parser_killed", f"{redact(url)}: its parser was ended: {parsed.detail}"
    if isinstance(parsed.feed, FeedProblem):
        return parsed.feed.fault.value, redact(parsed.feed.detail)
    moved = "" if answer.final_url == url else f"now at {redact(answer.final_url)}"
    return ("well" if parsed.feed.entries else "empty"), moved


async def _in_turn(visits: Visits, url: str) -> Response | Failure | Postponed:
    """Ask as often as it takes to get a turn: a list may name one host many times."""
    turns = 0
    while True:
        answer = await visits.get(url, accept=ACCEPT_FEED, obey_robots=False)
        turns += 1
        if not isinstance(answer, Postponed) or turns == TURNS or (answer.wait_s or 0) > MOST_WAIT_S:
            return answer
        await asyncio.sleep(answer.wait_s or TURN_S)


def _visits(fetch: Fetcher, settings: Settings, now: Callable[[], datetime]) -> Visits:
    return Visits(fetch, Scoreboard(pace_of(settings)), rules_of(settings), robots={}, now=now)


def _document(answer: Response, now: datetime) -> Document:
    return Document(
        body=answer.body,
        content_type=answer.facts.content_type,
        charset=answer.facts.charset,
        final_url=answer.final_url,
        now=now,
        zone=None,
        language=None,
    )
