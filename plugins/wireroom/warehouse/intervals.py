"""Intervals of backfills and reprocesses: passes over them, and what became of what they are about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from wireroom.errors import PermanentError
from wireroom.interval import Interval
from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import storable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey


class Kind(StrEnum):
    """What is done with an interval. The words appear in SQL."""

    REPROCESS = "reprocess"  # stored pages are read again
    ARCHIVES = "archives"  # the past is fetched


class Ending(StrEnum):
    """How a pass ended. The words appear in SQL."""

    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One go at an interval. A run that is cleared after it ended keeps its run_id and gets another pass."""

    of: RunKey  #: the try of the task that asks
    number: int
    run_id: str
    interval: Interval
    is_new: bool = False  #: nothing was done in it yet

    @property
    def run(self) -> RunKey:
        """What batches and dispositions of the pass are kept under; see RunKey for the rest."""
        return replace(self.of, run_id=self.run_id)

    @property
    def key(self) -> dict[str, Any]:
        """The row, as parameters of a query."""
        return {**self.of.dag_run, "pass_number": self.number, "pass_run_id": self.run_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of what a pass is about, so far."""

    selected_count: int | None
    stored_count: int
    updated_count: int
    unchanged_count: int
    duplicate_count: int
    rejected_count: int
    failed_count: int
    skipped_count: int
    pending_count: int
    outside_count: int
    more: dict[str, int]


def begin(conn: Connection, run: RunKey, interval: Interval, kind: Kind, *, terms: str) -> Pass:
    """The pass that this run is to work on; the first task of a DAG asks for it.

    A new one where the run has none, where its last one has ended (the run was cleared: it really works again), or
    where that one was broken off under other `terms` (what was asked, and the versions that decide): what was done
    under those does not count. Otherwise the one that was broken off, to go on where it stopped.
    """
    with conn.transaction():
        conn.execute(query("run/lock"), run.dag_run)
        row = conn.execute(query("interval/latest"), run.dag_run).fetchone()
        last = _pass(run, row) if row else None
        if row and last and row[4] == terms and row[5] == "running" and last.interval == interval:
            return last
        conn.execute(query("interval/replace"), run.dag_run)
        number = last.number + 1 if last else 1
        run_id = run.run_id if number == 1 else f"{run.run_id}#{number}"
        found = Pass(of=run, number=number, run_id=run_id, interval=interval, is_new=True)
        added = {**found.key, "kind": kind, "terms": storable(terms)}
        conn.execute(query("interval/add"), {**added, "interval_start": interval.start, "interval_end": interval.end})
        return found


def current(conn: Connection, run: RunKey) -> Pass:
    """The last pass of the run, for the tasks after the first. Raises PermanentError where none was begun."""
    with conn.transaction():
        row = conn.execute(query("interval/latest"), run.dag_run).fetchone()
    if row is None:
        msg = f"the run {run.run_id} has not begun: clear it as a whole, from its first task"
        raise PermanentError(msg)
    return _pass(run, row)


def count(  # noqa: PLR0913 (what only the caller can know)
    conn: Connection,
    of: Pass,
    *,
    selected: int | None = None,
    failed: int | None = None,
    skipped: int | None = None,
    outside: int | None = None,
    more: Mapping[str, int] | None = None,
) -> Counts:
    """Note and return what became of a pass so far: outcomes from its dispositions, the rest as given.

    What is None stays as it was noted. `more` are counts of one kind only, by name. What is selected and neither has
    its disposition nor failed nor was skipped is pending.
    """
    given = {"selected_count": selected, "failed_count": failed, "skipped_count": skipped, "outside_count": outside}
    with conn.cursor(row_factory=class_row(Counts)) as cursor:
        row = cursor.execute(query("interval/count"), {**of.key, **given, "more": Jsonb(dict(more or {}))}).fetchone()
    assert row is not None, "the pass was begun"
    return row


def finish(conn: Connection, of: Pass, ending: Ending, note: str) -> None:
    """End a pass with a sentence on what was done, or why nothing was."""
    conn.execute(query("interval/finish"), {**of.key, "state": ending, "note": storable(note)})


def _pass(run: RunKey, row: tuple[Any, ...]) -> Pass:
    number, run_id, start, end, _, _ = row
    return Pass(of=run, number=number, run_id=run_id, interval=Interval(start=start, end=end))
