"""Signs of life, for a look from inside and from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """How old the signs of life are; see mart.heartbeat."""

    watch_age_s: float | None  #: since keep_watch last began; None: never
    due_feed_count: int
    overdue_s: float  #: since the first of the feeds that are due fell due
    waiting_entry_count: int
    held: str | None  #: why nothing is polled or fetched
    was_watching: bool  #: keep_watch ran when the deadline began to count; else we have come back only since


def look(conn: Connection, *, deadline_s: float, slack_s: float = 900.0) -> Heartbeat:
    """The signs of life now; `was_watching` is of the `slack_s` seconds before the `deadline_s` seconds until now."""
    with conn.cursor(row_factory=class_row(Heartbeat)) as cursor:
        asked = {"deadline_s": deadline_s, "slack_until_s": deadline_s + slack_s}
        (found,) = cursor.execute(query("heartbeat/look"), asked).fetchall()
        return found
