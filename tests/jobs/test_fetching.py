"""What feeds of a small world announce becomes articles: each once, politely, with what is true of it."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from announcing import POLL, announce, announced, claim_one, funnel
from announcing import poll as poll_of
from loopback import loopback, redirect, reply
from newsnet.fixtures import start_newsnet
from small_world import GAP_S, fetch, poll, settings, true, until, world
from wireroom.discover.feed import FeedEntry, FeedKind, ParsedFeed
from wireroom.jobs.windows import held_against
from wireroom.settings import Settings
from wireroom.warehouse import polls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]


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
    return [later - earlier for earlier, later in pairwise(ordered)]


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


def test_hosts_are_asked_in_turn_by_their_rules_and_never_before_they_want(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    plan = {0: "busy", 1: "robots_pages", 2: "crawl_delay", 3: "robots_500", 4: "dead_links", 5: "busy_date"}
    net = start_newsnet(world(plan=plan, spell_s=5.0, cycle_s=10.0))
    wanted = settings(net, fetch_crawl_delay_max_s=0.4, fetch_host_gap_s=0.2, fetch_domain_gap_s=0.2)
    poll(conn, database_url, net, wanted)
    conn.execute("UPDATE ops.feed_state SET next_poll_at = now() WHERE last_result <> 'parsed'")

    fetch(database_url, wanted, linger_s=1.0)

    pages = asked(net, "page")
    by_host = {net.world.site(number).host: fault for number, fault in plan.items()}
    crawled = next(host for host, fault in by_host.items() if fault == "crawl_delay")
    # The journal has the time of arrival; what was sent in time may have been held up by a busy machine.
    assert [gap for host in pages for gap in gaps(pages[host]) if gap < 0.15] == []
    assert [gap for gap in gaps(pages[crawled]) if gap < 0.35] == []
    assert [host for host, fault in by_host.items() if fault.startswith("robots") and pages.get(host)] == []
    assert all(asked(net, "robots")[host][0] < times[0] for host, times in pages.items())
    for line in net.journal.lines:
        if line.what == "page" and line.retry_after and line.retry_after.isdigit():
            later = [at for at in pages[line.host] if at > line.at]
            assert all(at >= line.at + int(line.retry_after) for at in later)
    reasons = dict(conn.execute("SELECT reason, count(*) FROM ops.disposition GROUP BY reason").fetchall())
    assert reasons["refused_by_robots"] == 5
    assert all(line.user_agent and line.user_agent.startswith("Wireroom/") for line in net.journal.lines)
    assert {line.cookie for line in net.journal.lines} == {None}


def test_a_feed_is_learned_to_carry_whole_texts_and_its_pages_are_left_alone(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(hosts=2, full_text=1.0, window=10, formats={"rss": 0.5, "atom": 0.5}))
    poll(conn, database_url, net, settings(net))
    fetch(database_url, settings(net))
    learned = conn.execute("SELECT min(text_sample_count), min(text_whole_count) FROM ops.feed_state").fetchone()
    before = len(net.journal.lines)
    net.clock.set(now=net.clock.now() + 6 * 3600)
    poll(conn, database_url, net, settings(net), run="scheduled__2")

    tally = fetch(database_url, settings(net), "asset__2")

    truth = true(net)
    fresh = conn.execute(
        "SELECT a.url_key, concat_ws(' ', a.lead, a.body) FROM news.article AS a"
        " INNER JOIN ops.disposition AS d ON a.article_id = d.article_id WHERE d.run_id = 'asset__2'"
    ).fetchall()
    assert learned == (10, 10)
    assert len(fresh) == tally["stored"] > 3
    assert [line.path for line in net.journal.lines[before:] if line.what == "page"] == []
    assert [url for url, text in fresh if not words(" ".join(truth[url]["paragraphs"])) <= words(text)] == []


def test_what_is_queued_while_a_run_lingers_is_fetched_at_once(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(hosts=1))
    poll(conn, database_url, net, settings(net))
    task = multiprocessing.get_context("fork").Process(
        target=fetch, args=(database_url, settings(net)), kwargs={"linger_s": 4.0}
    )
    task.start()
    until(lambda: conn.execute("SELECT count(*) FROM news.article").fetchone() == (5,))
    net.clock.set(now=net.clock.now() + 7200)

    poll(conn, database_url, net, settings(net), run="scheduled__2")
    queued = time.monotonic()
    until(lambda: conn.execute("SELECT count(*) > 5 FROM news.article").fetchone() == (True,))
    task.join()

    assert time.monotonic() - queued < 10
    assert conn.execute("SELECT count(DISTINCT run_id) FROM ops.disposition").fetchone() == (1,)


def test_a_page_that_changed_or_went_is_noticed_when_it_is_looked_at_again(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(hosts=1, edits=0.5, deletions=0.5, window=6))
    poll(conn, database_url, net, settings(net))
    fetch(database_url, settings(net))
    first = net.clock.now()
    conn.execute("UPDATE ops.feed SET revisit_hours = '{24}'")
    conn.execute("UPDATE news.article_check SET next_check_at = now(), last_checked_at = '2026-01-01'")
    net.clock.set(now=net.clock.now() + 3 * 86400)

    fetch(database_url, settings(net), "asset__2", linger_s=1.5)

    truth = true(net)
    looked = conn.execute(
        "SELECT a.url_key, a.version, c.withdrawn_status FROM news.article AS a"
        " INNER JOIN news.article_check AS c ON a.article_id = c.article_id WHERE c.last_checked_at > '2026-02-01'"
    ).fetchall()
    assert len(looked) == 6
    for url, version, withdrawn in looked:
        is_gone = truth[url]["deleted_at"] is not None
        assert (withdrawn in {404, 410}) == is_gone
        is_edited = truth[url]["edit"] is not None and truth[url]["edit"]["at"] > first
        assert (version > 1) == (is_edited and not is_gone)
    assert conn.execute("SELECT count(*) FROM ops.entry").fetchone() == (0,)


def test_an_entry_is_followed_to_where_its_article_is_and_known_there_from_then_on(
    conn: Connection, database_url: str
) -> None:
    article = (
        b"<!doctype html><html><head><title>Ferry returns to the bay</title>"
        b'<link rel="canonical" href="/2026/ferry-returns-to-the-bay"></head><body><article>'
        b"<h1>Ferry returns to the bay</h1>"
        + b"".join(
            b"<p>The ferry crossed the bay for the %dth time, and everyone cheered it.</p>" % n for n in range(20)
        )
        + b"</article></body></html>"
    )
    place: dict[str, Any] = {"host": "a.test", "site": "a.test"}
    routes = {
        "/robots.txt": reply(b"", 404),
        "/s/1": redirect("/amp/2026/ferry-returns-to-the-bay", 301),
        "/amp/2026/ferry-returns-to-the-bay": reply(article, 200, "Content-Type: text/html"),
    }
    short: dict[str, Any] = {"url": "http://a.test/s/1", "url_key": "http://a.test/s/1", "link": "http://a.test/s/1"}

    async def run() -> None:
        async with loopback(routes) as server:
            wanted = Settings(
                fetch_allow_loopback=f"*.test=127.0.0.1:{server.port}",
                fetch_host_gap_s=GAP_S,
                fetch_domain_gap_s=GAP_S,
                read_workers=1,
                ingest_flush_s=0.2,
            )
            announce(conn, announced(1, **place, **short))
            await asyncio.to_thread(fetch, database_url, wanted)
            announce(conn, announced(2, of=2, **place, **short), number=2)
            await asyncio.to_thread(fetch, database_url, wanted, "asset__2")

    asyncio.run(run())

    own = "http://a.test/2026/ferry-returns-to-the-bay"
    assert conn.execute("SELECT url_key, url FROM news.article").fetchall() == [(own, own)]
    assert conn.execute("SELECT outcome FROM ops.disposition ORDER BY decided_at").fetchall() == [
        ("stored",),
        ("duplicate",),
    ]
    assert conn.execute("SELECT count(*) FROM ops.page_fetch").fetchone() == (1,)
    assert conn.execute("SELECT count(*) FROM mart.sighting").fetchone() == (2,)


def test_a_text_that_the_feed_carries_is_read_without_a_fetch_and_tokens_are_not_asked_for(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(hosts=1))
    text = (
        "<p>The ferry crossed the bay again on Monday morning, after a long winter in the yard at Holm.</p>"
        "<p>Some forty passengers waited on the quay before dawn, among them the baker who had missed it most.</p>"
        "<p>The engine was replaced in January, and the council has set aside money for a second boat next year.</p>"
    )
    token = "https://news.google.com/rss/articles/CBMiAA"
    announce(
        conn,
        announced(1, content_html=text, carries_text=True),
        announced(2, url="feed:news1#2", link=None),
        announced(3, url=token, url_key=token),
    )

    tally = fetch(database_url, settings(net))

    reasons = conn.execute("SELECT reason FROM ops.disposition WHERE outcome = 'rejected' ORDER BY 1").fetchall()
    assert (tally["stored"], reasons) == (1, [("aggregator_link",), ("no_link",)])
    assert conn.execute("SELECT count(*) FROM ops.page_fetch").fetchone() == (0,)


def test_entries_of_one_page_are_stored_as_the_feed_has_them_or_as_the_page_once(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(hosts=1))
    page = next(iter(true(net)))
    texts = [f"<p>{f'On day {day} the ferry crossed the bay and the quay was full. ' * 20}</p>" for day in range(3)]
    posts = [FeedEntry(guid=str(n), link=page, title=f"Day {n}", content_html=text) for n, text in enumerate(texts)]
    posts = [replace(post, is_full_text=True) for post in posts]
    links = [FeedEntry(guid=f"l{n}", link=f"{page}#{n}", title=f"A view of day {n}") for n in range(3)]
    claimed = claim_one(conn)
    window = held_against(conn, claimed, ParsedFeed(kind=FeedKind.RSS, entries=(*posts, *links)))
    polls.save(conn, POLL, poll_of(claimed, new=window.new))

    tally = fetch(database_url, settings(net))

    assert (tally["stored"], tally["duplicate"]) == (4, 2)
    stored = conn.execute("SELECT url_key, url FROM news.article ORDER BY 1").fetchall()
    assert stored == [*((f"feed:news1#{n}", page) for n in range(3)), (page, page)]
    distinct = "SELECT count(DISTINCT content_sha256), count(DISTINCT page_sha256) FROM news.article"
    assert conn.execute(distinct).fetchone() == (4, 4)
    assert conn.execute("SELECT count(*) FROM ops.page_fetch").fetchone() == (1,)
