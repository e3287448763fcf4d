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


def test_old_runs_are_forgotten_but_not_what_was_discovered(conn: Connection, database_url: str) -> None:
    conn.execute(
        """
        INSERT INTO ops.run (dag_id, run_id, task_id, map_index, try_number, code_version, state, started_at, ended_at)
        SELECT dag, run, 't', -1, 1, 'v', 'succeeded', now() - age, now() - age
        FROM (VALUES ('keep_watch', 'old', interval '500 days'), ('keep_watch', 'young', interval '3 days'),
            ('ingest_seeds', 'old', interval '500 days')) AS given (dag, run, age);
        INSERT INTO ops.disposition (dag_id, run_id, entry_key_hash, entry_key, outcome, stage, reason, detail, source,
            origin) VALUES ('ingest_seeds', 'old', sha256('e'), 'e', 'rejected', 'clean', 'no_text', 'why', 's', 'seed')
        """
    )

    tally = keep_warehouse(database_url, Settings(), RUN)

    left = conn.execute("SELECT dag_id, run_id FROM ops.run WHERE task_id = 't' ORDER BY dag_id").fetchall()
    assert tally["old runs forgotten"] == 1
    assert left == [("ingest_seeds", "old"), ("keep_watch", "young")]


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
