"""# preview_reprocess.

Shows what `reprocess_articles` would change, and changes nothing: stored pages of an interval are read again and held
against what is stored. The log of its task has the counts by kind of change, the rules that would cut more or less, and
ten examples with their differences word by word: words that would go as [-this-], words that would come as {+that+}.

It has no interval of its own, so that it never stands in the way of the real run. Where more articles are selected than
the limit, a sample of them is read. The session that reads cannot write. The same at the command line: `wireroom
reprocess --preview --since 2026-01-01 --until 2026-02-01 --language pl`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import Param, dag, task
from wireroom_airflow.edge import DEFAULT_ARGS, asked, now, run_key, settings, warehouse_url
from wireroom_airflow.forms import REPROCESS

PARAMS = {
    "since": Param(
        None,
        type=["null", "string"],
        format="date-time",
        title="From",
        description="Start of the interval. Empty: seven days before its end.",
    ),
    "until": Param(
        None,
        type=["null", "string"],
        format="date-time",
        title="Until",
        description="End of the interval, not included. Empty: now.",
    ),
    **REPROCESS,
    "limit": Param(
        1000,
        type="integer",
        minimum=1,
        maximum=100_000,
        title="Limit",
        description="Read at most so many articles. 1,000 take about half a minute on two cores.",
    ),
}


@dag(
    schedule=None,
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params=PARAMS,
    doc_md=__doc__,
    tags=["backfill", "manual"],
)
def preview_reprocess() -> None:
    """One task: read, compare, tell."""

    @task(retries=1, execution_timeout=timedelta(hours=2))
    def preview() -> dict[str, int]:
        from wireroom.interval import Interval  # noqa: PLC0415  (DAG parsing must stay light)
        from wireroom.jobs import management, previewing, reprocess  # noqa: PLC0415

        params, _ = asked()
        until = management.moment(params["until"]) if params["until"] else now()
        since = management.moment(params["since"]) if params["since"] else until - timedelta(days=7)
        return previewing.preview_reprocess(
            warehouse_url(),
            settings(),
            run_key(),
            Interval(start=since, end=until),
            reprocess.request_of(params),
            limit=params["limit"],
            now=now(),
        )

    preview()


preview_reprocess()
