"""# manage_feeds.

Puts feeds into the registry. Trigger it and fill in the form: paste addresses (one a line) or a whole OPML document, or
give the address of a site and let it say where its feeds are. What was done about each line stands in the log of the
task and in what it returns.

A feed that is known, by its address or by one it had before it moved, is not registered twice: what the form says of it
is taken over, and whatever is not said stays as it is. Of a site's feeds the first is registered, the others are named.

**Dry run** (the default) says what would be done and keeps nothing. Only a site is asked over the network, politely and
only where `WIREROOM_CONTACT` is set; feeds themselves are first asked by `poll_feeds`.

The registry is in `mart.feed`; `wireroom feeds list|pause|resume|set` changes what is there. Safe to rerun: the second
time nothing changes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import Param, dag, task
from wireroom_airflow.edge import DEFAULT_ARGS, asked, now, run_key, settings, warehouse_url

PARAMS = {
    "feeds": Param(
        None,
        type=["null", "string"],
        format="multiline",
        title="Feeds",
        description="Addresses, one a line, or a whole OPML document.",
    ),
    "site": Param(
        None,
        type=["null", "string"],
        title="Site",
        description="A page that announces its feeds, such as news.example or http://news.example/a. It is asked.",
    ),
    "language": Param(
        None,
        type=["null", "string"],
        pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        title="Language",
        description="Of feeds that do not say it themselves, such as pl or pt-BR.",
    ),
    "country": Param(
        None,
        type=["null", "string"],
        pattern="^[A-Z]{2}$",
        title="Country",
        description="Of the publisher, such as PL.",
    ),
    "publisher": Param(None, type=["null", "string"], title="Publisher", description="Who publishes them."),
    "zone": Param(
        None,
        type=["null", "string"],
        title="Time zone",
        description="In which dates without an offset are read, such as Europe/Warsaw.",
    ),
    "connection": Param(
        None,
        type=["null", "string"],
        title="Connection",
        description="Airflow connection with the login to ask with. Never put a password into an address.",
    ),
    "dry_run": Param(True, type="boolean", title="Dry run", description="Say what would be done, keep nothing."),
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
def manage_feeds() -> None:
    """One task: what the form says, done."""

    @task(retries=1, execution_timeout=timedelta(minutes=10))
    def register() -> dict[str, Any]:
        from wireroom.jobs import management  # noqa: PLC0415  (DAG parsing must stay light)
        from wireroom.jobs.registry import Facts  # noqa: PLC0415

        params, _ = asked()
        facts = Facts(
            language=params["language"],
            country=params["country"],
            publisher=params["publisher"],
            zone=params["zone"],
            connection_id=params["connection"],
        )
        wish = management.Wish(
            feeds=params["feeds"] or "", site=params["site"] or "", facts=facts, dry_run=params["dry_run"]
        )
        return management.manage_feeds(warehouse_url(), settings(), run_key(), wish, now=now)

    register()


manage_feeds()
