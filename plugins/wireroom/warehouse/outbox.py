"""Articles that something made of them has not seen yet: search, near-duplicates, marts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.warehouse import takedowns
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection


def take(conn: Connection, reader: str, *, limit: int, after: int = 0) -> list[int]:
    """Numbers of up to `limit` articles above `after` that `reader` has not seen, ascending; empty: none are left.

    Call it inside the transaction that writes what the reader makes of them: with that they leave the outbox, and where
    it fails they stay. Another process that takes at the same time gets others. No takedown begins before it ends.
    """
    takedowns.share(conn)
    asked = {"reader": reader, "limit": limit, "after": after}
    return sorted(article_id for (article_id,) in conn.execute(query("outbox/take"), asked))


def waiting(conn: Connection, reader: str) -> int:
    """How many articles `reader` has not seen."""
    row = conn.execute(query("outbox/waiting"), {"reader": reader}).fetchone()
    return int(row[0]) if row else 0
