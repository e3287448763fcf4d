"""Feeds, polls and announcements for the tests of streaming: a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from builders import article, rejection
from wireroom.model import Origin
from wireroom.warehouse import claims, feeds, polls
from wireroom.warehouse.announcements import Announced
from wireroom.warehouse.feeds import ClaimedFeed, Memory, NewFeed
from wireroom.warehouse.polls import Poll, Saved
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.model import Article, Rejection
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.entries import Claims, Queued, SiteClaim

POLL = RunKey(dag_id="poll_feeds", run_id="scheduled__1", task_id="poll")
FETCH = RunKey(dag_id="ingest_articles", run_id="asset__1", task_id="fetch", map_index=0)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def feed(number: int = 1, **changes: Any) -> NewFeed:
    """Feed `number`, on a host of its own."""
    host = f"www.news{number}.test"
    plain = NewFeed(
        key=f"news{number}",
        url=f"https://{host}/feed",
        url_key=f"https://{host}/feed",
        url_shown=f"https://{host}/feed",
        host=host,
        site=f"news{number}.test",
    )
    return replace(plain, **changes)


def announced(number: int = 1, *, of: int = 1, says: str = "Ferry returns", **changes: Any) -> Announced:
    """Entry `number` of feed `of`."""
    url = f"https://www.news{of}.test/{number}"
    plain = Announced(
        entry_key=f"feed:news{of}#{number}",
        url_key=url,
        url=url,
        host=f"www.news{of}.test",
        site=f"news{of}.test",
        content_hash=sha256(says.encode()).digest(),
        guid=str(number),
        link=url,
        title=says,
        published_raw="Mon, 05 Jan 2026 08:00:00 +0100",
    )
    return replace(plain, **changes)


def claim_one(conn: Connection, number: int = 1) -> ClaimedFeed:
    """Register feed `number` where it is not, make it due, and claim it."""
    feeds.register(conn, feed(number))
    conn.execute("UPDATE ops.feed_state SET next_poll_at = now() + interval '1 day'")
    conn.execute(
        "UPDATE ops.feed_state AS s SET next_poll_at = now() - interval '1 s' FROM ops.feed AS f"
        " WHERE s.feed_id = f.feed_id AND f.feed_key = %s",
        (f"news{number}",),
    )
    (claimed,) = feeds.claim(conn, POLL, limit=1, lease_s=60)
    return claimed


def poll(claimed: ClaimedFeed, **changes: Any) -> Poll:
    """What a poll of a claimed feed came to: by default nothing new."""
    plain = Poll(
        feed_id=claimed.feed_id,
        feed_key=claimed.feed_key,
        lease_token=claimed.lease_token,
        host=claimed.host,
        site=claimed.site,
        result="parsed",
        memory=Memory(),
        next_poll_at=LONG_AGO + timedelta(days=36500),
        next_poll_why="rhythm",
    )
    return replace(plain, **changes)


def announce(conn: Connection, *new: Announced, number: int = 1, run: RunKey = POLL) -> Saved:
    """Poll feed `number` and find these new entries."""
    saved = polls.save(conn, run, poll(claim_one(conn, number), new=new, entry_count=len(new)))
    assert saved
    return saved


def stored(entry: Queued, number: int = 1, **changes: Any) -> Article:
    """The article a claimed entry becomes."""
    same = {"entry_key": entry.entry_key, "url_key": entry.url_key, "url": entry.url, "source": entry.source}
    return article(number, **same, origin=Origin.LIVE, **changes)


def refused(entry: Queued, **changes: Any) -> Rejection:
    """What becomes of a claimed entry that is not kept."""
    same = {"entry_key": entry.entry_key, "url_key": entry.url_key, "source": entry.source, "file": None}
    return rejection(**same, origin=Origin.LIVE, **changes)


def claim(conn: Connection, *, run: object = FETCH, **changes: object) -> Claims:
    """Claim every site that can be, with all that is due."""
    plain = {"sites": 9, "per_site": 9, "lease_s": 60.0, **changes}
    return claims.claim(conn, run, **plain)  # pyright: ignore[reportArgumentType]


def claim_site(conn: Connection, **changes: object) -> SiteClaim:
    """Claim the one site that can be."""
    (site,) = claim(conn, **changes).sites
    return site


def make_due(conn: Connection) -> None:
    """What waits need wait no longer, and no site its gap."""
    conn.execute("UPDATE ops.entry SET not_before = now() - interval '1 s'")
    conn.execute("UPDATE ops.site SET ready_at = now() - interval '1 s', next_allowed_at = NULL")


def funnel(conn: Connection) -> tuple[int, ...]:
    """discovered, pending, transient, stored, unchanged + updated, duplicate, rejected, balanced."""
    row = conn.execute(
        "SELECT sum(discovered_count), sum(pending_count), sum(transient_count), sum(stored_count),"
        " sum(unchanged_count + updated_count), sum(duplicate_count), sum(rejected_count), bool_and(is_balanced)"
        " FROM mart.stream_funnel"
    ).fetchone()
    found = tuple(int(value) for value in row or ())
    assert found[0] == sum(found[1:7])
    return found
