"""# ingest_seeds.

Reads articles from files: plain text, HTML, JSON Lines, any of them gzipped or in a zip. `seeds/README.md` says
what a file may look like. Each file's documents are stored as they are, then extracted, cleaned, tagged and loaded.

**By hand:** Trigger, and fill in the form. Every file below the path is read.

**By itself:** every five minutes files that are new or changed in the `seeds` directory are read, so that dropping a
file there is enough. A sweep that finds nothing new ends at once.

Safe to clear, kill and rerun: an entry that already has its disposition in this run is not read again, an unchanged
article is not written again. What became of each entry is in `ops.disposition`, what became of each file in
`ops.seed_file`, and the sums in `mart.ingest_run`.

**Dry run** reads everything and reports the counts, and stores nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from airflow.sdk import CronTriggerTimetable, Param, chain, dag, task
from wireroom_airflow.edge import ARTICLES, DEFAULT_ARGS, asked, now, run_key, settings, warehouse_url

if TYPE_CHECKING:
    from wireroom.jobs.seeds import SeedRequest

PARAMS = {
    "path": Param(
        "seeds",
        type="string",
        minLength=1,
        title="Path",
        description="File or directory, absolute or relative to the checkout. Must lie inside the allowed seed roots.",
    ),
    "glob": Param(
        "**/*",
        type="string",
        minLength=1,
        title="Glob",
        description="Which files below the path, for example *.txt or 2024/**/*.jsonl.",
    ),
    "source": Param(
        None,
        type=["null", "string"],
        pattern="^[a-z0-9][a-z0-9._-]{0,63}$",
        title="Source",
        description="Name of this collection: the articles' source, and part of their identity where they have no URL. "
        "Empty: the name of the directory.",
    ),
    "language": Param(
        None,
        type=["null", "string"],
        pattern="^[a-z]{2,3}$",
        title="Language hint",
        description="ISO 639 code of most of the texts, if you know it. A hint, never an override.",
    ),
    "shards": Param(
        1,
        type="integer",
        minimum=1,
        maximum=32,
        title="Shards",
        description="Tasks that share the files. Each reads on every core of its machine, so one is enough on one.",
    ),
    "dry_run": Param(
        False,
        type="boolean",
        title="Dry run",
        description="Read everything and report the counts, store nothing.",
    ),
}


@dag(
    schedule=CronTriggerTimetable("*/5 * * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    # Files have no past: a backfill would read the same ones again.
    allowed_run_types=["manual", "scheduled"],  # pyright: ignore[reportArgumentType]  (its enum is not public)
    default_args=DEFAULT_ARGS,
    params=PARAMS,
    doc_md=__doc__,
    tags=["ingest", "manual"],
)
def ingest_seeds() -> None:
    """Plan the files into claims, read the claims, report."""

    @task
    def plan() -> list[int]:
        from wireroom.jobs import seeds  # noqa: PLC0415  (DAG parsing must stay light)

        request = _request()
        batches = seeds.plan_seeds(warehouse_url(), settings(), run_key(), request, now=now())
        return list(range(min(request.shards, batches)))

    @task(outlets=[ARTICLES], map_index_template="shard {{ task.op_kwargs['shard'] }}")
    def read(shard: int) -> dict[str, int]:
        from wireroom.jobs import seeds  # noqa: PLC0415

        del shard  # claims are taken from the warehouse, not handed out
        return seeds.read_seeds(warehouse_url(), settings(), run_key(), _request(), now=now())

    @task(trigger_rule="none_failed", retries=1, execution_timeout=timedelta(minutes=10))
    def report() -> dict[str, int]:
        from wireroom.jobs import seeds  # noqa: PLC0415

        return seeds.report_seeds(warehouse_url(), run_key(), _request())

    chain(read.expand(shard=plan()), report())


def _request() -> SeedRequest:
    from wireroom.jobs.seeds import SeedRequest  # noqa: PLC0415

    params, run_type = asked()
    return SeedRequest(
        path=params["path"],
        glob=params["glob"],
        source=params["source"],
        language=params["language"],
        shards=params["shards"],
        dry_run=params["dry_run"],
        sweep=run_type == "scheduled",
    )


ingest_seeds()
