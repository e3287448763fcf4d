"""# refresh_marts.

Brings up to date what is made of many articles together, after new ones were stored.

**refresh_lines** counts anew which lines each source repeats in article after article. Lines that pass every test of
`plugins/wireroom/compare/lines.py` are *promoted* and removed from articles that come from then on, each with its row
in `news.removal`; all others wait as *candidates*. Nothing that is stored changes. `mart.learned_line` has the
evidence; `wireroom lines list`, `approve` and `reject` have the last word.

**By itself:** after articles were stored and on a clock, at most every ten minutes; runs never overlap.

**By hand:** Trigger. There is nothing to fill in.

Safe to clear, kill and rerun at any time: the result depends on nothing but the stored articles and on what people
decided, so a second run changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, dag, task
from wireroom_airflow.edge import ARTICLES, DEFAULT_ARGS, asked, now, run_key, warehouse_url


@dag(
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/10 * * * *", timezone="UTC"), assets=[ARTICLES]),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["marts"],
)
def refresh_marts() -> None:
    """One task for each thing that is made of many articles."""

    @task(execution_timeout=timedelta(minutes=30))
    def refresh_lines() -> dict[str, int]:
        from wireroom.jobs import lines  # noqa: PLC0415  (DAG parsing must stay light)

        return lines.refresh_lines(warehouse_url(), run_key(), now=now(), is_asked=asked()[1] == "manual")

    refresh_lines()


refresh_marts()
