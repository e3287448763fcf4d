"""# reprocess_articles.

Reads stored pages again with the code, the rules and the learned lines of today. No network: pages were stored before
they were read. A new version is written only where the outcome differs; everything else stays to the byte, and
`news.removal` shows which rule cut. Versions that were replaced so have the cause `reprocess`, or `learned` where
nothing but learned lines made the difference: nobody takes them for a correction by the publisher.

**From the UI:** Trigger, *Backfill*, and a range of days. **At the command line:** `make airflow ARGS="backfill
create --dag-id reprocess_articles --from-date 2026-01-01 --to-date 2026-01-31 --reprocess-behavior completed"`; a day
must be over. Either way choose as
**reprocess behavior** *All runs* (`completed`): an interval that has a run is left out by Airflow with `already exists`
otherwise. To ask for something else than last time tick *Override parameters on existing runs* too. The DAG must not be
paused. Each day is a run; it can be stopped and resumed, and runs beside the live DAGs. A single run reads the day
before its logical date.

**What a day selects:** articles whose page was *stored* on it (by the clock of the server, in UTC), and pages stored on
it that made no article, for they may make one now. With *Select by: published* it selects articles by their own date
instead: an exact moment counts as it is, a day by its calendar; a text of which only month or year is known is selected
by an interval that holds the whole of it, or by every one that touches it if you ask for that.

**Which page:** the one that made the newest version of the article, never an older one; of a page without article the
newest. Where it has been dropped (`WIREROOM_KEEP_PAGE_MONTHS`) the article is cleaned again from its text and what was
removed from it; such articles are of the day they were first stored, and the report counts them.

**By itself** it runs once a day, for what was stored the day before under older versions: mostly there is nothing.

What came of each interval, and why where nothing was done: the last task, and `mart.backfill_progress`. An article that
would be rejected now stays as it is and is counted. `preview_reprocess` shows what would change and writes nothing.

Safe to clear, kill and rerun: a run that was killed goes on where it stopped; one that had ended begins another pass.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from airflow.sdk import CronDataIntervalTimetable, Param, chain, dag, task
from wireroom_airflow.edge import (
    ARTICLES,
    DEFAULT_ARGS,
    asked,
    data_interval,
    now,
    run_key,
    say,
    settings,
    warehouse_url,
)
from wireroom_airflow.forms import REPROCESS

if TYPE_CHECKING:
    from wireroom.jobs.reprocess import ReprocessRequest

PARAMS = {
    **REPROCESS,
    "shards": Param(
        1,
        type="integer",
        minimum=1,
        maximum=32,
        title="Shards",
        description="Tasks that share the pages. Each reads on every core of its machine, so one is enough on one.",
    ),
}


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params=PARAMS,
    doc_md=__doc__,
    tags=["backfill"],
)
def reprocess_articles() -> None:
    """Share the articles of the interval out, read them again, report."""

    @task(execution_timeout=timedelta(hours=1))
    def plan() -> list[int]:
        from wireroom.jobs import reprocess  # noqa: PLC0415  (DAG parsing must stay light)

        batches = reprocess.plan_reprocess(warehouse_url(), settings(), run_key(), data_interval(), _request())
        return list(range(min(asked()[0]["shards"], batches)))

    @task(outlets=[ARTICLES], map_index_template="shard {{ task.op_kwargs['shard'] }}")
    def read(shard: int) -> dict[str, int]:
        from wireroom.jobs import reprocess  # noqa: PLC0415

        del shard  # batches are claimed from the warehouse, not handed out
        return reprocess.read_again(warehouse_url(), settings(), run_key(), now=now())

    @task(trigger_rule="none_failed", retries=1, execution_timeout=timedelta(minutes=30))
    def report() -> dict[str, int | str]:
        from wireroom.jobs import reprocess  # noqa: PLC0415

        return reprocess.report_reprocess(warehouse_url(), settings(), run_key(), _request(), say=say)

    chain(read.expand(shard=plan()), report())


def _request() -> ReprocessRequest:
    from wireroom.jobs.reprocess import AGES, request_of  # noqa: PLC0415

    params, run_type = asked()
    request = request_of(params)
    # By the clock there is nothing to do but what another ruleset or reader has made old since.
    return request.with_older(AGES) if run_type == "scheduled" else request


reprocess_articles()
