"""`make status`, `make logs`, `make psql` and `make airflow`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import WireroomError
from wireroom.jobs.watching import complaints
from wireroom.local import airflow_api, supervision, view
from wireroom.local.airflow_env import inherited
from wireroom.local.context import running_context, warehouse_of
from wireroom.local.dump import without_password
from wireroom.local.postgres import find_binaries
from wireroom.warehouse import cluster
from wireroom.warehouse.connection import require_current_schema, session
from wireroom.warehouse.heartbeats import look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.local.context import Context


def status(environ: Mapping[str, str]) -> bool:
    """Print what runs, where it listens and how much is stored. True where all is well."""
    context = running_context(environ)
    programs = supervision.programs(context.where)
    health = airflow_api.health(context.settings.web_port) or {}
    wanted = ([supervision.POSTGRES] if context.cluster else []) + list(supervision.COMPONENTS)
    rows: list[tuple[str, ...]] = []
    for name in wanted:
        program = programs.get(name)
        state = program.state.lower() if program else "stopped"
        healthy = bool(health) if name == "api-server" else health.get(name, name == supervision.POSTGRES)
        running = state == "running"
        since = _duration(time.time() - program.started_at) if program and running else ""
        condition = state if not running or healthy else "running, not healthy yet"
        rows.append((name, condition, str(program.pid) if program and program.pid else "", since, _port(context, name)))
    view.print_table(("component", "state", "process", "for", "port"), rows)
    reachable = cluster.answers(context.warehouse_url)
    print()
    if reachable:
        view.print_counts(context.warehouse_url)
        print()
        heartbeat(environ)
    else:
        print("the warehouse does not answer")
    return reachable and all(row[1] == "running" for row in rows)


def heartbeat(environ: Mapping[str, str]) -> bool:
    """Print what a monitor outside should cry about, or that all is well. True where it is. Needs no Airflow."""
    url, settings = warehouse_of(environ)
    try:
        with session(url) as conn:
            require_current_schema(conn)
            said = complaints(look(conn, deadline_s=settings.poll_deadline_s), settings)
    except WireroomError as exc:
        said = [str(exc)]
    print("\n".join(said) or "alive")
    return not said


def logs(environ: Mapping[str, str], *, follow: bool) -> int:
    """Show the end of every log, and what comes, until interrupted."""
    where = running_context(environ).where
    files = sorted(str(path) for path in where.logs.glob("*.log"))
    if not files:
        print(f"there are no logs in {where.logs}")
        return 0
    try:
        return subprocess.run(["tail", "-n", "40", *(["-F"] if follow else []), *files], check=False).returncode
    except KeyboardInterrupt:
        return 0


def psql(environ: Mapping[str, str], arguments: list[str]) -> None:
    """Become psql on the warehouse, wherever that is."""
    context = running_context(environ)
    plain, environment = without_password(context.warehouse_url)
    program = str(find_binaries().bin / "psql")
    sys.stdout.flush()
    os.execve(program, [program, "--dbname", plain, *arguments], {**environment, "PGAPPNAME": "psql"})


def airflow(environ: Mapping[str, str], arguments: list[str]) -> None:
    """Become Airflow's command line in the environment of the components that run here."""
    context = running_context(environ)
    program = str(Path(sys.executable).with_name("airflow"))
    sys.stdout.flush()
    os.execve(program, [program, *arguments], inherited(dict(environ)) | context.airflow_env())


def _port(context: Context, name: str) -> str:
    settings = context.settings
    known = {
        supervision.POSTGRES: settings.postgres_port,
        "api-server": settings.web_port,
        "scheduler": settings.scheduler_health_port,
    }
    return str(known.get(name, ""))


def _duration(seconds: float) -> str:
    hours, minutes = divmod(int(seconds) // 60, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"
