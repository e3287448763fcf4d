"""`make restore`: a backup into fresh databases, which take the place of the present ones only when they are whole."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from wireroom.errors import LocalError
from wireroom.jobs.takedown import keep_takedowns
from wireroom.local import dump, start, supervision, view
from wireroom.local.context import WAREHOUSE, starting_context, starting_places, with_record
from wireroom.local.keys import Keys, keep_keys
from wireroom.local.places import only_one
from wireroom.local.steps import Steps
from wireroom.warehouse import cluster

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wireroom.local.context import Context

STAMPS = ("airflow-revision.json", "demo-read")  # what was true of the databases that are replaced


def restore(environ: Mapping[str, str], *, wanted: str = "") -> None:
    """Put the named backup, else the newest, in the place of what is there; that is dumped first. Raises LocalError."""
    say = Steps()
    environ = with_record(environ)
    with only_one(starting_places(environ), say):
        context = starting_context(environ)
        if not context.settings.is_embedded:
            msg = "restore replaces the embedded warehouse only: use pg_restore for a server of your own"
            raise LocalError(msg)
        source = dump.find_backup(context, wanted)
        say(f"restoring {source}")
        start.start_postgres(context, say, environ)
        was_running = supervision.stop_components(context.where)
        if view.has_articles(context.warehouse_url):
            dump.backup(context, say, suffix=dump.BEFORE_RESTORE)
        keep_takedowns(context.warehouse_url, context.settings)
        for database in context.databases:
            file = source / ("warehouse.dump" if database.name == WAREHOUSE else "airflow.dump")
            if file.exists():
                _replace(context, database, file)
                say(f"restored {database.name}")
        _take_over_keys(context, source)
        if (source / dump.SEED_ROOTS).exists() and not context.settings.more_seed_roots.exists():
            shutil.copy2(source / dump.SEED_ROOTS, context.settings.more_seed_roots)
        for stamp in STAMPS:
            (context.where.run / stamp).unlink(missing_ok=True)
        context = starting_context(environ)
        start.migrate_warehouse(context, say)
        if was_running:
            start.migrate_metadata(context, say)
            start.start_airflow(context, say)
            start.wait_until_healthy(context, say)
    view.print_counts(context.warehouse_url)
    if not was_running:
        print("\n`make up` goes on from here")


def _replace(context: Context, database: cluster.Database, file: Path) -> None:
    temporary = f"{database.name}_restoring"
    cluster.empty_database(context.admin_url, name=temporary, owner=database.owner)
    url = context.url_of(temporary)
    whole = ["--exit-on-error", "--single-transaction"]
    dump.run_tool("pg_restore", url, ["--no-owner", "--role", database.owner, *whole, str(file)])
    cluster.replace_database(context.admin_url, database, temporary=temporary)


def _take_over_keys(context: Context, source: Path) -> None:
    """The key that opens connections and variables in the restored metadata; passwords stay those of today."""
    kept = source / "keys.json"
    if kept.exists() and (source / "airflow.dump").exists():
        old = Keys(**json.loads(kept.read_text(encoding="utf-8")))
        keep_keys(context.where, replace(context.keys, fernet_key=old.fernet_key))
