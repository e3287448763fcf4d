"""# ingest_articles.

Fetches the pages of what feeds announced and makes articles of them. `poll_feeds` fills the queue (`ops.entry`), this
empties it: pages are asked for politely (robots.txt, a pause between two requests to one site, Retry-After), stored as
they came, read on every core and loaded. Where a feed carries whole texts no page is asked for.

**By itself:** within a second or two when entries are queued, and every ten minutes as a safety net. A run stays a
while after the queue is empty, so that what comes then is fetched at once; it ends at its time limit, and what is left
is for the next run.

**By hand:** Trigger. The form's values are good as they are.

What becomes of an entry: an article (`news.article`), a rejection with a reason (`ops.disposition`), or another try
later. Only what a server says of the page itself rejects it. When most sites fail at once the network is at fault, not
they: the task stops with one sentence, nothing is rejected, and everything is tried again.

Safe to clear, kill and rerun: an entry leaves the queue in the transaction that stores what became of it. What is owed
and what went wrong is in `mart.stream_funnel` and `ops.page_fetch`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import (
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    chain,
    dag,
    task,
)
from wireroom_airflow.edge import ARTICLES, DEFAULT_ARGS, ENTRIES, RETRIES, asked, run_key, settings, warehouse_url

# What the breaker spared is not due yet: a retry would find little to do and turn the failed task green.
FETCH_RETRIES = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="wireroom.errors.NetworkDown", action=RetryAction.FAIL, reason="the next run will try again"
        ),
        *RETRIES.rules,
    ]
)
PARAMS = {
    "max_seconds": Param(
        540,
        type="integer",
        minimum=10,
        maximum=3000,
        title="Time limit",
        description="Seconds after which no more work is claimed. What is being fetched then is finished.",
    ),
    "linger_seconds": Param(
        60,
        type="integer",
        minimum=0,
        maximum=3000,
        title="Linger",
        description="Seconds a run waits for more after the queue is empty.",
    ),
    "shards": Param(
        None,
        type=["null", "integer"],
        minimum=1,
        maximum=32,
        title="Shards",
        description="Tasks that share the queue by site. Each reads on every core of its machine, so one is enough on "
        "one. Empty: as WIREROOM_INGEST_SHARDS says.",
    ),
}


@dag(
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/10 * * * *", timezone="UTC"), assets=[ENTRIES]),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    # A queue has no past: a backfill would find the same one again.
    allowed_run_types=["manual", "scheduled", "asset_triggered"],  # pyright: ignore[reportArgumentType]
    default_args=DEFAULT_ARGS,
    params=PARAMS,
    doc_md=__doc__,
    tags=["ingest", "stream"],
)
def ingest_articles() -> None:
    """Shards that work the queue off, and what they came to together."""

    @task(retries=1, execution_timeout=timedelta(minutes=5))
    def shards() -> list[int]:
        return list(range(asked()[0]["shards"] or settings().ingest_shards))

    @task(
        outlets=[ARTICLES],
        retry_policy=FETCH_RETRIES,
        execution_timeout=timedelta(hours=1),
        map_index_template="shard {{ task.op_kwargs['shard'] }}",
    )
    def fetch(shard: int) -> dict[str, int]:
        from wireroom.jobs import ingest  # noqa: PLC0415  (DAG parsing must stay light)

        del shard  # sites are claimed in the warehouse, not handed out
        params, _ = asked()
        return ingest.ingest_articles(
            warehouse_url(),
            settings(),
            run_key(),
            until_s=params["max_seconds"],
            linger_s=params["linger_seconds"],
        )

    # It runs only where every shard did its work: a summary that always runs would turn a failed run green.
    @task(trigger_rule="none_failed", retries=1, execution_timeout=timedelta(minutes=5))
    def report() -> dict[str, int]:
        from wireroom.jobs import ingest  # noqa: PLC0415

        return ingest.report_ingest(warehouse_url(), run_key())

    chain(fetch.expand(shard=shards()), report())


ingest_articles()
