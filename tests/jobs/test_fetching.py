"""What feeds of a small world announce becomes articles: each once, politely, and nothing is lost in an outage."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from announcing import FETCH, POLL, announce, announced, claim_site, feed, funnel
from builders import NOW
from newsnet import World
from newsnet.fixtures import start_newsnet
from wireroom.errors import NetworkDown
from wireroom.fetch.results import TRANSIENT, Failure, Trouble
from wireroom.jobs.breaker import Breaker
from wireroom.jobs.fetched import page_from_feed, result_of
from wireroom.jobs.fetching import fetch_entries
from wireroom.jobs.polled import address_of
from wireroom.jobs.polling import poll_feeds
from wireroom.jobs.reading import Terms
from wireroom.model import Reason, Rejection
from wireroom.settings import Settings
from wireroom.warehouse import entries, feeds
from wireroom.warehouse.entries import Setback

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]


def settings(net: Net, **changes: Any) -> Settings:
    wanted: dict[str, Any] = {
        "fetch_allow_loopback": net.allow_loopback,
        "fetch_page_timeout_s": 3.0,
        "fetch_feed_timeout_s": 3.0,
        "fetch_host_gap_s": 0.02,
        "fetch_domain_gap_s": 0.02,
        "fetch_per_host": 1,
        "poll_parsers": 1,
        "read_workers": 1,
        "ingest_flush_s": 0.3,
        "min_text_characters": 100,
        **changes,
    }
    return Settings(**wanted)


def register_all(conn: Connection, net: Net) -> None:
    for number, listed in enumerate(net.feeds()):
        place = address_of(listed["feed_url"])
        facts = {"url": place.url, "url_key": place.url_key, "url_shown": place.url_shown}
        feeds.register(conn, feed(number, host=place.host, site=place.site, **facts))


def fetch(url: str, wanted: Settings, run: Any = FETCH, *, until_s: float = 60.0) -> dict[str, int]:
    terms = Terms(now=datetime.now(UTC), min_text_characters=wanted.min_text_characters, language_plain=False)
    return fetch_entries(url, wanted, run, terms, until_s=until_s, linger_s=0.0)


def test_every_announced_article_is_stored_once_and_says_what_is_true(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    world = World(hosts=8, faults={}, window=5, edits=0, deletions=0, begin=datetime.now(UTC).timestamp())
    net = start_newsnet(world)
    register_all(conn, net)
    wanted = settings(net)
    poll_feeds(database_url, wanted, POLL, until_s=0)

    tally = fetch(database_url, wanted)
    again = fetch(database_url, wanted, replace(FETCH, run_id="asset__2"))

    true = {line["url"]: line for line in net.truth()}
    stored = conn.execute("SELECT url_key, language FROM news.article").fetchall()
    counts = funnel(conn)
    assert len(stored) == tally["stored"] >= 30
    assert counts[0] == counts[3] + counts[5] + counts[6]
    assert {url for url, _ in stored} <= set(true)
    assert not again.keys() & {"stored", "rejected", "updated"}
    assert conn.execute("SELECT count(*) FROM ops.page_fetch WHERE trouble IS NULL").fetchone() == (len(stored),)
    assert conn.execute("SELECT count(*) FROM ops.site WHERE lease_token IS NOT NULL").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM news.article_check").fetchone() == (len(stored),)


def test_an_outage_rejects_nothing_the_breaker_speaks_and_all_arrives_afterwards(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(World(hosts=6, faults={}, window=4, begin=datetime.now(UTC).timestamp()))
    register_all(conn, net)
    wanted = settings(net)
    poll_feeds(database_url, wanted, POLL, until_s=0)
    conn.execute(
        "INSERT INTO ops.robots SELECT DISTINCT 'http://' || host || '/robots.txt', host, site, 'allow_all', '', now(),"
        " now(), NULL::timestamptz FROM ops.entry"
    )
    net.set_network(down=True)

    with pytest.raises(NetworkDown, match="nothing was rejected"):
        fetch(database_url, wanted)
    during = funnel(conn)
    net.set_network(down=False)
    conn.execute("UPDATE ops.entry SET not_before = now()")
    conn.execute("UPDATE ops.site SET ready_at = now(), live_ready_at = now(), next_allowed_at = NULL")
    fetch(database_url, wanted, replace(FETCH, run_id="asset__2"))
    after = funnel(conn)

    assert during[2] >= 12
    assert during[6] == 0
    assert after[1:3] == (0, 0)
    assert after[3] > 0


def test_every_trouble_either_heals_or_has_a_reason(conn: Connection) -> None:
    announce(conn, announced())
    (queued,) = claim_site(conn).entries

    for trouble in Trouble:
        failure = Failure(url=queued.url, final_url=queued.url, trouble=trouble, detail="no")
        result = result_of(queued, failure, now=NOW, give_up_after=timedelta(days=14))

        assert isinstance(result, Setback if trouble in TRANSIENT else Rejection)


def test_an_entry_that_failed_for_weeks_is_given_up(conn: Connection) -> None:
    announce(conn, announced())
    (queued,) = claim_site(conn).entries
    failure = Failure(url=queued.url, final_url=queued.url, trouble=Trouble.DNS, detail="no such name")

    ended = result_of(
        replace(queued, failures=9, failing_since=NOW - timedelta(days=15)),
        failure,
        now=NOW,
        give_up_after=timedelta(days=14),
    )

    assert isinstance(ended, Rejection)
    assert ended.reason is Reason.GAVE_UP


def test_a_text_that_the_feed_carries_is_read_without_a_fetch(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(World(hosts=1, faults={}))
    text = (
        "<p>The ferry crossed the bay again on Monday morning, after a long winter in the yard at Holm.</p>"
        "<p>Some forty passengers waited on the quay before dawn, among them the baker who had missed it most.</p>"
        "<p>The engine was replaced in January, and the council has set aside money for a second boat next year.</p>"
    )
    announce(conn, announced(1, content_html=text, carries_text=True), announced(2, url="feed:news1#2", link=None))

    tally = fetch(database_url, settings(net))

    assert tally == {"stored": 1, "rejected": 1}
    assert conn.execute("SELECT reason FROM ops.disposition WHERE outcome = 'rejected'").fetchone() == ("no_link",)
    assert conn.execute("SELECT count(*) FROM ops.page_fetch").fetchone() == (0,)


def test_a_page_made_of_a_feed_escapes_what_is_no_markup(conn: Connection) -> None:
    announce(conn, announced(1, title="5 < 6", summary="a & b", carries_text=True))
    (queued,) = claim_site(conn).entries

    made = page_from_feed(queued, entries.texts(conn, [queued])[queued.entry_key_hash], now=NOW)

    assert isinstance(made, tuple)
    assert b"<h1>5 &lt; 6</h1><p>a &amp; b</p>" in made[1].body


def test_the_breaker_opens_on_many_sites_and_not_on_one() -> None:
    one_site, many_sites, mixed = Breaker(), Breaker(), Breaker()
    for number in range(40):
        one_site.note("a.test", Trouble.CONNECT)
        many_sites.note(f"{number}.test", Trouble.CONNECT)
        mixed.note(f"{number}.test", Trouble.HTTP_5XX if number % 2 else Trouble.CONNECT)

    assert Counter(breaker.is_open for breaker in (one_site, many_sites, mixed)) == {False: 2, True: 1}
    assert many_sites.is_open
