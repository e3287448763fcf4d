"""When articles count as published, and in which hours somebody was looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from wireroom.warehouse.connection import Connection


def store(conn: Connection, article_ids: Sequence[int]) -> int:
    """Write when these articles count as published, where that is new or differs; how many rows changed."""
    asked = {"article_ids": list(article_ids)}
    removed = conn.execute(query("count/remove"), asked).rowcount
    return removed + conn.execute(query("count/store"), asked).rowcount


def roll_polls(conn: Connection, *, until: datetime) -> tuple[int, int]:
    """Count the polls up to `until` that are not counted yet; how many they were, and gaps that ended with them."""
    with conn.transaction():
        conn.execute(query("observation/lock"))
        row = conn.execute(query("observation/roll"), {"until": until}).fetchone()
    return (row[0], row[1]) if row else (0, 0)
