"""The upkeep of every day: months come and go, old logs of tasks are removed and nothing else."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from wireroom.errors import UpkeepFailed
from wireroom.jobs.upkeep import keep_warehouse, trim_task_logs
from wireroom.settings import Settings
from wireroom.warehouse.connection import connect
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

RUN = RunKey(dag_id="maintain", run_id="scheduled__1", task_id="keep_warehouse")
MONTHS = """
    CREATE TABLE ops.poll_2020_01 PARTITION OF ops.poll FOR VALUES FROM ('2020-01-01Z') TO ('2020-02-01Z');
    CREATE TABLE raw.page_2020_01 PARTITION OF raw.page FOR VALUES FROM ('2020-01-01Z') TO ('2020-02-01Z')
"""


def test_old_logs_go_and_pages_stay_unless_told(conn: Connection, database_url: str) -> None:
    conn.execute(MONTHS)

    first = keep_warehouse(database_url, Settings(), RUN)
    second = keep_warehouse(database_url, Settings(keep_page_months=1), RUN)

    assert first == {"ops.poll months dropped": 1, "ops.page_fetch months dropped": 0}
    assert second["raw.page months dropped"] == 1


def test_a_table_that_is_being_read_fails_the_task_and_loses_nothing(conn: Connection, database_url: str) -> None:
    conn.execute(MONTHS)
    with connect(database_url) as reader:
        reader.execute("SELECT count(*) FROM ops.poll")

        with pytest.raises(UpkeepFailed, match=r"ops\.poll"):
            keep_warehouse(database_url, Settings(), RUN)

    assert conn.execute("SELECT to_regclass('ops.poll_2020_01') IS NOT NULL").fetchone() == (True,)


def test_old_logs_of_tasks_are_removed_with_the_directories_they_leave_empty(database_url: str, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    outside = tmp_path / "keep-me"
    outside.write_text("not a log")
    logs = tmp_path / "logs"
    old, fresh = logs / "dag_id=a" / "run_id=1" / "attempt=1.log", logs / "dag_id=b" / "attempt=1.log"
    for path in (old, fresh):
        path.parent.mkdir(parents=True)
        path.write_text("12345")
    (logs / "latest").symlink_to(outside)
    long_ago = (now - timedelta(days=40)).timestamp()
    for path in (outside, old, old.parent, old.parent.parent):
        os.utime(path, (long_ago, long_ago))

    tally = trim_task_logs(database_url, RUN, logs, older_than=now - timedelta(days=30))

    assert tally == {"files removed": 1, "bytes freed": 5}
    assert not old.exists()
    assert fresh.exists()
    assert (logs / "latest").is_symlink()
    assert outside.exists()
    assert trim_task_logs(database_url, RUN, tmp_path / "nowhere", older_than=now) == {}
