"""Tries of tasks: when they began, how they ended, what they counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wireroom.warehouse.connection import Connection


class RunState(StrEnum):
    """How a try ended. `lost` is said by the next try of one that was killed."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunKey:
    """One try of one task, as Airflow names it."""

    dag_id: str
    run_id: str  #: the DAG run
    task_id: str
    map_index: int = -1  #: -1 where the task is not mapped
    try_number: int = 1

    @property
    def owner(self) -> str:
        """Who holds a lease, whichever try it is: the next try may take back what this one left."""
        return f"{self.task_id}[{self.map_index}]"

    @property
    def claimer(self) -> str:
        """Who holds a lease that is shared by all DAG runs."""
        return f"{self.dag_id}/{self.run_id}/{self.owner}#{self.try_number}"

    @property
    def dag_run(self) -> dict[str, str]:
        """The DAG run, as parameters of a query."""
        return {"dag_id": self.dag_id, "run_id": self.run_id}


def start(conn: Connection, run: RunKey, *, code_version: str) -> None:
    """Note that a try begins, and that earlier tries which still seem to run were killed."""
    with conn.transaction():
        conn.execute(query("run/lose_earlier"), asdict(run))
        conn.execute(query("run/start"), {**asdict(run), "code_version": code_version})


def finish(conn: Connection, run: RunKey, state: RunState, tally: Mapping[str, object] | None = None) -> None:
    """Note how a try ended. Nothing is written where a later try has already declared it lost."""
    conn.execute(query("run/finish"), {**asdict(run), "state": state, "tally": Jsonb(dict(tally or {}))})


def has_succeeded_since(conn: Connection, run: RunKey, since: datetime) -> bool:
    """Has this task done anything in another DAG run that began at `since` or later?"""
    row = conn.execute(query("run/done_since"), {**run.dag_run, "task_id": run.task_id, "since": since}).fetchone()
    return bool(row and row[0])


def forget_old(conn: Connection, *, keep_days: int) -> int:
    """Forget tries older than so many days of runs that discovered nothing, and old results of checks; how many."""
    row = conn.execute(query("run/forget_old"), {"keep_days": keep_days}).fetchone()
    return row[0] if row else 0
