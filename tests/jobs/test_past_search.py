"""How the past of a site is looked for: bad sitemaps harm no others, loops end, feeds are followed back if allowed."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from loopback import redirect, reply
from newsnet.fixtures import start_newsnet
from oldnews import BEGIN, RUN, WEEK, backfill, progress, register, settings, stored, world
from served import served
from wireroom.errors import BackfillFailed
from wireroom.jobs.archives import find_past
from wireroom.jobs.past_request import PastRequest
from wireroom.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet import World
    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]

DAY = replace(WEEK, start=BEGIN, end=BEGIN + timedelta(days=1))
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
DOCUMENTS = "SELECT split_part(document, '.test', 2), state, reason FROM ops.archive_document ORDER BY document"


def index(*urls: str) -> bytes:
    listed = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<?xml version="1.0"?><sitemapindex xmlns="{NAMESPACE}">{listed}</sitemapindex>'.encode()


def urlset(*urls: str, day: str = "2026-09-21") -> bytes:
    listed = "".join(f"<url><loc>{url}</loc><lastmod>{day}</lastmod></url>" for url in urls)
    return f'<?xml version="1.0"?><urlset xmlns="{NAMESPACE}">{listed}</urlset>'.encode()


def find(url: str, port: int, **asked: Any) -> dict[str, int]:
    """Only look, on a.test."""
    pace: dict[str, Any] = {
        "fetch_host_gap_s": 0.0,
        "fetch_domain_gap_s": 0.0,
        "poll_parsers": 1,
        "time_factor": 1000.0,
    }
    wanted = Settings(fetch_allow_loopback=f"127.0.0.1:{port}, *.test=127.0.0.1:{port}", **pace)
    request = PastRequest(sources=("http://a.test",), **asked)
    return find_past(url, wanted, RUN, DAY, request, now=lambda: BEGIN + timedelta(days=30))


def test_a_sitemap_that_cannot_be_read_is_named_and_harms_no_other(conn: Connection, database_url: str) -> None:
    """behaviour 47"""
    names = ("lines.txt", "good.xml", "cut.xml", "torn.xml.gz", "bomb.xml", "page.xml", "missing.xml", "text.xml")
    routes = {
        "/robots.txt": reply(b"Sitemap: http://a.test/index.xml\n"),
        "/sitemap.xml": reply(status=404),
        "/index.xml": reply(index(*(f"http://a.test/{name}" for name in names))),
        "/good.xml": reply(urlset("http://a.test/1", "http://b.test/elsewhere", "javascript:alert(1)")),
        "/cut.xml": reply(urlset("http://a.test/2", "http://a.test/3")[:-40]),
        "/torn.xml.gz": reply(gzip.compress(urlset("http://a.test/4"))[:-9], 200, "Content-Type: application/x-gzip"),
        "/bomb.xml": reply(b'<!DOCTYPE x [<!ENTITY a "aaaa">]><urlset>&a;</urlset>'),
        "/page.xml": reply(b"<!doctype html><html><body>Not here.</body></html>"),
        "/missing.xml": reply(status=404),
        "/text.xml": reply(b"no markup at all"),
        "/lines.txt": reply(b"http://a.test/8\nhttp://a.test/9\n", 200, "Content-Type: text/plain"),
    }
    with served(routes) as site:
        tally = find(database_url, site.port)

    states = {name: (state, reason) for name, state, reason in conn.execute(DOCUMENTS).fetchall()}
    assert states["/good.xml"] == states["/index.xml"] == ("read", None)
    assert states["/sitemap.xml"] == ("absent", None), "a conventional address where nothing is"
    assert states["/missing.xml"] == ("absent", None), "an index often names what is no more"
    assert states["/lines.txt"] == ("read", None), "addresses without dates are of no day"
    assert {name: reason for name, (state, reason) in states.items() if state == "failed"} == {
        "/cut.xml": "damaged",
        "/torn.xml.gz": "archive_damaged",
        "/bomb.xml": "hostile",
        "/page.xml": "html",
        "/text.xml": "not_a_feed",
    }
    said = conn.execute("SELECT detail FROM ops.archive_document WHERE reason = 'html'").fetchall()
    assert said == [("a page stands where a sitemap was",)]
    queued = [url for (url,) in conn.execute("SELECT url_key FROM ops.entry ORDER BY url_key").fetchall()]
    assert queued == ["http://a.test/1", "http://a.test/2"], "what the damaged one still names is taken"
    assert tally["documents: failed"] == 5


def test_indexes_that_name_each_other_end_and_so_do_endless_ones(conn: Connection, database_url: str) -> None:
    """behaviour 47"""
    deep = {f"/d{n}.xml": reply(index(f"http://a.test/d{n + 1}.xml")) for n in range(9)}
    routes = {
        "/robots.txt": reply(status=404),
        "/sitemap.xml": reply(index("http://a.test/sitemap.xml", "http://a.test/b.xml", "http://a.test/d0.xml")),
        "/b.xml": reply(index("http://a.test/sitemap.xml", "http://a.test/c.xml")),
        "/c.xml": reply(urlset("http://a.test/1")),
        **deep,
    }
    with served(routes) as site:
        find(database_url, site.port)
        asked = [request.target for request in site.requests]

    assert sorted(asked) == ["/b.xml", "/c.xml", "/d0.xml", "/d1.xml", "/d2.xml", "/robots.txt", "/sitemap.xml"]
    reasons = [reason for (reason,) in conn.execute("SELECT reason FROM ops.archive_document WHERE state = 'failed'")]
    assert reasons == ["too_deep"]


def test_documents_that_redirect_out_of_the_web_are_named_and_harm_no_other(
    conn: Connection, database_url: str
) -> None:
    """behaviour 47"""
    wild = {"/script.xml": "javascript:alert(1)", "/file.xml": "file:///etc/hostname", "/blank.xml": "about:blank"}
    routes = {
        "/robots.txt": redirect("javascript:alert(1)"),
        "/sitemap.xml": reply(index("http:///nowhere", *(f"http://a.test{name}" for name in (*wild, "/good.xml")))),
        "/good.xml": reply(urlset("http://a.test/1")),
        **{name: redirect(target) for name, target in wild.items()},
    }
    with served(routes) as site:
        find(database_url, site.port)

    rows = conn.execute("SELECT split_part(document, '.test', 2), detail FROM ops.archive_document").fetchall()
    details = dict(rows)
    assert [name for name, target in wild.items() if f"redirects to {target}" not in (details[name] or "")] == []
    assert conn.execute("SELECT url_key FROM ops.entry").fetchall() == [("http://a.test/1",)]


def test_a_limit_on_sitemaps_is_kept_and_said(conn: Connection, database_url: str) -> None:
    many = [f"http://a.test/{n}.xml" for n in range(5)]
    routes = {
        "/robots.txt": reply(status=404),
        "/sitemap.xml": reply(index(*many)),
        "*": reply(urlset("http://a.test/x")),
    }
    with served(routes) as site:
        find(database_url, site.port, max_documents=3)

    ((detail,),) = conn.execute("SELECT detail FROM ops.archive_document WHERE reason = 'too_many'").fetchall()
    assert detail.startswith("3 sitemaps were not asked for after 3")


def test_a_dry_run_queues_nothing(conn: Connection, database_url: str) -> None:
    routes = {"/robots.txt": reply(status=404), "/sitemap.xml": reply(urlset("http://a.test/1", "http://a.test/2"))}
    with served(routes) as site:
        tally = find(database_url, site.port, dry_run=True)

    assert tally["would be looked at"] == 2
    for table in ("ops.entry", "ops.archive_entry", "ops.archive_document"):
        assert conn.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,)


def test_a_run_of_which_too_much_failed_fails(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(plan={0: "dead_links", 1: "dead_links"}, hosts=2))
    register(conn, net)

    with pytest.raises(BackfillFailed, match=r"more than 5% failed: .* rejected"):
        backfill(database_url, settings(net, time_factor=100_000.0), max_failed_share=0.05)

    assert progress(conn, "state, is_balanced") == [("failed", True)]


def archived(net: Net, interval: Any) -> set[str]:
    """What the feeds of the world had for the interval."""
    start, end = interval.start.timestamp(), interval.end.timestamp()
    return {line["url"] for line in net.truth(since=start) if start <= line["published_at"] < end}


def test_archived_feeds_are_followed_back_and_not_asked_for_twice(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    """behaviour 45"""
    net = start_newsnet(feeds_of("atom", archives=1.0))
    register(conn, net)
    earlier = replace(WEEK, start=WEEK.start - timedelta(days=60), end=WEEK.start - timedelta(days=53))
    asked: dict[str, Any] = {"ways": ("feed_archives",), "sources": ("news0", "news1")}

    backfill(database_url, settings(net), earlier, **asked)
    before = len(net.journal.lines)
    backfill(database_url, settings(net), run=replace(RUN, run_id="2"), **asked)

    assert set(stored(conn)) == archived(net, earlier) | archived(net, WEEK)
    again = {line.path for line in net.journal.lines[before:] if line.what == "feed"}
    assert not {path for path in again if "2026-06" in path or "2026-05" in path}, "what cannot change is known"
    kinds = conn.execute("SELECT DISTINCT found_by FROM ops.archive_entry").fetchall()
    assert kinds == [("feed_archive",)]


def test_pages_of_wordpress_are_walked_until_the_interval_is_past(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    """behaviour 46"""
    net = start_newsnet(feeds_of("rss", paged=1.0))
    register(conn, net)

    backfill(database_url, settings(net), ways=("wordpress",), sources=("news0", "news1"))

    pages = [line.path for line in net.journal.lines if line.what == "feed" and line.host == "news0.test"]
    assert set(stored(conn)) == archived(net, WEEK)
    assert 3 < len(pages) < 40
    assert len(pages) == len(set(pages))


@pytest.mark.parametrize(("paged", "most"), [(1.0, 60), (0.0, 2)])
def test_wordpress_ends_where_there_is_no_more_or_the_same_again(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net], paged: float, most: int
) -> None:
    """behaviour 46"""
    net = start_newsnet(feeds_of("rss", paged=paged, history_s=10 * 86_400.0))
    register(conn, net)

    backfill(database_url, settings(net), ways=("wordpress",), sources=("news0",))

    pages = [line for line in net.journal.lines if line.what == "feed"]
    assert len(pages) <= most
    assert pages[-1].status == (404 if paged else 200)
    assert conn.execute("SELECT count(*) FROM ops.archive_document WHERE state = 'failed'").fetchone() == (0,)


def feeds_of(kind: str, **changes: Any) -> World:
    return world(hosts=2, rate=0.08, formats={kind: 1.0}, window=6, legacy=0, platforms=0, **changes)


def test_a_feed_that_leads_in_a_circle_is_left(conn: Connection, database_url: str) -> None:
    """behaviour 45"""
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><id>a</id>'
    entry = "<entry><id>1</id><title>One</title><link href='http://a.test/1'/><updated>2026-09-21T08:00:00Z</updated></entry>"

    def page(to: str) -> bytes:
        return reply(f'{head}<link rel="next" href="http://a.test/{to}"/>{entry}</feed>'.encode())

    with served(
        {"/robots.txt": reply(status=404), "/feed": page("two"), "/two": page("three"), "/three": page("two")}
    ) as site:
        conn.execute(
            "INSERT INTO ops.feed (feed_key, url, url_key, url_key_hash, url_shown, host, site)"
            " VALUES ('a', 'http://a.test/feed', 'x', '\\x00', 'x', 'a.test', 'a.test')"
        )
        conn.execute("INSERT INTO ops.feed_state (feed_id) SELECT feed_id FROM ops.feed")
        find(database_url, site.port, ways=("feed_archives",))

    assert conn.execute("SELECT reason FROM ops.archive_document WHERE state = 'failed'").fetchall() == [("circle",)]
    assert conn.execute("SELECT url_key, found_by FROM ops.archive_entry").fetchall() == [
        ("http://a.test/1", "feed_page")
    ]


def test_dates_are_of_utc(conn: Connection, database_url: str) -> None:
    """A date without an offset is of exactly one day, whichever interval asks."""
    routes = {"/robots.txt": reply(status=404), "/sitemap.xml": reply(urlset("http://a.test/1", day="2026-09-21"))}
    found: list[int] = []
    for days in (-1, 0, 1):
        interval = replace(DAY, start=DAY.start + timedelta(days=days), end=DAY.end + timedelta(days=days))
        with served(routes) as site:
            wanted = Settings(fetch_allow_loopback=f"*.test=127.0.0.1:{site.port}", poll_parsers=1)
            run = replace(RUN, run_id=f"backfill__{days}")
            request = PastRequest(sources=("http://a.test",))
            find_past(database_url, wanted, run, interval, request, now=lambda: datetime(2026, 12, 1, tzinfo=UTC))
        ((count,),) = conn.execute("SELECT count(*) FROM ops.archive_entry WHERE run_id = %s", (run.run_id,)).fetchall()
        found.append(count)

    assert found == [0, 1, 0]
