"""`make up`: from whatever is there to a running system with articles in it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.local import ingest, start, view
from wireroom.local.context import starting_context, starting_places, with_record
from wireroom.local.keys import ADMIN
from wireroom.local.places import only_one, write_private
from wireroom.local.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.local.context import Context


def up(environ: Mapping[str, str], *, seeds: str = "") -> None:
    """Start what does not run, migrate what is behind, read the seeds, and show what came of it. Raises LocalError."""
    say = Steps()
    where = starting_places(environ)
    with only_one(where, say):
        context = starting_context(environ)
        start.start_postgres(context, say, environ)
        start.migrate_metadata(context, say)
        start.migrate_warehouse(context, say)
        start.start_airflow(context, say)
        airflow = start.wait_until_healthy(context, say)
    ingest.wait_for_dag(airflow, say)
    if seeds:
        ingest.ingest_directory(context, airflow, say, Path(seeds).expanduser())
    if context.settings.is_embedded:
        ingest.ingest_demo(context, airflow, say)
    say("ready")
    view.print_articles(context.warehouse_url)
    _print_login(context)


def migrate_only(environ: Mapping[str, str]) -> None:
    """`make migrate`: the warehouse schema alone; the embedded Postgres is started for it. Raises LocalError."""
    say = Steps()
    environ = with_record(environ)
    with only_one(starting_places(environ), say):
        context = starting_context(environ)
        if context.settings.is_embedded:
            start.start_postgres(context, say, environ)
        start.migrate_warehouse(context, say)
    say("the warehouse schema is the one of this checkout")


def _print_login(context: Context) -> None:
    """The password is shown once; afterwards only where it is kept."""
    shown = context.where.run / "password-shown"
    mark = hashlib.sha256(context.keys.admin.encode()).hexdigest()
    known = shown.exists() and shown.read_text(encoding="utf-8") == mark
    password = f"kept in {context.where.passwords}" if known else f"{context.keys.admin}  (shown this once)"
    print(f"\nUI        http://127.0.0.1:{context.settings.web_port}")
    print(f"login     {ADMIN}")
    print(f"password  {password}")
    print("more      make status, make psql, make logs, make down")
    write_private(shown, mark)
