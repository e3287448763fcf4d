"""# poll_feeds.

Asks every feed that is due for new entries, politely, and puts the entries into the queue that `ingest_articles` works
off. It never fetches articles.

**By itself:** a run starts every five minutes, and its task keeps asking what falls due until the next run, so that
each feed is polled on its own second and the grid stays readable. Nothing happens as long as no feed is registered:
`wireroom feeds import seeds/feeds.opml`, or the DAG `manage_feeds`. Beyond this machine it asks nobody before
`WIREROOM_CONTACT` names a mail address or page that publishers can complain to.

**By hand:** Trigger with *Seconds* 0 polls what is due now, once.

A feed's interval follows its own rhythm. How it fares (`mart.feed_health`), each poll (`ops.poll`) and each entry as it
was announced (`raw.entry`) are in the warehouse. Safe to kill and rerun: a poll is saved in one transaction, and a feed
whose poller is gone is polled by the next. While no feed at all answers, that none does counts against nobody: each is
polled again within a minute.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import CronTriggerTimetable, Param, dag, task
from wireroom_airflow.edge import DEFAULT_ARGS, asked, authorization, now, run_key, settings, warehouse_url

PERIOD_S = 300  # of the schedule below
HAND_OVER_S = 10  # before the next run: polls under way still end
PARAMS = {
    "seconds": Param(
        None,
        type=["null", "integer"],
        minimum=0,
        maximum=PERIOD_S,
        title="Seconds",
        description="Keep polling for so long. Empty: until the next run begins. 0: what is due now, once.",
    )
}


@dag(
    schedule=CronTriggerTimetable("*/5 * * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    # Feeds have no past: a backfill would only poll today's.
    allowed_run_types=["manual", "scheduled"],  # pyright: ignore[reportArgumentType]  (its enum is not public)
    default_args=DEFAULT_ARGS,
    params=PARAMS,
    doc_md=__doc__,
    tags=["ingest", "streaming"],
)
def poll_feeds() -> None:
    """One task that polls until the next one takes over."""

    @task(execution_timeout=timedelta(minutes=15))
    def poll() -> dict[str, int]:
        from wireroom.jobs import polling  # noqa: PLC0415  (DAG parsing must stay light)

        seconds = asked()[0]["seconds"]
        if seconds is None:
            seconds = max(PERIOD_S - now().timestamp() % PERIOD_S - HAND_OVER_S, 0)
        return polling.poll_feeds(
            warehouse_url(), settings(), run_key(), until_s=seconds, authorize=authorization, now=now
        )

    poll()


poll_feeds()
