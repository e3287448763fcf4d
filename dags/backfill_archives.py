"""# backfill_archives.

Brings in the past: what was published on the days of an interval, found in what sites keep of it. Feeds have no past;
sitemaps, archived feeds, web archives and dated files do.

**Choose a range** with Trigger > Backfill, or `make airflow ARGS="backfill create --dag-id backfill_archives
--from-date 2026-03-01 --to-date 2026-03-31"`. Each day is a run, and must be over. Days may run in any order and side
by side (*Max Active Runs*, *Run Backwards*), beside everything that is live.

**Reprocess behaviour** decides what happens to days that have a run already. *Missing Runs* (none) leaves them alone:
Airflow says that they already exist. *Missing and Errored Runs* (failed) goes on with those that failed, where they
stopped. *All Runs* (completed) does every day anew: sitemaps are looked at again, and what they name by now and is not
known is fetched. What is stored is not fetched a second time unless *Fetch again* is ticked. The last task says plainly
when nothing was done.

**Which day an article is of.** It is chosen by the date under which it is announced: its date of publication where a
news sitemap or feed states one, else the lastmod of a sitemap; of a record in a web archive the day on which it was
captured; of a seed file the date it bears. A date without an offset is read in UTC. A mere month is chosen only by an
interval that holds all of it, unless *Whole months* is ticked. The article itself is dated by its own page, and only
where that says nothing by the announcement. Where the two disagree both are kept (`ops.archive_entry` has the announced
one), and an article that turns out to be of another day is stored all the same and counted as `outside_count` in
`mart.backfill_progress`.

**By itself** it does nothing, for whoever unpauses it to fetch three days does not ask for all sites every day. With
`WIREROOM_BACKFILL_DAILY=true` the clock does the same for yesterday, with the values the form begins with.

**Ways.** *sitemaps*: those in robots.txt and /sitemap.xml, indexes and gzip files too; what an index says to have last
changed before the interval is not asked for. *feed_archives*: the feeds before a feed (RFC 5005), its next pages;
*wordpress*: `?paged=2`, `3`, ... Both only of feeds that you name. *warc*: files inside the seed roots or at s3://
addresses, by host where sources are named. *seeds*: files as `ingest_seeds` reads them, of which only the records dated
in the interval are taken; a text that states no date in its record is read to find it.

**An archive says what was, not what is.** With *Fetch again* a capture makes a new version only where it is later than
what the stored text rests on: the fetch (or capture) of its page, or a later look that found it unchanged. An older
capture with another text, title or date ends as rejected with the reason `older_capture`: its page is kept, the article
stays as it is, and such ends do not make the run fail. No capture takes back that a page was withdrawn.

**What is live goes first.** Entries wait in the same queue with the lowest priority, and only this DAG fetches them, so
that stopping it stops them. It asks a site half as often as it might, and an entry that a feed announces meanwhile is
fetched before the next page of the past. It works also while `ingest_articles` is paused.

Can be stopped, killed and resumed at any time: clear the failed task. A run is done when each of its entries has ended;
it fails where more than *Failed share* of them were rejected, or of the documents could not be read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from airflow.sdk import CronDataIntervalTimetable, Param, PokeReturnValue, chain, dag, task
from airflow.sdk.exceptions import AirflowSkipException
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

if TYPE_CHECKING:
    from wireroom.jobs.past_request import PastRequest

AT_A_TIME_S = 300  # then the progress is noted, and the place in Airflow given up for a moment
PARAMS = {
    "sources": Param(
        None,
        type=["null", "array"],
        items={"type": "string"},
        title="Sources",
        description="Keys of feeds, hosts or addresses of sites, one a line. Empty: the sites of all polled feeds.",
    ),
    "ways": Param(
        ["sitemaps"],
        type="array",
        items={"type": "string", "enum": ["sitemaps", "feed_archives", "wordpress", "warc", "seeds"]},
        examples=["sitemaps", "feed_archives", "wordpress", "warc", "seeds"],
        title="Ways",
        description="Where to look for the past; the documentation of this DAG says what each means.",
    ),
    "warc": Param(
        None,
        type=["null", "array"],
        items={"type": "string"},
        title="Web archives",
        description="WARC files, .warc or .warc.gz: paths inside the seed roots, directories too, or s3:// addresses.",
    ),
    "seeds": Param(
        None,
        type=["null", "array"],
        items={"type": "string"},
        title="Seed files",
        description="Files or directories inside the seed roots.",
    ),
    "fetch_again": Param(
        False, type="boolean", title="Fetch again", description="Fetch also what is stored or was rejected before."
    ),
    "whole_months": Param(
        False,
        type="boolean",
        title="Whole months",
        description="Take what states only a month or year in every interval that touches it.",
    ),
    "max_documents": Param(
        200, type="integer", minimum=1, maximum=10_000, title="Sitemaps", description="At most so many of one site."
    ),
    "max_pages": Param(
        100,
        type="integer",
        minimum=1,
        maximum=10_000,
        title="Pages of a feed",
        description="At most so many archived feeds or pages of one feed are followed.",
    ),
    "max_failed_share": Param(
        0.5,
        type="number",
        minimum=0,
        maximum=1,
        title="Failed share",
        description="The run fails where more than this share of its entries is rejected, or of its documents unread.",
    ),
    "dry_run": Param(
        False, type="boolean", title="Dry run", description="Look for the past and count it, queue nothing."
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
    tags=["ingest", "backfill"],
)
def backfill_archives() -> None:
    """Find, read files, fetch beside what is live, report."""

    @task
    def find() -> dict[str, int]:
        from wireroom.jobs import archives  # noqa: PLC0415  (DAG parsing must stay light)

        if asked()[1] == "scheduled" and not settings().backfill_daily:
            raise AirflowSkipException("nothing is done by the clock: WIREROOM_BACKFILL_DAILY is not set")
        return archives.find_past(warehouse_url(), settings(), run_key(), data_interval(), _request(), now=now)

    @task(outlets=[ARTICLES])
    def read_files() -> dict[str, int]:
        from wireroom.jobs import archives  # noqa: PLC0415

        return archives.read_files(warehouse_url(), settings(), run_key(), _request(), now=now())

    @task.sensor(mode="reschedule", poke_interval=15, timeout=14 * 86_400, outlets=[ARTICLES])
    def fetch() -> PokeReturnValue:
        from wireroom.jobs import archives  # noqa: PLC0415

        return PokeReturnValue(
            is_done=archives.fetch_past(warehouse_url(), settings(), run_key(), until_s=AT_A_TIME_S, now=now)
        )

    @task(retries=1, execution_timeout=timedelta(minutes=30))
    def report() -> dict[str, int]:
        from wireroom.jobs import archives  # noqa: PLC0415

        return archives.report_past(warehouse_url(), run_key(), _request(), say=say)

    chain(find(), read_files(), fetch(), report())


def _request() -> PastRequest:
    from wireroom.jobs.past_request import PastRequest  # noqa: PLC0415

    return PastRequest.from_params(asked()[0])


backfill_archives()
