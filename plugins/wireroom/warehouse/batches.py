"""Work of a run, shared by its tasks: planned once, claimed with a lease, taken over where a worker is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wireroom.warehouse import files
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.files import PlannedFile
    from wireroom.warehouse.runs import RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A claimed batch. Its token is new with every claim: who lost the lease can neither renew nor finish it."""

    run: RunKey  #: the try that claimed it
    batch_number: int
    lease_token: UUID
    attempts: int  #: how often it was claimed, this claim included
    files: tuple[PlannedFile, ...]  #: those that have not ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """Batches of a run that are not done."""

    open: int
    held: int  #: of these, under a lease that has not run out


def plan(conn: Connection, run: RunKey, batches: Sequence[Sequence[PlannedFile]]) -> int:
    """Plan the batches of a DAG run and return how many it has. A run that has its plan keeps it: nothing doubles."""
    with conn.transaction():
        conn.execute(query("run/lock"), run.dag_run)
        planned = _count(conn, run)
        if planned:
            return planned
        for number, batch in enumerate(batches, start=1):
            conn.execute(query("batch/add"), {**run.dag_run, "batch_number": number})
            files.add(conn, run, number, batch)
        return len(batches)


def claim(conn: Connection, run: RunKey, *, lease_s: float) -> Batch | None:
    """Lease the next batch of the DAG run for `lease_s` seconds; None where nothing can be claimed now.

    Free are new batches, batches whose lease ran out, and at once those that an earlier try of the same task and map
    index left behind. None does not mean done: others may hold batches, see `remaining`.
    """
    asked = {**run.dag_run, "owner": run.owner, "try_number": run.try_number, "lease_s": lease_s}
    with conn.transaction():
        row = conn.execute(query("batch/claim"), asked).fetchone()
        if row is None:
            return None
        number, token, attempts = row
        claimed = files.of_batch(conn, run, number)
    return Batch(run=run, batch_number=number, lease_token=token, attempts=attempts, files=claimed)


def renew(conn: Connection, batch: Batch, *, lease_s: float, entry_count: int = 0) -> bool:
    """Keep the lease for another `lease_s` seconds and note the entries done. False where it was lost: stop then."""
    return (
        conn.execute(query("batch/renew"), {**_held(batch), "lease_s": lease_s, "entry_count": entry_count}).rowcount
        == 1
    )


def finish(conn: Connection, batch: Batch, *, entry_count: int = 0) -> bool:
    """Note that the batch is done. False where the lease was lost: somebody else is or was at it."""
    return conn.execute(query("batch/finish"), {**_held(batch), "entry_count": entry_count}).rowcount == 1


def remaining(conn: Connection, run: RunKey) -> Remaining:
    """What is left of the plan."""
    row = conn.execute(query("batch/remaining"), run.dag_run).fetchone()
    return Remaining(open=row[0], held=row[1]) if row else Remaining(open=0, held=0)


def _held(batch: Batch) -> dict[str, object]:
    return {**batch.run.dag_run, "batch_number": batch.batch_number, "lease_token": batch.lease_token}


def _count(conn: Connection, run: RunKey) -> int:
    row = conn.execute(query("batch/count"), run.dag_run).fetchone()
    return row[0] if row else 0
