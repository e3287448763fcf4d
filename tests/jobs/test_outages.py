"""A network that is down is no fault of those who cannot be reached, however few they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from announcing import POLL, announce, announced, claim_site
from loopback import reply
from newsnet.fixtures import start_newsnet
from served import served
from small_world import fetch, poll, settings, world
from wireroom.errors import NetworkDown
from wireroom.fetch.results import Trouble
from wireroom.jobs.breaker import Breaker
from wireroom.jobs.polling import poll_feeds
from wireroom.settings import Settings
from wireroom.warehouse import entries
from wireroom.warehouse.entries import Setback

if TYPE_CHECKING:
    from collections.abc import Callable

    from loopback import Request
    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]

DEAD, MISSING = reply(status=500), reply(status=404)
PAGE = reply(
    b"<!doctype html><title>Ferry returns to the bay</title><article><h1>Ferry returns to the bay</h1>"
    + b"".join(b"<p>The ferry crossed the bay for the %dth time, and everyone cheered it.</p>" % n for n in range(20))
    + b"</article>",
    200,
    "Content-Type: text/html",
)


def breaker(*answers: Trouble | None) -> Breaker:
    """One that was told how as many hosts answered."""
    made = Breaker(hosts=20, share=0.8)
    for number, trouble in enumerate(answers):
        made.note(f"news{number}.test", trouble)
    made.settle()
    return made


@pytest.mark.parametrize(
    ("answers", "is_open"),
    [
        ([Trouble.CONNECT] * 5, True),
        ([Trouble.CONNECT] * 4, False),
        ([Trouble.CONNECT] * 9 + [None], False),
        ([None, *[Trouble.CONNECT] * 18], False),
        ([None, *[Trouble.CONNECT] * 19], True),
        ([Trouble.HTTP_404] * 9, False),
    ],
)
def test_it_opens_where_most_of_many_fail_or_all_of_few(answers: list[Trouble | None], is_open: bool) -> None:
    assert breaker(*answers).is_open == is_open


def test_dead_links_of_one_source_count_once_however_many_hosts_they_name() -> None:
    made = Breaker(hosts=5, share=0.8)
    for number in range(40):
        made.note(f"dead{number}.test", Trouble.CONNECT, source="junk")
    made.settle()
    alone = made.is_open
    for number in range(4):
        made.note(f"news{number}.test", Trouble.CONNECT, source=f"news{number}")

    assert (alone, made.is_open) == (False, True)


def test_one_feed_of_dead_links_stops_nobody_and_its_entries_back_off(conn: Connection, database_url: str) -> None:
    def answer(request: Request) -> bytes:
        if request.headers["host"] != "www.news2.test":
            return DEAD
        return MISSING if request.target == "/robots.txt" else PAGE

    links = [(f"http://dead{number}.test/a", f"dead{number}.test") for number in range(40)]
    junk = [
        announced(number, host=site, site=site, url=url, url_key=url, link=url)
        for number, (url, site) in enumerate(links)
    ]
    good = "http://www.news2.test/1"
    announce(conn, *junk)
    announce(conn, announced(1, of=2, url=good, url_key=good, link=good), number=2)

    with served({"*": answer}) as site:
        tally = fetch(database_url, Settings(fetch_allow_loopback=f"*.test=127.0.0.1:{site.port}", read_workers=1))

    failed = conn.execute("SELECT min(failures), max(failures), min(not_before) > now() FROM ops.entry").fetchone()
    assert (tally["stored"], tally["transient: robots_unreachable"]) == (1, 40)
    assert failed == (1, 1, True)


@pytest.mark.parametrize(("since_s", "wait_s"), [(None, 60), (60, 60), (1200, 300), (86_400, 900)])
def test_the_longer_an_outage_lasts_the_longer_its_entries_wait_and_nothing_counts(
    conn: Connection, since_s: int | None, wait_s: int
) -> None:
    announce(conn, announced(1), announced(2))
    conn.execute("UPDATE ops.entry SET failing_since = now() - make_interval(secs => %s)", (since_s,))
    claim = claim_site(conn)

    back = entries.sit_out(conn, claim, [each.entry_key for each in claim.entries], least_s=60, most_s=900)

    rows = conn.execute(
        "SELECT state, attempts, failures, extract(epoch FROM not_before - clock_timestamp())::float FROM ops.entry"
    ).fetchall()
    assert (back, {row[:3] for row in rows}) == (2, {("pending", 0, 0)})
    assert [waits for *_, waits in rows] == pytest.approx([wait_s] * 2, abs=5)


def test_a_failure_of_ones_own_is_counted_from_its_own_beginning(conn: Connection) -> None:
    announce(conn, announced(1))
    conn.execute("UPDATE ops.entry SET failing_since = now() - interval '30 days'")
    claim = claim_site(conn)

    entries.set_back(conn, claim, [Setback(entry_key="feed:news1#1", trouble="dns", detail="no", wait_s=60)])

    assert conn.execute("SELECT now() - failing_since < interval '1 minute' FROM ops.entry").fetchone() == (True,)


def test_an_outage_speaks_and_counts_against_nobody_where_few_hosts_are_asked(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(hosts=6))
    wanted = settings(net, ingest_breaker_hosts=20)
    poll(conn, database_url, net, wanted)
    net.set_network(down=True)

    with pytest.raises(NetworkDown, match="6 of the last 6 hosts failed"):
        fetch(database_url, wanted)

    assert conn.execute("SELECT max(failures), max(attempts) FROM ops.entry").fetchone() == (0, 0)
    assert conn.execute("SELECT coalesce(max(failures), 0) FROM ops.host").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM ops.disposition").fetchone() == (0,)


def test_feeds_that_could_not_be_polled_in_an_outage_are_polled_soon_after_it(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world())
    wanted = settings(net, time_factor=60.0)
    poll(conn, database_url, net, wanted)
    net.set_network(down=True)

    tallies: list[dict[str, int]] = []
    for number in range(2, 6):
        conn.execute("UPDATE ops.feed_state SET next_poll_at = now()")
        tallies.append(poll_feeds(database_url, wanted, replace(POLL, run_id=f"scheduled__{number}"), until_s=0))
    polled = conn.execute("SELECT count(*) FROM ops.poll WHERE result = 'connect_failed'").fetchone()

    assert [tally["postponed, nobody answers"] for tally in tallies] == [5] * 4
    assert polled == (4 * 3,)  # of each task those that failed before it could be told
