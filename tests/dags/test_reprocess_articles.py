"""reprocess_articles as Airflow runs it, in one process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from stream import stories, write
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds
from wireroom.settings import Settings
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("metadata")]


@pytest.fixture
def warehouse(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A warehouse with three articles that were stored today, and Airflow's connection to it."""
    folder = write(tmp_path / "in", stories(3))
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", database_url)
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path))
    how = Settings(seed_roots=str(folder), home=str(tmp_path), read_workers=1)
    request = SeedRequest(
        path=str(folder), glob="**/*", source="courier", language=None, shards=1, dry_run=False, sweep=False
    )
    plan_seeds(database_url, how, RunKey(dag_id="s", run_id="1", task_id="plan"), request, now=datetime.now(UTC))
    read_seeds(database_url, how, RunKey(dag_id="s", run_id="1", task_id="read"), request, now=datetime.now(UTC))
    return database_url


def tomorrow() -> datetime:
    """The logical date of a run by hand whose interval is today: the last whole day before it."""
    return (datetime.now(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.mark.usefixtures("warehouse")
def test_a_day_is_read_again_and_says_so(dags: Mapping[str, Any], conn: Connection) -> None:
    run = dags["reprocess_articles"].test(logical_date=tomorrow(), run_conf={"shards": 2})

    row = conn.execute(
        "SELECT interval_start, interval_end, state, selected_count, unchanged_count, note FROM mart.backfill_progress"
    ).fetchone()
    assert str(run.state) == "success"
    assert row
    assert row[:5] == (tomorrow() - timedelta(days=1), tomorrow(), "done", 3, 3)
    assert "3 read again" in row[5]


@pytest.mark.usefixtures("warehouse")
def test_a_day_without_pages_succeeds_and_says_why_nothing_was_done(dags: Mapping[str, Any], conn: Connection) -> None:
    run = dags["reprocess_articles"].test(logical_date=tomorrow() - timedelta(days=9))

    assert str(run.state) == "success"
    (note,) = conn.execute("SELECT note FROM mart.backfill_progress").fetchone() or ("",)
    assert note.startswith("nothing was done: no page was stored from")


@pytest.mark.usefixtures("warehouse")
def test_a_preview_counts_and_writes_nothing(dags: Mapping[str, Any], conn: Connection) -> None:
    run = dags["preview_reprocess"].test()

    assert str(run.state) == "success"
    tallies = conn.execute("SELECT tally FROM ops.run WHERE dag_id = 'preview_reprocess'").fetchall()
    assert tallies == [({"selected": 3, "read": 3, "unchanged": 3},)]
    assert conn.execute("SELECT count(*) FROM mart.backfill_progress").fetchone() == (0,)
