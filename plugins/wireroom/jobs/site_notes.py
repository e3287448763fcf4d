"""What is known of the hosts of a claimed site: brought in before it is asked, kept when it is given back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wireroom.fetch.results import Failure
from wireroom.fetch.robots import Robots, Standing, decide
from wireroom.jobs.breaker import FAILURES
from wireroom.jobs.windows import place_of
from wireroom.warehouse import hosts
from wireroom.warehouse.hosts import Answered, StoredRobots

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, MutableMapping

    from wireroom.fetch.politeness import Scoreboard
    from wireroom.fetch.results import Response
    from wireroom.warehouse.connection import Connection

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class SiteNotes:
    """How the hosts of one site have done, before and during a claim."""

    failures: dict[str, int] = field(default_factory=dict[str, int])  #: in a row, by host
    answered: dict[str, Answered] = field(default_factory=dict[str, Answered])

    def note(self, host: str, site: str, answer: Response | Failure) -> None:
        """One answer of a host."""
        is_failure = isinstance(answer, Failure) and answer.trouble in FAILURES
        before = self.answered.get(host)
        failed = (before.failed if before else 0) + 1 if is_failure else 0
        self.failures[host] = self.failures.get(host, 0) + 1 if is_failure else 0
        latency_s = answer.elapsed_s or None
        self.answered[host] = Answered(host=host, site=site, failed=failed, latency_s=latency_s)

    def forgive(self) -> None:
        """Forget who failed: it was no fault of theirs."""
        self.answered = {host: each for host, each in self.answered.items() if not each.failed}


def bring_in(  # noqa: PLR0913 - where to, and by which clocks
    conn: Connection,
    sites: Collection[str],
    *,
    robots: MutableMapping[str, Robots],
    board: Scoreboard,
    now: datetime,
    ticks: float,
) -> dict[str, SiteNotes]:
    """Rules and wishes of the hosts of these sites, into `robots` and `board`; what is known of each site.

    Rules that could not be had are due at once: how often they are asked for follows from the back-off of the entries
    that need them, and an outage of ours must not keep a site shut for an hour.
    """
    notes = {site: SiteNotes() for site in sites}
    for host in hosts.of_sites(conn, list(sites)):
        notes[host.site].failures[host.host] = host.failures
        if host.blocked_until is not None and host.blocked_until > now:
            board.block(f"http://{host.host}/", ticks + (host.blocked_until - now).total_seconds())
    for stored in hosts.robots_of_sites(conn, list(sites)):
        robots.setdefault(stored.robots_url, understood(stored))
    return notes


def understood(stored: StoredRobots) -> Robots:
    """Stored rules as the visits want them."""
    standing = Standing(stored.standing)
    return Robots(
        standing=standing,
        text=stored.text,
        confirmed_at=stored.confirmed_at,
        tried_at=LONG_AGO if standing is Standing.UNREACHABLE else stored.tried_at,
        unreachable_since=stored.unreachable_since,
    )


def keep(
    conn: Connection,
    notes: SiteNotes,
    learned: Mapping[str, Robots],
    known: Iterable[Robots],
    *,
    crawl_delay_max_s: float,
) -> None:
    """Keep how the hosts answered, and those of the `learned` rules (by URL) that are not among the `known`."""
    old = {id(each) for each in known}
    rows = [_stored(where, each) for where, each in learned.items() if id(each) not in old]
    if rows:
        hosts.save_robots(conn, rows)
    delays = {
        place_of(where)[0]: decide(each, where, max_delay_s=crawl_delay_max_s).crawl_delay_s
        for where, each in learned.items()
    }
    if notes.answered:
        hosts.note(conn, [replace(each, crawl_delay_s=delays.get(each.host)) for each in notes.answered.values()])


def _stored(where: str, robots: Robots) -> StoredRobots:
    host, site = place_of(where)
    return StoredRobots(
        robots_url=where,
        host=host,
        site=site,
        standing=robots.standing.value,
        text=robots.text,
        confirmed_at=robots.confirmed_at,
        tried_at=robots.tried_at,
        unreachable_since=robots.unreachable_since,
    )
