"""Learned lines: counted anew from what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.compare.lines import CONSERVATIVE
from wireroom.jobs.tries import is_too_early, noted
from wireroom.read.lines import line_hash
from wireroom.warehouse import lines
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.warehouse.runs import RunKey


def refresh_lines(url: str, run: RunKey, *, now: datetime, is_asked: bool) -> dict[str, int]:
    """Rebuild news.learned_line; how many lines changed, are gone and were given their text.

    Does nothing where another run has done it less than `tries.FLOOR` before `now`, unless a person asked (`is_asked`).

    A pure function of the stored articles and of what people decided: run twice, killed or retried it ends the same.
    """
    with session(url) as conn, noted(conn, run) as tally:
        if is_too_early(conn, run, tally, now=now, is_asked=is_asked):
            return dict(tally)
        tally["changed"], tally["gone"] = lines.refresh(conn, CONSERVATIVE.parameters())
        tally["named"] = lines.name_lines(conn, line_hash)
        return dict(tally)
