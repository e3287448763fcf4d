"""Learned lines: counted anew from what is stored."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wireroom.compare.lines import CONSERVATIVE
from wireroom.jobs.tries import noted
from wireroom.read.lines import line_hash
from wireroom.warehouse import lines, runs
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.warehouse.runs import RunKey

FLOOR = timedelta(minutes=9)  # the clock comes every ten: articles that stream in must not have all lines counted anew


def refresh_lines(url: str, run: RunKey, *, now: datetime, is_asked: bool) -> dict[str, int]:
    """Rebuild news.learned_line; how many lines changed, are gone and were given their text.

    Does nothing where another run has done it less than FLOOR before `now`, unless a person asked (`is_asked`).

    A pure function of the stored articles and of what people decided: run twice, killed or retried it ends the same.
    """
    with session(url) as conn, noted(conn, run) as tally:
        if not is_asked and runs.has_succeeded_since(conn, run, now - FLOOR):
            tally["too early"] = 1
            return dict(tally)
        tally["changed"], tally["gone"] = lines.refresh(conn, CONSERVATIVE.parameters())
        tally["named"] = lines.name_lines(conn, line_hash)
        return dict(tally)
