"""What every task does: note in ops.run that a try begins, how it ended and what it counted."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from wireroom import __version__
from wireroom.warehouse import runs
from wireroom.warehouse.connection import require_current_schema
from wireroom.warehouse.runs import RunKey, RunState

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime

    from wireroom.warehouse.connection import Connection

log = logging.getLogger(__name__)

FLOOR = timedelta(minutes=9)  # the clock comes every ten: articles that stream in must not have all made anew each time


@contextmanager
def noted(conn: Connection, run: RunKey) -> Generator[Counter[str]]:
    """A tally for the length of a task, kept in ops.run with how the task ended. Raises SchemaBehind, SchemaAhead."""
    require_current_schema(conn)
    tally = Counter[str]()
    runs.start(conn, run, code_version=__version__)
    try:
        yield tally
    except Exception:
        if not conn.broken:
            runs.finish(conn, run, RunState.FAILED, tally)
        raise
    runs.finish(conn, run, RunState.SUCCEEDED, tally)
    log.info("%s: %s", run.task_id, dict(tally))


def is_too_early(conn: Connection, run: RunKey, tally: Counter[str], *, now: datetime, is_asked: bool) -> bool:
    """Has this task done its work in another DAG run less than FLOOR before `now`? Then the tally says so.

    Never too early where a person asked for it (`is_asked`).
    """
    if is_asked or not runs.has_succeeded_since(conn, run, now - FLOOR):
        return False
    tally["too early"] = 1
    return True
