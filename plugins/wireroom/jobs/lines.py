"""Learned lines: counted anew from what is stored, source by source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from more_itertools import chunked

from wireroom.compare.lines import CONSERVATIVE
from wireroom.jobs.tries import is_too_early, noted
from wireroom.read.lines import line_hash
from wireroom.warehouse import lines
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

# Of the articles that the lines of a source rest on, so many must be new before they are counted again: an article is
# then counted some twenty times in the 90 days it counts for, however many there are.
LEAST_SHARE = 0.05
OWED_TOGETHER = 1000  # articles of one transaction
SOURCES_TOGETHER = 20  # sources of one transaction


def refresh_lines(url: str, run: RunKey, *, now: datetime, is_asked: bool) -> dict[str, int]:
    """Rebuild news.learned_line; how many lines changed, are gone and were given their text.

    Does nothing where another run has done it less than `tries.FLOOR` before `now`, and nothing for a source with few
    new articles, unless a person asked (`is_asked`).

    A pure function of the articles of each source it counts and of what people decided: run twice, killed or retried it
    ends the same.
    """
    with session(url) as conn, noted(conn, run) as tally:
        if is_too_early(conn, run, tally, now=now, is_asked=is_asked):
            return dict(tally)
        tally.update({"changed": 0, "gone": 0, "named": 0})
        _note_owed(conn)
        due = lines.due_sources(conn, least_share=0.0 if is_asked else LEAST_SHARE)
        for source_ids in chunked(due, SOURCES_TOGETHER):
            changed, gone, named = lines.refresh(conn, source_ids, CONSERVATIVE.parameters(), line_hash)
            tally.update({"changed": changed, "gone": gone, "named": named})
        return dict(tally)


def _note_owed(conn: Connection) -> None:
    found, last = OWED_TOGETHER, 0
    while found:
        found, last = lines.note_owed(conn, limit=OWED_TOGETHER, after=last)
