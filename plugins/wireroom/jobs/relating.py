"""Articles are put beside one another batch by batch, as the outbox names them: the loop of duplicates and events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wireroom.jobs.tries import is_too_early, noted
from wireroom.warehouse import outbox
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable
    from datetime import datetime

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

BATCH = 200  # articles a transaction: their texts and candidates are some megabytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Relater:
    """One way of putting articles beside one another."""

    reader: str  #: its name in the outbox
    most: int  #: articles a run; the next run goes on
    lock: Callable[[Connection], None]  #: waits for its turn: a batch must see what the one before has written
    batch: Callable[[Connection, list[int]], Counter[str]]  #: relates these articles; its tally counts "articles"


def relate_waiting(url: str, run: RunKey, relater: Relater, *, now: datetime, is_asked: bool) -> dict[str, int]:
    """Relate the articles that the outbox holds for `relater`; the sum of what its batches counted.

    Does nothing where another run has done it less than `tries.FLOOR` before `now`, unless a person asked (`is_asked`).

    Each batch is one transaction that takes its articles from the outbox: killed or retried it ends the same. It waits
    for its turn before it holds takedowns back, as loads do: so no takedown waits for one who only waits.
    """
    with session(url) as conn, noted(conn, run) as tally:
        if is_too_early(conn, run, tally, now=now, is_asked=is_asked):
            return dict(tally)
        last = 0
        while tally["articles"] < relater.most:
            with conn.transaction():
                relater.lock(conn)
                taken = outbox.take(conn, relater.reader, limit=BATCH, after=last)
                if not taken:
                    break
                tally.update(relater.batch(conn, taken))
            last = taken[-1]
        return dict(tally)
