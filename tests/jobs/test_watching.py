"""The five-minute look: claiming stops before the disk is full and goes on by itself, late polling is an alarm."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from announcing import FETCH, POLL, announce, announced, feed
from wireroom.errors import DiskLow, PollingLate
from wireroom.jobs.watching import complaints, keep_watch
from wireroom.settings import Settings
from wireroom.warehouse import claims, entries, feeds, heartbeats, holds
from wireroom.warehouse.holds import HoldReason
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

GB = 1_000_000_000
RUN = RunKey(dag_id="keep_watch", run_id="scheduled__1", task_id="look")


@pytest.fixture
def watched(tmp_path: Path, database_url: str) -> Any:
    """A look with so many bytes free."""
    settings = Settings(home=str(tmp_path), least_free_bytes=2 * GB, poll_deadline_s=600)

    def look(free: int, number: int = 1) -> dict[str, int]:
        run = replace(RUN, run_id=f"scheduled__{number}")
        return keep_watch(database_url, settings, run, free_bytes=lambda _: free)

    return look


def test_with_little_space_nobody_claims_and_with_space_again_everybody_does(conn: Connection, watched: Any) -> None:
    announce(conn, announced(1))
    feeds.register(conn, feed(2))
    waits = feeds.next_due_in(conn), entries.next_due_in(conn)

    with pytest.raises(DiskLow, match=r"1\.0 GB"):
        watched(1 * GB)
    stopped = (
        feeds.claim(conn, POLL, limit=9, lease_s=9),
        claims.claim(conn, FETCH, sites=9, per_site=9, lease_s=9).sites,
    )
    held_waits = feeds.next_due_in(conn), entries.next_due_in(conn)
    with pytest.raises(DiskLow):  # hardly more: it would come and go
        watched(int(2.1 * GB), 2)
    watched(3 * GB, 3)

    assert stopped == ([], ())
    assert None not in waits
    assert held_waits == (None, None)
    assert holds.standing(conn) == []
    assert len(feeds.claim(conn, POLL, limit=9, lease_s=9)) == 1
    assert len(claims.claim(conn, FETCH, sites=9, per_site=9, lease_s=9).sites) == 1


def test_what_a_person_holds_stays_held(conn: Connection, watched: Any) -> None:
    holds.put(conn, HoldReason.PERSON, "we move house")

    watched(99 * GB)

    assert [hold.detail for hold in holds.standing(conn)] == ["we move house"]


def test_a_guard_of_no_bytes_is_none(conn: Connection, database_url: str, tmp_path: Path) -> None:
    keep_watch(database_url, Settings(home=str(tmp_path), least_free_bytes=0), RUN, free_bytes=lambda _: 1)

    assert holds.standing(conn) == []


def test_a_feed_due_beyond_the_deadline_is_an_alarm(conn: Connection, watched: Any) -> None:
    feeds.register(conn, feed(1))
    watched(99 * GB)
    conn.execute("UPDATE ops.feed_state SET next_poll_at = now() - interval '20 minutes'")

    back_again = watched(99 * GB, 4)
    conn.execute("UPDATE ops.run SET started_at = started_at - interval '15 minutes' WHERE run_id = 'scheduled__1'")

    with pytest.raises(PollingLate, match="20 minutes"):
        watched(99 * GB, 2)
    feeds.pause(conn, ["news1"])
    tally = watched(99 * GB, 3)

    assert back_again["overdue s"] == 1200
    assert tally["due feeds"] == 0


def test_a_monitor_outside_hears_of_a_dead_scheduler(conn: Connection, watched: Any) -> None:
    settings = Settings(poll_deadline_s=600)
    never = complaints(heartbeats.look(conn, deadline_s=600), settings)
    watched(99 * GB)
    alive = complaints(heartbeats.look(conn, deadline_s=600), settings)
    conn.execute("UPDATE ops.run SET started_at = started_at - interval '1 hour'")
    holds.put(conn, HoldReason.PERSON, "we move house")

    later = complaints(heartbeats.look(conn, deadline_s=600), settings)

    assert "never" in never[0]
    assert alive == []
    assert "scheduler" in later[0]
    assert later[1] == "we move house"


def test_the_view_says_how_old_the_signs_of_life_are(conn: Connection, watched: Any) -> None:
    announce(conn, announced(1))
    watched(99 * GB)

    row = conn.execute(
        "SELECT watch_age_s BETWEEN 0 AND 60, waiting_entry_count, last_poll_at IS NOT NULL, held FROM mart.heartbeat"
    ).fetchone()

    assert row == (True, 1, True, None)
