"""Counts: when articles were published and when somebody was looking, kept as they come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wireroom.jobs.tries import is_too_early, noted
from wireroom.warehouse import counts, outbox
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.warehouse.runs import RunKey

READER = "counts"
BATCH = 1000  # articles of a transaction; their texts are not read
SETTLED = timedelta(minutes=1)  # a poll that was made so long ago is committed


def refresh_counts(url: str, run: RunKey, *, now: datetime, is_asked: bool) -> dict[str, int]:
    """Count what is new: articles looked at and rows that changed, polls and the gaps that ended with them.

    Does nothing where another run has done it less than `tries.FLOOR` before `now`, unless a person asked (`is_asked`).
    Articles leave the outbox in the transaction that counts them, and polls are counted from where each feed was left:
    killed or run twice it ends the same.
    """
    with session(url) as conn, noted(conn, run) as tally:
        if is_too_early(conn, run, tally, now=now, is_asked=is_asked):
            return dict(tally)
        tally["polls"], tally["gaps"] = counts.roll_polls(conn, until=now - SETTLED)
        after = 0
        while True:
            with conn.transaction():
                taken = outbox.take(conn, READER, limit=BATCH, after=after)
                changed = counts.store(conn, taken) if taken else 0
            tally["articles"] += len(taken)
            tally["changed"] += changed
            if not taken:
                return dict(tally)
            after = taken[-1]
