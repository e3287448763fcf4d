"""A small simulated news internet that a test polls and fetches from, in its own process."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from announcing import FETCH, POLL, feed
from newsnet import World
from wireroom.jobs.ingest import ingest_articles
from wireroom.jobs.polled import address_of
from wireroom.jobs.polling import poll_feeds
from wireroom.settings import Settings
from wireroom.warehouse import feeds

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

GAP_S = 0.05


def settings(net: Net, **changes: Any) -> Settings:
    """Those of a reader who is quick and gives up early."""
    wanted: dict[str, Any] = {
        "fetch_allow_loopback": net.allow_loopback,
        "fetch_page_timeout_s": 3.0,
        "fetch_feed_timeout_s": 3.0,
        "fetch_host_gap_s": GAP_S,
        "fetch_domain_gap_s": GAP_S,
        "poll_parsers": 1,
        "read_workers": 1,
        "ingest_flush_s": 0.3,
        "ingest_breaker_hosts": 4,
        "min_text_characters": 100,
        **changes,
    }
    return Settings(**wanted)


def world(**changes: Any) -> World:
    """Eight hosts without faults that list five articles each."""
    plain: dict[str, Any] = {
        "hosts": 8,
        "faults": {},
        "window": 5,
        "edits": 0,
        "deletions": 0,
        "begin": datetime.now(UTC).timestamp(),
    }
    return World(**{**plain, **changes})


def poll(conn: Connection, url: str, net: Net, wanted: Settings, *, run: str = "scheduled__1") -> None:
    """Register every feed where it is not, and poll all of them."""
    for number, listed in enumerate(net.feeds()):
        place = address_of(listed["feed_url"])
        facts = {"url": place.url, "url_key": place.url_key, "url_shown": place.url_shown}
        feeds.register(conn, feed(number, host=place.host, site=place.site, **facts))
    conn.execute("UPDATE ops.feed_state SET next_poll_at = now()")
    poll_feeds(url, wanted, replace(POLL, run_id=run), until_s=0)


def fetch(url: str, wanted: Settings, run: str = "asset__1", *, linger_s: float = 0.0) -> dict[str, int]:
    """Work the queue off."""
    return ingest_articles(url, wanted, replace(FETCH, run_id=run), until_s=60.0, linger_s=linger_s)


def true(net: Net) -> dict[str, dict[str, Any]]:
    return {line["url"]: line for line in net.truth()}


def until(holds: Callable[[], bool], *, limit_s: float = 30.0) -> None:
    ends_at = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < ends_at, "it never came to that"
        time.sleep(0.05)
