"""The search index: brought up to date with the articles that are new or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.jobs.tries import is_too_early, noted
from wireroom.warehouse import search
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.warehouse.runs import RunKey

TOGETHER = 250  # articles of one transaction: about half a second
MOST = 500_000  # articles of one run: about ten minutes; what is left is the next run's


def index_articles(url: str, run: RunKey, *, now: datetime, is_asked: bool) -> dict[str, int]:
    """Index what was stored or changed since; how many articles were looked at and how many rows that wrote.

    After that come the articles whose language is searched another way since, however old they are.

    Does nothing where another run has done it less than `tries.FLOOR` before `now`, unless a person asked (`is_asked`).
    Killed, retried or run twice it ends the same: an article leaves the outbox with the transaction that indexes it.
    """
    with session(url) as conn, noted(conn, run) as tally:
        if is_too_early(conn, run, tally, now=now, is_asked=is_asked):
            return dict(tally)
        last, found = 0, TOGETHER
        while found and tally["seen"] < MOST:
            found, written, last = search.index_some(conn, limit=TOGETHER, after=last)
            tally["seen"] += found
            tally["indexed"] += written
        while tally["seen"] < MOST and (found := search.index_outdated(conn, limit=TOGETHER)):
            tally["seen"] += found
            tally["indexed"] += found
        if tally["indexed"]:
            search.flush(conn)
        return dict(tally)
