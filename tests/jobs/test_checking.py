"""A list of feeds is looked at from here: what does not answer or parse is named, hosts are asked in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from loopback import redirect, reply
from newsnet import World
from newsnet.fixtures import start_newsnet
from served import served
from wireroom.discover.opml import ListedFeed, write_opml
from wireroom.errors import BadSetting, FeedRefused
from wireroom.jobs.checking import check_feeds, find_feeds
from wireroom.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet.server import Net

__all__ = ["start_newsnet"]

RSS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Bay Post</title>'
    b"<item><title>Ferry returns</title><link>https://bay.example/1</link></item></channel></rss>"
)
HOME = (
    b"<html><head><link rel=alternate type=application/rss+xml title='Comments' href=/comments>"
    b"<link rel=alternate type=application/rss+xml title='Bay Post' href=/feed></head><body>Hello</body></html>"
)


def now() -> datetime:
    return datetime.now(UTC)


def settings(**changes: Any) -> Settings:
    quick = Settings(fetch_host_gap_s=0.05, fetch_domain_gap_s=0.05, poll_parsers=1, fetch_feed_timeout_s=5.0)
    return replace(quick, **changes)


def test_a_world_without_faults_is_all_well(start_newsnet: Callable[..., Net]) -> None:
    net = start_newsnet(World(hosts=8, faults={}, begin=now().timestamp()))
    body = "\n".join(feed["feed_url"] for feed in net.feeds()).encode()
    lines: list[str] = []

    summary = check_feeds(settings(fetch_allow_loopback=net.allow_loopback), body, now=now, say=lines.append)

    assert (summary.well, summary.all_well, lines) == (8, True, [])


def test_what_does_not_answer_or_parse_is_named() -> None:
    routes = {"/good": reply(RSS), "/page": reply(HOME, 200, "Content-Type: text/html"), "/gone": reply(b"", 410)}
    lines: list[str] = []
    with served({**routes, "/empty": reply(RSS.replace(b"item", b"other"))}) as server:
        paths = ("good", "page", "gone", "missing", "empty")
        listed = [ListedFeed(key=path, url=server.url(f"/{path}")) for path in paths]
        body = write_opml(listed).replace(b"</body>", b'<outline text="Lost"/></body>')
        allowed = settings(fetch_allow_loopback=f"127.0.0.1:{server.port}")

        summary = check_feeds(allowed, body, now=now, say=lines.append)
        asked_at = [request.at for request in server.requests]

    assert (summary.well, summary.empty, summary.unlisted, summary.all_well) == (1, 1, 1, False)
    assert dict(summary.failed) == {"html": 1, "http_410": 1, "http_404": 1}
    assert "Lost" in lines[0]
    assert sorted(line.split(":")[0] for line in lines[1:]) == ["empty", "gone", "missing", "page"]
    assert any("/feed" in line for line in lines if line.startswith("page"))
    assert all(later - earlier > 0.04 for earlier, later in pairwise(asked_at))
    assert len(asked_at) == 5


def test_nothing_is_asked_beyond_loopback_without_a_contact() -> None:
    with pytest.raises(BadSetting, match="WIREROOM_CONTACT"):
        check_feeds(settings(), b"https://bay.example/feed", now=now, say=print)


def test_a_site_says_where_its_feeds_are() -> None:
    page = reply(HOME, 200, "Content-Type: text/html; charset=utf-8")
    with served({"/": page, "/feed": reply(RSS), "/plain": reply(b"<p>Hello</p>"), "/old": redirect("/")}) as server:
        allowed = settings(fetch_allow_loopback=f"127.0.0.1:{server.port}")

        found = find_feeds(allowed, server.url("/old"), now=now)
        itself = find_feeds(allowed, server.url("/feed"), now=now)
        with pytest.raises(FeedRefused, match="announces no feed"):
            find_feeds(allowed, server.url("/plain"), now=now)
        with pytest.raises(FeedRefused, match="404"):
            find_feeds(allowed, server.url("/missing"), now=now)

    assert [link.url for link in found] == [server.url("/feed"), server.url("/comments")]
    assert [(link.url, link.title) for link in itself] == [(server.url("/feed"), "Bay Post")]


def test_a_site_without_a_scheme_is_asked_over_https() -> None:
    with served({"/": reply(HOME, 200, "Content-Type: text/html")}) as server:
        allowed = settings(fetch_allow_loopback=f"127.0.0.1:{server.port}")
        for typed in (f"127.0.0.1:{server.port}", f"//127.0.0.1:{server.port}/"):
            with pytest.raises(FeedRefused, match=f"https://127.0.0.1:{server.port}/?: robots_unreachable"):
                find_feeds(allowed, typed, now=now)

    assert server.connections > 0


@pytest.mark.parametrize(
    "typed", ["http://", "not an address", "ftp://bay.example", "https://u:sesame@bay.example", "::"]
)
def test_what_is_no_address_of_a_site_is_refused_before_anything_is_asked(typed: str) -> None:
    with pytest.raises(FeedRefused, match="address") as refused:
        find_feeds(settings(), typed, now=now)

    assert "sesame" not in str(refused.value)
