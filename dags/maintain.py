"""# maintain.

The upkeep of every day, so that nothing grows for ever.

- **keep_warehouse** makes the partitions of the months to come and drops those that the settings no longer want: the
  logs of polls and of fetches after three months, pages and announcements never unless told
  (`WIREROOM_KEEP_POLL_MONTHS`, `_FETCH_`, `_ENTRY_`, `_PAGE_`). Tries of runs that discovered nothing go after
  `WIREROOM_KEEP_RUN_DAYS`. `docs/retention.md` has all of it.
- **clean_metadata** runs `airflow db clean`: Airflow's own records go after `WIREROOM_KEEP_METADATA_DAYS`.
- **trim_task_logs** removes logs of tasks after `WIREROOM_KEEP_LOG_DAYS`.

The disk is guarded by `keep_watch`, every five minutes. Safe to clear, kill and rerun.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from airflow.sdk import CronTriggerTimetable, dag, task
from wireroom_airflow.edge import DEFAULT_ARGS, now, run_key, settings, warehouse_url


@dag(
    schedule=CronTriggerTimetable("17 3 * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["upkeep"],
)
def maintain() -> None:
    """Three tasks that do not depend on each other: one that fails holds no other up."""

    @task(execution_timeout=timedelta(hours=1))
    def keep_warehouse() -> dict[str, int]:
        from wireroom.jobs import upkeep  # noqa: PLC0415  (DAG parsing must stay light)

        return upkeep.keep_warehouse(warehouse_url(), settings(), run_key())

    @task(execution_timeout=timedelta(hours=1))
    def clean_metadata() -> None:
        from wireroom_airflow import metadata  # noqa: PLC0415

        metadata.clean_metadata(now() - timedelta(days=settings().keep_metadata_days), os.environ)  # noqa: TID251

    @task(execution_timeout=timedelta(hours=1))
    def trim_task_logs() -> dict[str, int]:
        from wireroom.jobs import upkeep  # noqa: PLC0415
        from wireroom_airflow.edge import task_logs  # noqa: PLC0415

        older_than = now() - timedelta(days=settings().keep_log_days)
        return upkeep.trim_task_logs(warehouse_url(), run_key(), task_logs(), older_than=older_than)

    keep_warehouse()
    clean_metadata()
    trim_task_logs()


maintain()
