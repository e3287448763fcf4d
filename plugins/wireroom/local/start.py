"""Brings up what is missing: Postgres, the schemas, the Airflow components. Safe to repeat at any point."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import LocalError
from wireroom.jobs import takedown
from wireroom.local import airflow_api, dump, ports, postgres, processes, supervision
from wireroom.local.airflow_env import inherited, moved_clock
from wireroom.settings import CHECKOUT
from wireroom.warehouse import cluster
from wireroom.warehouse.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.local.airflow_api import Airflow
    from wireroom.local.context import Context
    from wireroom.local.steps import Steps

LEAST_FREE = 500_000_000  # bytes; an empty cluster with both schemas takes about 120 MB, its log of changes more
POSTGRES_TIMEOUT = 120.0  # s; after a crash it first replays its log of changes
HEALTH_TIMEOUT = 300.0  # s; 20 on a quiet machine
MIGRATE_TIMEOUT = 900.0  # s


def start_postgres(context: Context, say: Steps, environ: Mapping[str, str]) -> None:
    """supervisord, and under it the embedded Postgres with our databases, unless both run already."""
    require_space(context.where.home)
    configuration = supervision.configuration(context.where, context.cluster, moved_clock(environ))
    written = context.where.run / "supervisord.conf"
    if supervision.is_running(context.where):
        if written.read_text(encoding="utf-8") == configuration:
            _wait_for_postgres(context, say)
            return
        say("settings have changed: restarting everything")
        supervision.stop(context.where)
    _end_orphans(context, say)
    _require_ports(context)
    if context.cluster is not None:
        postgres.prepare(context.cluster, context.where, context.keys)
        processes.clear_foreign_lock(context.cluster)
    written.write_text(configuration, encoding="utf-8")
    supervision.start(context.where, {**inherited(dict(environ)), "WIREROOM_HOME": str(context.where.home)})
    _wait_for_postgres(context, say)


def start_airflow(context: Context, say: Steps) -> None:
    """The Airflow components, if they do not run, or not with these settings and this code."""
    stamp, mark = context.where.run / "started", fingerprint(context)
    if not stamp.exists() or stamp.read_text() != mark:
        if supervision.stop_components(context.where):
            say("settings or code have changed: Airflow was stopped")
        stamp.write_text(mark)
    if started := supervision.start_components(context.where):
        say(f"starting Airflow: {', '.join(started)}")


def migrate_metadata(context: Context, say: Steps) -> None:
    """Bring Airflow's metadata schema to the installed version; skipped where it is there already."""
    stamp = context.where.run / "airflow-revision.json"
    kept: dict[str, str] = json.loads(stamp.read_text()) if stamp.exists() else {}
    found = cluster.airflow_revision(context.metadata_url)
    if found and kept.get(version("apache-airflow-core")) == found:
        return
    say("migrating Airflow's database")
    log = context.where.logs / "airflow-migrate.log"
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run(
            [sys.executable, str(Path(sys.executable).parent / "airflow"), "db", "migrate"],
            env={**inherited(dict(os.environ)), **context.airflow_env()},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=MIGRATE_TIMEOUT,
        )
    if done.returncode:
        last = (log.read_text(encoding="utf-8").strip().splitlines() or [""])[-1]
        msg = f"Airflow's database could not be migrated: {last} (all of it: {log})"
        raise LocalError(msg)
    stamp.write_text(json.dumps({version("apache-airflow-core"): cluster.airflow_revision(context.metadata_url)}))


def migrate_warehouse(context: Context, say: Steps) -> None:
    """Bring the warehouse schema to this code; what holds rows is dumped first. What was taken down stays so.

    One that is new or was restored does not know of takedowns since its backup; the list beside the backups does.
    """
    migrate(
        context.warehouse_url,
        log=say,
        before_change=lambda: dump.backup(context, say, suffix=dump.BEFORE_MIGRATION, metadata=False),
    )
    if context.settings.is_embedded:
        erased = takedown.bring_in_list(
            context.warehouse_url, context.settings, context.where.takedowns, now=datetime.now(UTC)
        )
        if erased:
            say(f"erased again what was taken down: {erased.get('article', 0)} articles")


def wait_until_healthy(context: Context, say: Steps) -> Airflow:
    """Wait for the API and every component behind it. Raises LocalError with the logs to read after five minutes."""
    deadline = time.monotonic() + HEALTH_TIMEOUT
    seen: set[str] = set()
    while True:
        parts = airflow_api.health(context.settings.web_port)
        known = parts or {}
        for name in sorted(name for name, healthy in known.items() if healthy and name not in seen):
            say(f"  {name} is healthy")
            seen.add(name)
        if parts and all(parts.values()):
            break
        if time.monotonic() > deadline:
            missing = ", ".join(name for name, healthy in known.items() if not healthy) or "api-server"
            msg = f"not healthy after {HEALTH_TIMEOUT:.0f} s: {missing}; `make logs` shows why"
            raise LocalError(msg)
        time.sleep(0.5)
    try:
        return airflow_api.log_in(context.settings.web_port, context.keys.admin)
    except (OSError, http.client.HTTPException) as exc:
        msg = f"Airflow's API went away while starting: see {context.where.logs}/api-server.log"
        raise LocalError(msg) from exc


def require_space(path: Path) -> None:
    """Raise LocalError where the disk has too little room for a database to live on."""
    free = shutil.disk_usage(path).free
    if free < LEAST_FREE:
        msg = f"only {free / 1e6:.0f} MB are free on the disk of {path}: at least {LEAST_FREE / 1e6:.0f} MB are needed"
        raise LocalError(msg)


def fingerprint(context: Context) -> str:
    """Changes when running components would differ from those started now: settings, secrets, versions, code."""
    found = hashlib.sha256(json.dumps(context.airflow_env(), sort_keys=True).encode())
    found.update((CHECKOUT / "requirements.lock").read_bytes())
    for path in sorted((CHECKOUT / "plugins").rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def _wait_for_postgres(context: Context, say: Steps) -> None:
    """Wait until our own server answers, then see to its databases. Raises LocalError."""
    if context.cluster is None:
        return
    deadline = time.monotonic() + POSTGRES_TIMEOUT
    while cluster.data_directory(context.admin_url) != context.cluster.data:
        if time.monotonic() > deadline:
            log = context.where.logs / "postgres.log"
            lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.exists() else []
            msg = f"Postgres does not answer: {lines[-1] if lines else 'its log is empty'} (all of it: {log})"
            raise LocalError(msg)
        time.sleep(0.1)
    say(f"Postgres answers on {ports.LOOPBACK}:{context.cluster.port}")
    cluster.ensure_databases(context.admin_url, context.databases)


def _end_orphans(context: Context, say: Steps) -> None:
    """A supervisord that was killed leaves its children: they end before others are started in their place."""
    if orphans := processes.ours(context.where):
        say(f"ending {len(orphans)} processes an interrupted run left behind")
        processes.end(orphans)
    if context.cluster is not None:
        processes.stop_server(context.cluster)


def _require_ports(context: Context) -> None:
    settings = context.settings
    if context.cluster is not None:
        ports.require_free(context.cluster.port, purpose="the embedded Postgres", setting="WIREROOM_POSTGRES_PORT")
    ports.require_free(settings.web_port, purpose="Airflow's UI and API", setting="WIREROOM_WEB_PORT")
    ports.require_free(
        settings.scheduler_health_port, purpose="the scheduler's health", setting="WIREROOM_SCHEDULER_HEALTH_PORT"
    )
