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


def look(conn: Connection) -> Heartbeat:
    """The signs of life now."""
    with conn.cursor(row_factory=class_row(Heartbeat)) as cursor:
        (found,) = cursor.execute(query("heartbeat/look")).fetchall()
        return found
