"""Feeds are claimed by one at a time; a poll is saved wholly or not at all, and twice is once."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from announcing import LONG_AGO, POLL, announce, announced, claim_one, feed, poll, stored
from wireroom.discover.poll_values import FeedState, FeedStatus
from wireroom.errors import PollRefused
from wireroom.warehouse import announcements, articles, claims, feeds, polls
from wireroom.warehouse.announcements import Media
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.feeds import Memory, Registered, Terms
from wireroom.warehouse.polls import Address, Described, Saved


def counts(conn: Connection) -> tuple[int, ...]:
    row = conn.execute(
        "SELECT (SELECT count(*) FROM raw.entry), (SELECT count(*) FROM ops.sighting), (SELECT count(*) FROM ops.entry)"
    ).fetchone()
    return tuple(row or ())


def test_a_feed_is_registered_once_and_known_by_its_address(conn: Connection) -> None:
    outcomes = [
        feeds.register(conn, feed()),
        feeds.register(conn, feed()),
        feeds.register(conn, feed(title="News", key="other")),
        feeds.register(conn, feed(2, key="news1")),
    ]

    assert outcomes == [
        (Registered.ADDED, "news1"),
        (Registered.UNCHANGED, "news1"),
        (Registered.REVISED, "news1"),
        (Registered.KEY_TAKEN, "https://www.news1.test/feed"),
    ]
    assert [(line.key, line.title) for line in feeds.registered(conn)] == [("news1", "News")]


def test_four_claimers_share_the_due_feeds_and_none_is_polled_twice(conn: Connection, database_url: str) -> None:
    """behaviour 51"""
    for number in range(200):
        feeds.register(conn, feed(number))

    def work(worker: int) -> list[int]:
        claimed: list[int] = []
        with connect(database_url, autocommit=True) as own:
            run = replace(POLL, map_index=worker)
            while found := feeds.claim(own, run, limit=7, lease_s=60):
                for each in found:
                    assert polls.save(own, run, poll(each))
                    claimed.append(each.feed_id)
        return claimed

    with ThreadPoolExecutor(4) as pool:
        taken = Counter(feed_id for found in pool.map(work, range(4)) for feed_id in found)

    assert len(taken) == 200
    assert set(taken.values()) == {1}


def test_a_lease_that_ran_out_is_taken_over_and_its_late_owner_saves_nothing(conn: Connection) -> None:
    """behaviour 51"""
    feeds.register(conn, feed())
    (late,) = feeds.claim(conn, POLL, limit=9, lease_s=0.05)
    time.sleep(0.1)

    (taken,) = feeds.claim(conn, POLL, limit=9, lease_s=60)

    assert taken.feed_id == late.feed_id
    assert polls.save(conn, POLL, poll(late, new=[announced()])) is None
    assert counts(conn) == (0, 0, 0)
    assert polls.save(conn, POLL, poll(taken, new=[announced()])) == Saved(queued=1, known=0)


def test_a_feed_given_back_stays_due(conn: Connection) -> None:
    feeds.register(conn, feed())
    claimed = feeds.claim(conn, POLL, limit=9, lease_s=60)

    feeds.release(conn, claimed)

    assert len(feeds.claim(conn, POLL, limit=9, lease_s=60)) == 1


def test_the_same_window_again_writes_nothing_new(conn: Connection) -> None:
    """behaviour 55"""
    window = [announced(1), announced(2, enclosures=(Media(url="https://cdn.test/1.jpg", content_type="image/jpeg"),))]
    announce(conn, *window)
    before = counts(conn)

    again = announce(conn, *window)

    assert again == Saved(queued=0, known=0)
    assert counts(conn) == before == (2, 2, 2)


def test_a_changed_announcement_is_kept_and_its_page_waits_longer_each_time(conn: Connection) -> None:
    announce(conn, announced())
    claimed = claims.claim(conn, POLL, sites=9, per_site=9, lease_s=60)
    articles.load(conn, POLL, [stored(claimed.sites[0].entries[0])])
    for says in ("Ferry is late", "Ferry returns", "Ferry is late"):
        polls.save(conn, POLL, poll(claim_one(conn), changed=[announced(says=says)]))

    waits = conn.execute(
        "SELECT purpose, title, round(extract(epoch FROM not_before - now())) FROM ops.entry"
    ).fetchall()

    assert counts(conn) == (4, 1, 1)
    assert waits[0][:2] == ("changed", "Ferry is late")
    assert 590 <= waits[0][2] <= 600


def test_another_name_of_a_known_entry_is_noted_and_not_queued(conn: Connection) -> None:
    announce(conn, announced(alias_key="feed:news1#~/1"))
    claimed = claim_one(conn)
    renamed = replace(announced(), entry_key="feed:news1#https://new.test/1", alias_key="feed:news1#~/1")

    (known,) = announcements.known(conn, claimed.feed_id, keys=[renamed.entry_key], aliases=["feed:news1#~/1"])
    saved = polls.save(conn, POLL, poll(claimed, new=[replace(renamed, same_as=known.entry_key_hash)]))
    later = announcements.known(conn, claimed.feed_id, keys=[renamed.entry_key])

    assert saved == Saved(queued=0, known=0)
    assert [each.same_as for each in later] == [known.entry_key_hash]
    assert conn.execute("SELECT discovered_count, is_balanced FROM mart.stream_funnel").fetchone() == (1, True)


def test_an_article_that_is_known_is_not_queued_for_another_feed(conn: Connection) -> None:
    announce(conn, announced())
    claimed = claims.claim(conn, POLL, sites=9, per_site=9, lease_s=60)
    articles.load(conn, POLL, [stored(claimed.sites[0].entries[0])])

    saved = announce(conn, announced(1, of=2, url_key="https://www.news1.test/1"), number=2)

    assert saved == Saved(queued=0, known=1)
    assert conn.execute(
        "SELECT feed_key, stored_count, duplicate_count, is_balanced FROM mart.stream_funnel"
    ).fetchall() == [
        ("news1", 1, 0, True),
        ("news2", 0, 1, True),
    ]
    assert {row[0] for row in conn.execute("SELECT feed_key FROM mart.sighting")} == {"news1", "news2"}


def test_a_poll_that_fails_halfway_leaves_nothing_behind(conn: Connection) -> None:
    """behaviour 10"""
    claimed = claim_one(conn)
    broken = replace(announced(2), content_hash=None)  # pyright: ignore[reportArgumentType]

    with pytest.raises(PollRefused, match="content_hash"):
        polls.save(conn, POLL, poll(claimed, new=[announced(), broken], memory=Memory(etag='"new"')))

    assert counts(conn) == (0, 0, 0)
    assert conn.execute("SELECT etag, poll_count FROM ops.feed_state").fetchone() == (None, 0)
    assert polls.save(conn, POLL, poll(claimed, new=[announced()]))


def test_what_is_remembered_of_a_feed_comes_back(conn: Connection) -> None:
    memory = Memory(
        etag='W/"a\\"b"', last_modified="yesterday", validators_url="https://www.news1.test/feed", validators_lie=True,
        body_hash=b"1" * 16, stable_hash=b"2" * 16, ttl_minutes=30.0, update_period_s=3600.0, skip_hours=(1, 2),
        skip_days=(6,), cache_s=60.0, gap_s=120.5, window_s=9.5, last_ok_at=LONG_AGO, last_full_at=LONG_AGO,
        last_new_at=LONG_AGO, failures=1.25, failing_since=LONG_AGO, gone_seen_at=LONG_AGO, moved_to="https://b.test/",
        moved_since=LONG_AGO, moved_count=3, kills=2, status="unreachable",
    )  # fmt: skip
    described = Described(kind="rss", hubs=("https://hub.test/",), reused_guids=frozenset({"a"}), stated_language="pl")

    polls.save(conn, POLL, poll(claim_one(conn), memory=memory, described=described))
    again = claim_one(conn)

    assert again.memory == memory
    assert (again.reused_guids, again.stated_language) == (frozenset({"a"}), "pl")


def test_memory_has_the_fields_the_plan_works_on() -> None:
    planned = {field.name for field in fields(FeedState)} - {"feed_key", "url", "hints"}

    assert planned == {field.name for field in fields(Memory)} - {
        *("ttl_minutes", "update_period_s", "skip_hours", "skip_days"),
    }


def test_every_status_of_the_plan_is_a_status_of_the_schema(conn: Connection) -> None:
    for status in FeedStatus:
        polls.save(conn, POLL, poll(claim_one(conn), memory=Memory(status=status)))
        conn.execute("UPDATE ops.feed_state SET status = 'active'")


def test_a_feed_paused_during_its_poll_stays_paused_until_it_is_resumed(conn: Connection) -> None:
    claimed = claim_one(conn)
    feeds.pause(conn, ["news1", "unknown"])
    polls.save(conn, POLL, poll(claimed, next_poll_at=LONG_AGO))

    while_paused = feeds.claim(conn, POLL, limit=9, lease_s=60)
    resumed = feeds.resume(conn, ["news1"], spread_s=0)

    assert while_paused == []
    assert resumed == {"news1"}
    assert len(feeds.claim(conn, POLL, limit=9, lease_s=60)) == 1


def test_a_feed_that_moved_is_polled_where_it_is_now(conn: Connection) -> None:
    there = Address(
        url="https://b.test/f", url_key="https://b.test/f", url_shown="https://b.test/f", host="b.test", site="b.test"
    )

    polls.save(conn, POLL, poll(claim_one(conn), moved_to=there))

    assert claim_one(conn).url == "https://b.test/f"


def test_a_feed_that_moved_to_where_another_is_polled_is_merged_into_it(conn: Connection) -> None:
    """behaviour 32"""
    feeds.register(conn, feed(2))
    other = feed(2)
    there = Address(url=other.url, url_key=other.url_key, url_shown=other.url_shown, host=other.host, site=other.site)

    polls.save(conn, POLL, poll(claim_one(conn), moved_to=there))

    assert [line.key for line in feeds.registered(conn)] == ["news2"]
    assert conn.execute(
        "SELECT s.status, o.feed_key FROM ops.feed AS f INNER JOIN ops.feed_state AS s USING (feed_id)"
        " INNER JOIN ops.feed AS o ON f.merged_into = o.feed_id"
    ).fetchall() == [("gone", "news2")]


def test_a_blocked_host_postpones_its_feeds_and_its_entries(conn: Connection) -> None:
    """behaviour 24, behaviour 25"""
    announce(conn, announced())
    feeds.register(conn, feed(3, host="www.news1.test", site="news1.test"))
    claimed = claim_one(conn)
    row = conn.execute("SELECT now() + interval '1 hour'").fetchone()
    assert row

    polls.save(conn, POLL, poll(claimed, result="rate_limited", host_blocked_until=row[0], host_spread_s=60))
    announced_later = announce(conn, announced(2))

    assert conn.execute("SELECT bool_and(not_before >= %s), sum(failures) FROM ops.entry", row).fetchone() == (True, 0)
    assert conn.execute(
        "SELECT next_poll_at BETWEEN %s AND %s FROM ops.feed_state INNER JOIN ops.feed USING (feed_id)"
        " WHERE feed_key = 'news3'",
        (row[0], row[0] + timedelta(days=1)),
    ).fetchone() == (True,)
    assert announced_later.queued == 1
    assert claims.claim(conn, POLL, sites=9, per_site=9, lease_s=60).is_empty


def test_a_body_that_could_not_be_read_is_kept_and_the_poll_logged(conn: Connection) -> None:
    """behaviour 50, behaviour 53"""
    polls.save(conn, POLL, poll(claim_one(conn), result="unparsable", detail="no feed\x00", body=b"<p>\x00</p>"))

    assert conn.execute("SELECT result, detail, body_bytes FROM ops.poll_body").fetchone() == (
        "unparsable",
        "no feed\ufffd",
        8,
    )
    assert conn.execute("SELECT feed_key, failure_count, failures_by_class FROM mart.feed_health").fetchone() == (
        "news1",
        1,
        {"unparsable": 1},
    )


def test_hostile_text_of_a_feed_is_mended(conn: Connection) -> None:
    odd = announced(title="half \ud83d", summary="a\x00b", authors=("\x00",), enclosures=(Media(url="x\x00"),))

    announce(conn, odd)

    assert conn.execute("SELECT title, summary, authors, enclosures->0->>'url' FROM raw.entry").fetchone() == (
        "half \ufffd",
        "a\ufffdb",
        ["\ufffd"],
        "x\ufffd",
    )


def test_who_listens_hears_of_new_entries_when_they_are_committed_and_of_nothing_else(
    conn: Connection, database_url: str
) -> None:
    with connect(database_url, autocommit=True) as listener:
        listener.execute("LISTEN wireroom_entries")
        with conn.transaction():
            announce(conn, announced())
            before = list(listener.notifies(timeout=0.2))
        after = [each.payload for each in listener.notifies(timeout=2, stop_after=1)]
        announce(conn, announced())
        again = list(listener.notifies(timeout=0.2))

    assert (before, after, again) == ([], ["1"], [])


def test_terms_are_set_and_come_with_the_claim(conn: Connection) -> None:
    feeds.register(conn, feed())

    changed = feeds.set_terms(conn, "news1", Terms(on_noarchive="skip", patience=0.5, revisit_hours=[1, 6]))

    claimed = claim_one(conn)
    assert changed
    assert (claimed.on_noarchive, claimed.on_reservation, claimed.patience) == ("skip", "metadata", 0.5)
    assert not feeds.set_terms(conn, "unknown", Terms())
