"""What a task of `ingest_articles` does: work the queue of pages off, and say what a run came to."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wireroom.jobs.fetching import fetch_entries
from wireroom.jobs.notices import own_rules
from wireroom.jobs.reading import Terms
from wireroom.jobs.tries import noted
from wireroom.warehouse import dispositions, entries
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from collections.abc import Callable

    from wireroom.settings import Settings
    from wireroom.warehouse.runs import RunKey


def ingest_articles(  # noqa: PLR0913 - the facts of a task, and a clock that differs in tests
    url: str,
    settings: Settings,
    run: RunKey,
    *,
    until_s: float,
    linger_s: float,
    now: Callable[[], datetime] = lambda: datetime.fromtimestamp(time.time(), UTC),
) -> dict[str, int]:
    """Fetch, read and load for at most `until_s` seconds, `linger_s` of them without work; counts by outcome.

    Raises what `fetch_entries` raises.
    """
    terms = Terms(
        now=now(),
        min_text_characters=settings.min_text_characters,
        language_plain=settings.language_plain,
        overlay=own_rules(settings),
    )
    return fetch_entries(url, settings, run, terms, until_s=until_s, linger_s=linger_s, now=now)


def report_ingest(url: str, run: RunKey) -> dict[str, int]:
    """Entries that ended in this DAG run, by outcome and reason, and how much is still owed."""
    with session(url) as conn, noted(conn, run) as tally:
        for row in dispositions.funnel(conn, run):
            tally[f"{row.outcome}: {row.reason}" if row.reason else row.outcome] += row.entry_count
        owed = entries.owed(conn)
        tally.update({"owed: pending": owed.pending, "owed: transient": owed.transient, "owed: due": owed.due})
        return dict(tally)
