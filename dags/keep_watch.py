"""# keep_watch.

Looks every five minutes whether all is well, and turns red where it is not.

- Less space on the disk than `WIREROOM_LEAST_FREE_BYTES`: nothing is polled or fetched from now on (`ops.hold`), before
  Postgres runs out of space. When there is space again the next look lifts the hold; nothing is lost meanwhile.
- A query that an analyst has been running for longer than `WIREROOM_ANALYST_MOST_S`: it is cancelled, whatever timeout
  its login has set; a session that would not be cancelled, or is idle in a transaction for so long, is ended.
- A feed that has been due for longer than `WIREROOM_POLL_DEADLINE_S`: polling has stopped or cannot keep up.

A task that fails, this one and all others, is told of where `WIREROOM_NOTIFY` says. That this ran at all is the sign of
life in `mart.heartbeat`, which a monitor outside can ask when the scheduler is dead: `wireroom heartbeat`.
`docs/runbook.md` says what to do.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import CronTriggerTimetable, dag, task
from wireroom_airflow.edge import DEFAULT_ARGS, run_key, settings, warehouse_url


@dag(
    schedule=CronTriggerTimetable("*/5 * * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["upkeep"],
)
def keep_watch() -> None:
    """One task."""

    @task(execution_timeout=timedelta(minutes=4))
    def look() -> dict[str, int]:
        from wireroom.jobs import watching  # noqa: PLC0415  (DAG parsing must stay light)

        return watching.keep_watch(warehouse_url(), settings(), run_key())

    look()


keep_watch()
