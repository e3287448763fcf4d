"""What hosts want: how slowly they may be asked, until when they want to be left alone, what their robots.txt says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row

from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from wireroom.warehouse.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What one host wants."""

    host: str
    site: str  #: registered domain
    blocked_until: datetime | None
    crawl_delay_s: float | None
    failures: int  #: fetches in a row that failed for reasons of the host


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How a host answered to one or more requests."""

    host: str
    site: str
    failed: int  #: requests that failed for reasons of the host; 0 where it answered
    latency_s: float | None = None
    crawl_delay_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRobots:
    """robots.txt of one origin; the fields are those of `fetch.robots.Robots`."""

    robots_url: str
    host: str
    site: str
    standing: str
    text: str
    confirmed_at: datetime | None
    tried_at: datetime
    unreachable_since: datetime | None


def block(  # noqa: PLR0913 - a host, a time and who said so
    conn: Connection, host: str, site: str, *, until: datetime, spread_s: float, except_feed: int | None = None
) -> None:
    """The host wants to be left alone `until` then: its pages and its feeds wait, and nothing counts against them.

    Feeds fall due again within `spread_s` seconds after; `except_feed` has its own time already.
    """
    asked = {"host": host, "site": site, "until": until, "spread_s": spread_s, "feed_id": except_feed}
    with conn.transaction():
        conn.execute(query("host/block"), asked)
        conn.execute(query("entry/block_host"), asked)
        conn.execute(query("host/block_feeds"), asked)


def take_turn(conn: Connection, host: str, site: str, *, gap_s: float, patience_s: float) -> tuple[float, bool]:
    """Take the next turn to ask the site: seconds until it comes, and whether it is ours.

    It is not where it is more than `patience_s` seconds off, or the host wants to be left alone. Whoever comes next
    waits `gap_s` seconds longer.
    """
    asked = {"host": host, "site": site, "gap_s": gap_s, "patience_s": patience_s}
    row = conn.execute(query("site/take_turn"), asked).fetchone()
    assert row is not None  # one of its branches always answers
    return float(row[0] or 0.0), bool(row[1])


def note(conn: Connection, answered: Iterable[Answered]) -> None:
    """Note how hosts answered."""
    rows = [asdict(each) for each in sorted(answered, key=lambda each: each.host)]
    with conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(query("host/note"), rows)


def of_sites(conn: Connection, sites: Sequence[str]) -> list[Host]:
    """What is known of the hosts of these registered domains."""
    with conn.cursor(row_factory=class_row(Host)) as cursor:
        return cursor.execute(query("host/of_sites"), {"sites": list(sites)}).fetchall()


def robots_of_sites(conn: Connection, sites: Sequence[str]) -> list[StoredRobots]:
    """What is known of robots.txt on these registered domains."""
    with conn.cursor(row_factory=class_row(StoredRobots)) as cursor:
        return cursor.execute(query("robots/of_sites"), {"sites": list(sites)}).fetchall()


def save_robots(conn: Connection, learned: Iterable[StoredRobots]) -> None:
    """Keep what was learned, unless somebody learned later."""
    rows: list[dict[str, Any]] = [
        {**asdict(each), "text": storable(each.text)} for each in sorted(learned, key=lambda each: each.robots_url)
    ]
    with conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(query("robots/save"), rows)
