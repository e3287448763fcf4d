"""# replay_rejected.

Puts entries that were rejected back into the queue: after a rule was mended, a reader updated, the terms of a feed
changed, or a site came to its senses. They are fetched again and end anew, as an article or as another rejection.

Only entries of feeds come back, those whose last end was a rejection. What waits already is not touched, so a second
run finds nothing. Files are read again by triggering `ingest_seeds`.

**Dry run** (the default) counts them. Reasons and their numbers are in `mart.stream_funnel`. The same at the command
line: `wireroom replay --reason no_text --source some-feed --since 7d`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import Param, dag, task
from wireroom.model import Reason
from wireroom_airflow.edge import DEFAULT_ARGS, asked, now, run_key, warehouse_url

PARAMS = {
    "reason": Param(
        None,
        type=["null", "string"],
        enum=[None, *(reason.value for reason in Reason)],
        title="Reason",
        description="Why they were rejected. Empty: whatever for.",
    ),
    "source": Param(
        None, type=["null", "string"], title="Source", description="The key of one feed. Empty: of all feeds."
    ),
    "since": Param(
        None,
        type=["null", "string"],
        format="date-time",
        title="Since",
        description="Only what was rejected since then. Empty: in the last seven days.",
    ),
    "dry_run": Param(True, type="boolean", title="Dry run", description="Count them, put nothing back."),
}


@dag(
    schedule=None,
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params=PARAMS,
    doc_md=__doc__,
    tags=["feeds", "manual"],
)
def replay_rejected() -> None:
    """One task: count, or put back."""

    @task(retries=1, execution_timeout=timedelta(minutes=30))
    def put_back() -> dict[str, int]:
        from wireroom.jobs import management  # noqa: PLC0415  (DAG parsing must stay light)

        params, _ = asked()
        return management.replay_rejected(
            warehouse_url(),
            run_key(),
            reason=params["reason"],
            source=params["source"],
            since=management.moment(params["since"]) if params["since"] else now() - timedelta(days=7),
            dry_run=params["dry_run"],
        )

    put_back()


replay_rejected()
