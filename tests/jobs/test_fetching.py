"""What feeds of a small world announce becomes articles: each once, politely, and nothing is lost in an outage."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from announcing import FETCH, POLL, announce, announced, feed, funnel, make_due
from newsnet import World
from newsnet.fixtures import start_newsnet
from wireroom.errors import NetworkDown
from wireroom.jobs.ingest import ingest_articles
from wireroom.jobs.polled import address_of
from wireroom.jobs.polling import poll_feeds
from wireroom.settings import Settings
from wireroom.warehouse import feeds
from wireroom.warehouse.connection import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]

GAP_S = 0.05


def settings(net: Net, **changes: Any) -> Settings:
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
    return ingest_articles(url, wanted, replace(FETCH, run_id=run), until_s=60.0, linger_s=linger_s)


def true(net: Net) -> dict[str, dict[str, Any]]:
    return {line["url"]: line for line in net.truth()}


def words(text: str) -> set[str]:
    return set(text.split())


def asked(net: Net, what: str) -> dict[str, list[float]]:
    """When each host was asked for this, in order."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for line in net.journal.lines:
        if line.what in what.split():
            found[line.host].append(line.at)
    return found


def gaps(times: Iterable[float]) -> list[float]:
    ordered = sorted(times)
    return [later - earlier for earlier, later in zip(ordered, ordered[1:], strict=False)]


def test_every_announced_article_is_stored_once_and_says_what_is_true(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world())
    poll(conn, database_url, net, settings(net))

    tally = fetch(database_url, settings(net))
    again = fetch(database_url, settings(net), "asset__2")

    truth = true(net)
    stored = conn.execute(
        "SELECT url_key, url, language, published_at, title, concat_ws(' ', lead, body) FROM news.article"
    ).fetchall()
    assert len(stored) == tally["stored"] == len(truth)
    assert {key for key, *_ in stored} == {url for _, url, *_ in stored} == set(truth)
    assert [key for key, _, language, *_ in stored if truth[key]["language"] != language] == []
    assert [key for key, *_, at, _, _ in stored if at is None or at.timestamp() != truth[key]["published_at"]] == []
    assert [key for key, *_, title, _ in stored if title != truth[key]["title"]] == []
    assert [key for key, *_, text in stored if not words(" ".join(truth[key]["paragraphs"])) <= words(text)] == []
    assert funnel(conn) == (len(truth), 0, 0, len(truth), 0, 0, 0, 1)
    assert not again.keys() & {"stored", "rejected", "updated"}
    assert conn.execute("SELECT count(*) FROM ops.site WHERE lease_token IS NOT NULL").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM news.article_check").fetchone() == (len(truth),)
