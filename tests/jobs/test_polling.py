"""Feeds of a small world on loopback are polled into the warehouse: everything once, nothing in vain."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from announcing import POLL, feed
from newsnet import World
from newsnet.fixtures import start_newsnet
from wireroom.discover.poll_values import FeedState, PollResult
from wireroom.fetch.results import Failure, Trouble
from wireroom.jobs.polled import address_of, memory_of, result_of, state_of
from wireroom.jobs.polling import poll_feeds
from wireroom.settings import Settings
from wireroom.warehouse import feeds

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]


def settings(net: Net, **changes: Any) -> Settings:
    wanted: dict[str, Any] = {
        "fetch_allow_loopback": net.allow_loopback,
        "fetch_feed_timeout_s": 3.0,
        "fetch_host_gap_s": 0.02,
        "fetch_domain_gap_s": 0.02,
        "poll_parsers": 1,
        **changes,
    }
    return Settings(**wanted)


def register_all(conn: Connection, net: Net) -> None:
    for number, listed in enumerate(net.feeds()):
        place = address_of(listed["feed_url"])
        feeds.register(
            conn,
            feed(
                number,
                url=place.url,
                url_key=place.url_key,
                url_shown=place.url_shown,
                host=place.host,
                site=place.site,
            ),
        )


def make_due(conn: Connection) -> None:
    conn.execute("UPDATE ops.feed_state SET next_poll_at = now()")


def results(conn: Connection) -> Counter[str]:
    return Counter(dict(conn.execute("SELECT result, count(*) FROM ops.poll GROUP BY result").fetchall()))


def test_every_entry_of_every_feed_is_queued_once(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(World(hosts=12, faults={}, begin=datetime.now(UTC).timestamp()))
    register_all(conn, net)

    first = poll_feeds(database_url, settings(net), POLL, until_s=0)
    make_due(conn)
    again = poll_feeds(database_url, settings(net), replace(POLL, run_id="scheduled__2"), until_s=0)

    queued, distinct = conn.execute("SELECT count(*), count(DISTINCT url_key) FROM ops.entry").fetchone() or (0, 0)
    true_urls = {line["url"] for line in net.truth()}
    assert first["parsed"] == 12
    assert first["entries queued"] == queued == distinct > 100
    assert again.get("entries queued", 0) <= 2  # what was published between the two polls
    assert again["not_modified"] + again.get("same_body", 0) + again.get("parsed", 0) == 12
    assert {row[0] for row in conn.execute("SELECT url_key FROM ops.entry")} <= true_urls


def test_faults_of_feeds_are_named_and_hold_nobody_up(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(World(hosts=4, faults={}, begin=datetime.now(UTC).timestamp()))
    register_all(conn, net)
    place = address_of("http://127.0.0.1:9/feed")
    feeds.register(conn, feed(77, url=place.url, url_key=place.url_key, host=place.host, site=place.site))

    poll_feeds(database_url, settings(net), POLL, until_s=0)

    assert results(conn) == {"parsed": 4, "address_refused": 1}
    assert conn.execute(
        "SELECT failures, next_poll_at > now(), last_detail IS NOT NULL FROM mart.feed_health WHERE feed_key = 'news77'"
    ).fetchone() == (1.0, True, True)


def test_an_outage_is_a_failure_of_no_entry_and_ends_by_itself(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(World(hosts=3, faults={}, begin=datetime.now(UTC).timestamp()))
    register_all(conn, net)
    net.set_network(down=True)
    poll_feeds(database_url, settings(net), POLL, until_s=0)
    during = results(conn)
    net.set_network(down=False)
    make_due(conn)

    poll_feeds(database_url, settings(net), replace(POLL, run_id="scheduled__2"), until_s=0)

    assert during.total() == 3
    assert during["parsed"] == 0
    assert results(conn)["parsed"] == 3
    assert conn.execute("SELECT count(*) FROM ops.disposition").fetchone() == (0,)
    assert conn.execute("SELECT max(failures) FROM ops.feed_state").fetchone() == (0.0,)


def test_every_trouble_of_a_request_is_a_result_of_a_poll() -> None:
    found = {trouble: result_of(Failure(url="u", final_url="u", trouble=trouble, detail="")) for trouble in Trouble}

    assert set(found) == set(Trouble)
    assert (
        result_of(Failure(url="u", final_url="u", trouble=Trouble.HTTP_5XX, detail="", status=503))
        is PollResult.UNAVAILABLE
    )


def test_what_the_plan_knows_is_remembered_and_comes_back(conn: Connection) -> None:
    feeds.register(conn, feed())
    (claimed,) = feeds.claim(conn, POLL, limit=1, lease_s=60)
    state = FeedState(feed_key="news1", url=claimed.url, etag='"a"', kills=2, failures=0.5, moved_count=3)

    assert state_of(replace(claimed, memory=memory_of(state))) == state
