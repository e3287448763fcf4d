"""A small world with a past of half a year, and the tasks of backfill_archives run on it one after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from announcing import feed
from newsnet import World
from wireroom.interval import Interval
from wireroom.jobs.archives import fetch_past, find_past, report_past
from wireroom.jobs.past_request import PastRequest
from wireroom.jobs.polled import address_of
from wireroom.settings import Settings
from wireroom.warehouse import feeds
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

RUN = RunKey(dag_id="backfill_archives", run_id="backfill__1", task_id="find")
BEGIN = datetime(2026, 9, 21, tzinfo=UTC)
WEEK = Interval(start=BEGIN - timedelta(days=50), end=BEGIN - timedelta(days=43))


def settings(net: Net, **changes: Any) -> Settings:
    wanted: dict[str, Any] = {
        "fetch_allow_loopback": net.allow_loopback,
        "fetch_page_timeout_s": 5.0,
        "fetch_host_gap_s": 0.01,
        "fetch_domain_gap_s": 0.01,
        "poll_parsers": 1,
        "read_workers": 1,
        "ingest_flush_s": 0.2,
        "ingest_breaker_hosts": 4,
        "min_text_characters": 100,
        **changes,
    }
    return Settings(**wanted)


def world(**changes: Any) -> World:
    plain: dict[str, Any] = {
        "hosts": 4,
        "faults": {},
        "edits": 0,
        "deletions": 0,
        "full_text": 0,
        "rate": 0.1,
        "history_s": 180 * 86_400.0,
        "begin": BEGIN.timestamp(),
        "languages": ("en", "de"),
    }
    return World(**{**plain, **changes})


def register(conn: Connection, net: Net) -> None:
    for number, listed in enumerate(net.feeds()):
        place = address_of(listed["feed_url"])
        facts = {"url": place.url, "url_key": place.url_key, "url_shown": place.url_shown}
        feeds.register(conn, feed(number, host=place.host, site=place.site, **facts))


def announced(net: Net, interval: Interval) -> dict[str, dict[str, Any]]:
    """What the sitemaps of the world name for the interval, by URL."""
    start, end = interval.start.timestamp(), interval.end.timestamp()
    lines = net.truth(since=start - 60 * 86_400)
    return {line["url"]: line for line in lines if line["archived_at"] and start <= line["archived_at"] < end}


def backfill(
    url: str, wanted: Settings, interval: Interval = WEEK, *, run: RunKey = RUN, **asked: Any
) -> dict[str, int]:
    """All tasks of a run, one after the other; the counts of the last."""
    request = PastRequest(**asked)
    find_past(url, wanted, run, interval, request)
    while not fetch_past(url, wanted, replace(run, task_id="fetch"), until_s=60):
        pass
    return report_past(url, replace(run, task_id="report"), request)


def stored(conn: Connection) -> list[str]:
    return [url for (url,) in conn.execute("SELECT url_key FROM news.article ORDER BY url_key").fetchall()]


def progress(conn: Connection, columns: str) -> list[tuple[Any, ...]]:
    return conn.execute(f"SELECT {columns} FROM mart.backfill_progress ORDER BY started_at".encode()).fetchall()
