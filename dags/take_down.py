"""# take_down.

Removes the text of an article, of a source or of some days for good: pages, announcements, versions, removed pieces,
hashes, signatures, search, everything made of it. It does not come back when a feed announces it again, when a seed
file or an archive has it, when pages are read again, or when `make restore` puts an older backup in place: its address,
as a hash, stays in `ops.taken_down`, and its entries end as `rejected` with the reason `taken_down`. A source that was
taken down stays shut until the takedown is lifted; a period shuts only the articles that were there. What a person says
of such an address is not kept either: a correction, a feed, a source of a backfill, the query of a corpus is refused.

What stays: that it happened (`ops.takedown`: who, when, why, how many rows of which table), the numbers of the runs,
and the hole, declared in `mart.taken_down`. What is not reached: backups made before, files in your seed directories,
and copies under other addresses.

**Dry run** (the default) counts articles and addresses and changes nothing. The same at the command line:
`wireroom takedown add --url … --reason … --by …`; `wireroom takedown list` and `lift`. Needs the login that owns the
warehouse. Killed, it goes on where it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import Param, dag, task
from wireroom_airflow.edge import DEFAULT_ARGS, asked, now, run_key, settings, warehouse_url

PARAMS = {
    "url": Param(
        None,
        type=["null", "string"],
        title="Address",
        description="Of one article; the url_key of one without address.",
    ),
    "source": Param(
        None, type=["null", "string"], title="Source", description="All of it; or of a period only this one."
    ),
    "since": Param(
        None,
        type=["null", "string"],
        format="date-time",
        title="Since",
        description="Start of a period: articles published, else first seen, from then on.",
    ),
    "until": Param(
        None, type=["null", "string"], format="date-time", title="Until", description="End of the period, not included."
    ),
    "reason": Param("", type="string", title="Reason", description="Why. Kept for good; name no person."),
    "by": Param("", type="string", title="Decided by", description="Who decided. Kept for good."),
    "dry_run": Param(True, type="boolean", title="Dry run", description="Count what would go, erase nothing."),
}


@dag(
    schedule=None,
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params=PARAMS,
    doc_md=__doc__,
    tags=["manual", "upkeep"],
)
def take_down() -> None:
    """One task: count, or erase."""

    @task(execution_timeout=timedelta(hours=6))
    def erase() -> dict[str, int]:
        from wireroom.jobs import management, takedown  # noqa: PLC0415  (DAG parsing must stay light)

        params, _ = asked()
        return takedown.take_down(
            warehouse_url(),
            settings(),
            run_key(),
            takedown.selector(
                url=params["url"],
                source=params["source"],
                since=management.moment(params["since"]) if params["since"] else None,
                until=management.moment(params["until"]) if params["until"] else None,
            ),
            reason=params["reason"],
            by=params["by"],
            now=now(),
            dry_run=params["dry_run"],
        )

    erase()


take_down()
