"""Events, their members with the evidence, and the numbers that lead elsewhere since events were merged."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from wireroom.warehouse.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMember:
    """A member of an event, with the window it may have been published in."""

    event_id: int
    article_id: int
    window_kind: str
    window_start: datetime | None
    window_end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why an article is in an event; all of it None for the one the event began with."""

    article_id: int
    event_id: int
    linked_article_id: int | None
    strength: float | None
    average_strength: float | None
    anchor_cosine: float | None
    stem_cosine: float | None
    shared_keys: list[str] | None
    shared_idf: float | None
    counted_articles: int | None
    method: str


def lock(conn: Connection) -> None:
    """Wait until no other transaction relates events; held to the end of this one."""
    conn.execute(query("event/lock"))


def members(conn: Connection, article_ids: Iterable[int]) -> list[StoredMember]:
    """All members of the events these articles are in, the last of each event first."""
    with conn.cursor(row_factory=class_row(StoredMember)) as cursor:
        return cursor.execute(query("event/members"), {"article_ids": sorted(article_ids)}).fetchall()


def add(conn: Connection, method: str) -> int:
    """The number of a new event."""
    row = conn.execute(query("event/add"), {"method": method}).fetchone()
    assert row
    return int(row[0])


def put(conn: Connection, evidence: Iterable[Evidence]) -> None:
    """Put articles into events, or write anew why they are there."""
    with conn.cursor() as cursor:
        cursor.executemany(query("event/put"), [asdict(one) for one in evidence])


def leave(conn: Connection, article_ids: Sequence[int]) -> None:
    """Take articles out of their events."""
    conn.execute(query("event/leave"), {"article_ids": list(article_ids)})


def merge(conn: Connection, event_id: int, into_event_id: int, *, strength: float, method: str) -> None:
    """Make two events one: members move, and the number of the first leads to the second, in one step."""
    moved = {"event_id": event_id, "into_event_id": into_event_id}
    conn.execute(query("event/move_members"), moved)
    conn.execute(query("event/move_redirects"), moved)
    conn.execute(query("event/redirect"), {**moved, "strength": strength, "method": method})


def date(conn: Connection, event_ids: Iterable[int]) -> None:
    """Write when events began and ended, as far as their members say."""
    conn.execute(query("event/date"), {"event_ids": sorted(event_ids)})


def dependents(conn: Connection, article_ids: Sequence[int]) -> list[int]:
    """Articles that were linked to one of these and are not in its event any more."""
    rows = conn.execute(query("event/dependents"), {"article_ids": list(article_ids)})
    return [int(article_id) for (article_id,) in rows]
