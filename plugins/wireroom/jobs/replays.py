"""Rejected entries put back into the queue: after a rule, a reader or the terms of a feed were mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.warehouse import entries
from wireroom.warehouse.connection import require_current_schema, session

if TYPE_CHECKING:
    from datetime import datetime


def replay(url: str, *, reason: str | None, source: str | None, since: datetime, dry_run: bool) -> int:
    """Put back the entries whose last end was a rejection since then, for `reason`, of `source` (None: any); how many.

    With `dry_run` they are only counted. Run twice it finds nothing the second time: what waits is not rejected.
    Only what feeds announced comes back; files are read again by ingesting them again.
    """
    with session(url) as conn:
        require_current_schema(conn)
        if dry_run:
            return entries.replayable(conn, reason=reason, source=source, since=since)
        return entries.replay(conn, reason=reason, source=source, since=since)
