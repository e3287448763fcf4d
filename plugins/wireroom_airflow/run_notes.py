"""Gives a run the note that one of its tasks says: in the grid it is read beside the run.

A task may not write Airflow's database, so it leaves the sentence as an XCom, and the scheduler, which is the one that
ends a run, makes it the note. A note that somebody wrote by hand stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.listeners import hookimpl

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun
    from sqlalchemy.orm import Session

KEY = "note"  # of the XCom
LONGEST = 1000  # characters: what the API takes


@hookimpl
def on_dag_run_success(dag_run: DagRun, msg: str) -> None:
    """A run ended well."""
    del msg
    note_down(dag_run)


@hookimpl
def on_dag_run_failed(dag_run: DagRun, msg: str) -> None:
    """A run failed."""
    del msg
    note_down(dag_run)


def note_down(dag_run: DagRun) -> None:
    """Make the last sentence of the run's tasks its note, in the session that the run is of, or in one of its own."""
    from airflow.models.dagrun import DagRun  # noqa: PLC0415  (every process of Airflow imports its plugins)
    from airflow.utils.session import create_session  # noqa: PLC0415
    from sqlalchemy.orm import object_session  # noqa: PLC0415

    session = object_session(dag_run)
    if session is not None:
        _note_down(session, dag_run)
        return
    with create_session() as own:  # marked by hand over the API, or run in one process
        again = own.get(DagRun, dag_run.id)
        if again is not None:
            _note_down(own, again)


def _note_down(session: Session, dag_run: DagRun) -> None:
    from airflow.models.xcom import XComModel  # noqa: PLC0415
    from sqlalchemy import select  # noqa: PLC0415

    said = (
        select(XComModel.value)
        .where(XComModel.dag_id == dag_run.dag_id, XComModel.run_id == dag_run.run_id, XComModel.key == KEY)
        .order_by(XComModel.timestamp.desc())
        .limit(1)
    )
    with session.no_autoflush:
        found = session.execute(said).first()
        noted = dag_run.dag_run_note
        if found and (noted is None or noted.user_id is None):
            dag_run.note = str(XComModel.deserialize_value(found))[:LONGEST]
