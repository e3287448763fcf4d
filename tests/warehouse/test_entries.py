"""The queue: a site belongs to one claimer, an entry ends once, an outage rejects nothing, and it all adds up."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from announcing import FETCH, LONG_AGO, announce, announced, claim, claim_site, funnel, make_due, refused, stored
from builders import NOW
from wireroom.model import Reason, Stage
from wireroom.warehouse import articles, entries, hosts
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.entries import Claims, Owed, Queued, Setback
from wireroom.warehouse.hosts import Answered, StoredRobots

if TYPE_CHECKING:
    from collections.abc import Sequence

NEXT_RUN = replace(FETCH, run_id="asset__2")


def keys(found: Sequence[Queued]) -> list[str]:
    return [entry.entry_key.partition("#")[2] for entry in found]


def test_four_workers_end_every_entry_once_and_never_share_a_site(conn: Connection, database_url: str) -> None:
    for number in range(1, 21):
        announce(conn, *(announced(each, of=number) for each in range(12)), number=number)

    def work(worker: int) -> tuple[list[str], list[tuple[str, float, float]]]:
        ended: list[str] = []
        held: list[tuple[str, float, float]] = []
        with connect(database_url, autocommit=True) as own:
            run = replace(FETCH, map_index=worker)
            while not (found := claim(own, run=run, sites=2, per_site=5)).is_empty:
                for site in found.sites:
                    began = time.monotonic()
                    articles.load(own, run, [refused(entry) for entry in site.entries])
                    ended += [entry.entry_key for entry in site.entries]
                    held.append((site.site, began, time.monotonic()))
                    assert entries.release(own, site)
        return ended, held

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(work, range(4)))

    ended = Counter(key for found, _ in results for key in found)
    spans = sorted(span for _, found in results for span in found)
    assert len(ended) == 240
    assert set(ended.values()) == {1}
    assert all(one[0] != two[0] or one[2] <= two[1] for one, two in pairwise(spans))
    assert entries.owed(conn) == Owed(pending=0, transient=0, due=0)
    assert funnel(conn) == (240, 0, 0, 0, 0, 0, 240, True)


def test_what_entered_ends_in_the_transaction_that_says_how(conn: Connection) -> None:
    announce(conn, announced(1), announced(2), announced(3))
    site = claim_site(conn)

    tally = articles.load(conn, FETCH, [stored(site.entries[0]), refused(site.entries[1])])

    assert tally == {"stored": 1, "rejected": 1}
    assert entries.owed(conn) == Owed(pending=1, transient=0, due=1)
    assert funnel(conn) == (3, 1, 0, 1, 0, 0, 1, True)


def test_a_late_worker_ends_nothing_that_another_has_ended(conn: Connection) -> None:
    announce(conn, announced(1))
    late = claim_site(conn, lease_s=0.05)
    time.sleep(0.1)
    taken = claim_site(conn, run=NEXT_RUN)
    articles.load(conn, NEXT_RUN, [stored(taken.entries[0])])

    tally = articles.load(conn, FETCH, [stored(late.entries[0])])

    assert tally == {"skipped": 1}
    assert taken.entries[0].attempts == 2
    assert not entries.release(conn, late)
    assert not entries.postpone(conn, late, [late.entries[0].entry_key], wait_s=9)
    assert not entries.set_back(conn, late, [Setback(entry_key="x", trouble="timeout", detail="", wait_s=9)])
    assert entries.renew(conn, [late, taken], lease_s=60) == {taken.site}
    assert conn.execute("SELECT count(*) FROM ops.disposition").fetchone() == (1,)


def test_one_busy_site_does_not_keep_the_others_waiting(conn: Connection) -> None:
    """behaviour 42"""
    announce(conn, *(announced(each, of=1) for each in range(50)), number=1)
    announce(conn, announced(1, of=2), number=2)

    first = claim(conn, sites=1, per_site=10).sites[0]
    entries.release(conn, first)
    second = claim(conn, sites=1, per_site=10).sites[0]

    assert (first.site, len(first.entries)) == ("news1.test", 10)
    assert second.site == "news2.test"


def test_a_site_is_claimed_only_when_its_turn_is_soon(conn: Connection) -> None:
    announce(conn, announced(1), announced(2))
    site = claim_site(conn, per_site=1)
    hosts.take_turn(conn, "news1.test", site.site, gap_s=9, patience_s=9)
    entries.release(conn, site)

    too_early = claim(conn)
    waits = entries.next_due_in(conn), entries.next_due_in(conn, soon_s=5)

    assert too_early.is_empty
    assert waits == (pytest.approx(9, abs=2), pytest.approx(4, abs=2))
    assert len(claim_site(conn, soon_s=9).entries) == 2


def test_entries_queued_while_their_site_is_given_back_are_not_forgotten(conn: Connection, database_url: str) -> None:
    announce(conn, announced(1))
    site = claim_site(conn)
    articles.load(conn, FETCH, [refused(site.entries[0])])

    with connect(database_url, autocommit=True) as poller, ThreadPoolExecutor(1) as pool, poller.transaction():
        announce(poller, announced(2))
        released = pool.submit(entries.release, conn, site)
        time.sleep(0.2)
        poller.execute("SELECT 1")
        waited = not released.done()
    assert released.result()

    assert waited
    assert keys(claim_site(conn).entries) == ["2"]


def test_an_outage_rejects_nothing(conn: Connection) -> None:
    announce(conn, announced(1), announced(2))
    site = claim_site(conn)

    entries.set_back(
        conn,
        site,
        [Setback(entry_key=each.entry_key, trouble="timeout", detail="a\x00", wait_s=30) for each in site.entries],
    )
    entries.release(conn, site)

    assert claim(conn).is_empty
    assert funnel(conn) == (2, 0, 2, 0, 0, 0, 0, True)
    make_due(conn)
    again = claim_site(conn)
    assert [(each.failures, each.attempts) for each in again.entries] == [(1, 2), (1, 2)]
    assert all(each.failing_since for each in again.entries)
    articles.load(conn, FETCH, [stored(again.entries[0])])
    assert funnel(conn) == (2, 0, 1, 1, 0, 0, 0, True)


def test_what_was_postponed_was_not_tried(conn: Connection) -> None:
    announce(conn, announced(1))
    site = claim_site(conn)

    entries.postpone(conn, site, [site.entries[0].entry_key], wait_s=30)
    entries.release(conn, site)
    make_due(conn)

    again = claim_site(conn).entries[0]
    assert (again.attempts, again.failures) == (1, 0)


def test_two_announcements_of_one_article_cost_one_fetch(conn: Connection) -> None:
    """behaviour 43"""
    announce(conn, announced(1, of=1), number=1)
    announce(
        conn, announced(7, of=2, url_key="https://www.news1.test/1", host="www.news1.test", site="news1.test"), number=2
    )
    site = claim_site(conn, per_site=1)
    articles.load(conn, FETCH, [stored(site.entries[0])])
    entries.release(conn, site)

    second = claim(conn)

    assert second == Claims(sites=(), known=1)
    assert funnel(conn) == (2, 0, 0, 1, 0, 1, 0, True)


def test_an_entry_that_comes_back_within_its_run_waits_for_the_next_one(conn: Connection) -> None:
    announce(conn, announced(1))
    site = claim_site(conn)
    articles.load(conn, FETCH, [refused(site.entries[0])])
    entries.release(conn, site)
    entries.replay(conn, reason=None, source=None, since=LONG_AGO)

    same_run = claim(conn)
    make_due(conn)
    next_run = claim_site(conn, run=NEXT_RUN)

    assert same_run.is_empty
    assert keys(next_run.entries) == ["1"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"reason": "too_short", "source": None}, {"1", "2"}),
        ({"reason": None, "source": "news1"}, {"1", "3"}),
        ({"reason": "no_text", "source": "news2"}, set()),
        ({"reason": None, "source": None, "since": datetime(2999, 1, 1, tzinfo=UTC)}, set()),
    ],
)
def test_replay_brings_back_what_was_asked_for(conn: Connection, asked: dict[str, object], expected: set[str]) -> None:
    announce(conn, announced(1), announced(3), announced(4))
    announce(conn, announced(2, of=2), number=2)
    found = {keys([entry])[0]: entry for site in claim(conn).sites for entry in site.entries}
    ends = [
        refused(found["1"], stage=Stage.CLEAN, reason=Reason.TOO_SHORT),
        refused(found["2"], stage=Stage.CLEAN, reason=Reason.TOO_SHORT),
        refused(found["3"], stage=Stage.EXTRACT, reason=Reason.NO_TEXT),
        stored(found["4"]),
    ]
    articles.load(conn, FETCH, ends)
    wish = {"since": LONG_AGO, **asked}

    before = entries.replayable(conn, **wish)  # pyright: ignore[reportArgumentType]
    count = entries.replay(conn, **wish)  # pyright: ignore[reportArgumentType]
    again = entries.replay(conn, **wish)  # pyright: ignore[reportArgumentType]

    queued = {
        key.partition("#")[2] for (key,) in conn.execute("SELECT entry_key FROM ops.entry WHERE purpose = 'replay'")
    }
    assert (before, count, again) == (len(expected), len(expected), 0)
    assert queued == expected
    assert funnel(conn)[-1]


def test_replayed_entries_that_became_articles_are_not_replayed_again(conn: Connection) -> None:
    announce(conn, announced(1))
    articles.load(conn, FETCH, [refused(claim_site(conn).entries[0])])
    conn.execute("UPDATE ops.site SET lease_token = NULL, lease_owner = NULL, lease_until = NULL")
    entries.replay(conn, reason=None, source=None, since=LONG_AGO)
    articles.load(conn, NEXT_RUN, [stored(claim_site(conn, run=NEXT_RUN).entries[0])])

    assert entries.replay(conn, reason=None, source=None, since=LONG_AGO) == 0
    assert funnel(conn) == (1, 0, 0, 1, 0, 0, 0, True)


def test_what_a_feed_said_comes_with_its_entries(conn: Connection) -> None:
    announce(conn, announced(1, content_html="<p>Whole.</p>", carries_text=True, authors=("A. Writer",)))
    (entry,) = claim_site(conn).entries

    said = entries.texts(conn, [entry])

    assert entry.carries_text
    assert (said[entry.entry_key_hash].content_html, said[entry.entry_key_hash].authors) == (
        "<p>Whole.</p>",
        ("A. Writer",),
    )


def test_what_hosts_want_is_remembered(conn: Connection) -> None:
    rules = StoredRobots(
        robots_url="https://www.a.test/robots.txt", host="www.a.test", site="a.test", standing="rules",
        text="User-agent: *\n\x00Disallow: /", confirmed_at=NOW, tried_at=NOW, unreachable_since=None,
    )  # fmt: skip
    hosts.save_robots(conn, [rules, replace(rules, tried_at=LONG_AGO, text="older")])
    hosts.note(conn, [Answered(host="www.a.test", site="a.test", failed=1, latency_s=1.0)])
    hosts.note(conn, [Answered(host="www.a.test", site="a.test", failed=0, latency_s=2.0, crawl_delay_s=7.0)])
    hosts.block(conn, "www.a.test", "a.test", until=NOW, spread_s=0)
    hosts.block(conn, "www.a.test", "a.test", until=LONG_AGO, spread_s=0)

    (host,) = hosts.of_sites(conn, ["a.test"])
    assert (host.blocked_until, host.crawl_delay_s) == (NOW, 7.0)
    assert hosts.robots_of_sites(conn, ["a.test"]) == [replace(rules, text="User-agent: *\n\ufffdDisallow: /")]
    assert conn.execute("SELECT failures, latency_s BETWEEN 1.29 AND 1.31 FROM ops.host").fetchone() == (0, True)
