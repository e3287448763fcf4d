"""Polls of the past for tests of counts: real rows in ops.poll, at times of one's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from announcing import feed
from wireroom.warehouse import feeds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wireroom.warehouse.connection import Connection

HOURLY = timedelta(hours=1)


def make_month(conn: Connection, month: datetime) -> None:
    """A partition of ops.poll for a month of the past."""
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    conn.execute(
        f"CREATE TABLE IF NOT EXISTS ops.poll_{month:%Y_%m} PARTITION OF ops.poll"
        f" FOR VALUES FROM ('{month:%Y-%m-01}Z') TO ('{following:%Y-%m-%d}Z')".encode()
    )


def register(conn: Connection, number: int = 1, **changes: object) -> int:
    """Feed `number` of the registry; its id."""
    feeds.register(conn, feed(number, **changes))
    found = conn.execute("SELECT feed_id FROM ops.feed WHERE feed_key = %s", (feed(number, **changes).key,)).fetchone()
    assert found
    return int(found[0])


def polled(  # noqa: PLR0913 (what a poll came to)
    conn: Connection,
    feed_id: int,
    times: Iterable[datetime],
    *,
    result: str = "parsed",
    every: timedelta = HOURLY,
    new: int = 0,
    missed: int = 0,
) -> None:
    """Rows of ops.poll, one for each time, each with the next poll planned `every` later."""
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ops.poll (feed_id, polled_at, dag_id, run_id, result, is_conditional, wire_bytes, elapsed_s,"
            " entry_count, new_count, changed_count, missed_count, next_poll_at, next_poll_why)"
            " VALUES (%s, %s, 'poll_feeds', 'r', %s, TRUE, 0, 0.1, 10, %s, 0, %s, %s, 'rhythm')",
            [(feed_id, time, result, new, missed, time + every) for time in times],
        )


def every_hour(start: datetime, end: datetime) -> list[datetime]:
    """The full hours from `start` to `end`, not included."""
    return [start + number * HOURLY for number in range(int((end - start) / HOURLY))]
