"""Triggers the real `ingest_seeds` DAG through Airflow's API and follows its run."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import time
from typing import TYPE_CHECKING

from wireroom.errors import LocalError
from wireroom.local import airflow_api
from wireroom.settings import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.local.airflow_api import Airflow
    from wireroom.local.context import Context
    from wireroom.local.steps import Steps

DAG = "ingest_seeds"
# These run by themselves from the start; what goes out to feeds waits for a person.
BESIDE = ("keep_watch", "maintain", "refresh_marts")
DEMO = CHECKOUT / "seeds" / "demo"
PARSE_TIMEOUT = 180.0  # s; a new file is looked for every 15 s
SILENCE_TIMEOUT = 180.0  # s the API may be away, e.g. while it is restarted, before we stop following a run
HEARTBEAT = 15.0  # s between lines when nothing changes


def wait_for_dag(airflow: Airflow, say: Steps) -> None:
    """Wait until the DAG is parsed, and let it run. Raises LocalError with what stands in its way."""
    deadline = time.monotonic() + PARSE_TIMEOUT
    while not airflow_api.has_dag(airflow, DAG):
        if errors := airflow_api.import_errors(airflow):
            msg = f"a DAG file cannot be parsed: {errors[0]}"
            raise LocalError(msg)
        if time.monotonic() > deadline:
            msg = f"the DAG {DAG} was not parsed within {PARSE_TIMEOUT:.0f} s; `make logs` shows why"
            raise LocalError(msg)
        time.sleep(0.5)
    airflow_api.unpause(airflow, DAG)
    for dag in BESIDE:
        if airflow_api.has_dag(airflow, dag):
            airflow_api.unpause(airflow, dag)
    say(f"DAG {DAG} is parsed and not paused")


def ingest_directory(context: Context, airflow: Airflow, say: Steps, directory: Path) -> None:
    """Allow a directory of the user's own as a seed root, and read it. Raises LocalError."""
    settings = context.settings
    if not directory.is_dir():
        msg = f"SEEDS={directory} is not a directory"
        raise LocalError(msg)
    path = directory.resolve()
    if not any(path.is_relative_to(root) for root in settings.seed_root_paths):
        with settings.more_seed_roots.open("a", encoding="utf-8") as file:
            file.write(f"{path}\n")
    _run(airflow, say, {"path": str(path), "source": source_name(path)})


def ingest_demo(context: Context, airflow: Airflow, say: Steps) -> None:
    """Read the articles shipped with the checkout, unless this very demo was read by this very code before."""
    stamp = context.where.run / "demo-read"
    mark = _demo_mark()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == mark:
        say("the demo articles are in the warehouse already")
        return
    _run(airflow, say, {"path": str(DEMO), "source": "demo"})
    stamp.write_text(mark, encoding="utf-8")


def source_name(path: Path) -> str:
    """The name of a collection, made of its directory's: what the DAG's form takes."""
    name = re.sub(r"[^a-z0-9._-]+", "-", path.name.lower()).strip("._-")
    return name[:64] or "seeds"


def _run(airflow: Airflow, say: Steps, conf: dict[str, object]) -> None:
    say(f"triggering {DAG} with {json.dumps(conf, ensure_ascii=False)}")
    run_id = airflow_api.trigger(airflow, DAG, conf)
    state = _follow(airflow, say, run_id)
    if state != "success":
        url = f"{airflow.origin}/dags/{DAG}/runs/{run_id}"
        msg = f"the run ended as {state}: {url} shows why"
        raise LocalError(msg)


def _follow(airflow: Airflow, say: Steps, run_id: str) -> str:
    """Say each change of a task's state until the run has ended; its last state."""
    seen: dict[str, str] = {}
    said = answered = time.monotonic()
    while True:
        try:
            state, tasks = airflow_api.run_state(airflow, DAG, run_id)
        except (OSError, http.client.HTTPException) as exc:
            if time.monotonic() - answered > SILENCE_TIMEOUT:
                msg = f"Airflow's API does not answer any more; the run {run_id} goes on without us"
                raise LocalError(msg) from exc
            time.sleep(1)
            continue
        answered = time.monotonic()
        for name, now in tasks.items():
            if now != seen.get(name) and now != "waiting":
                say(f"  {name}: {now}")
                said = answered
        seen = tasks
        if state in {"success", "failed"}:
            return state
        if answered - said > HEARTBEAT:
            say(f"  {state}: {', '.join(f'{name} {now}' for name, now in tasks.items())}")
            said = answered
        time.sleep(0.3)


def _demo_mark() -> str:
    """Changes with the demo's files and with the code that reads them."""
    found = hashlib.sha256()
    code = sorted((CHECKOUT / "plugins" / "wireroom").rglob("*"))
    for path in [*sorted(DEMO.rglob("*")), *code]:
        if path.is_file() and path.suffix != ".pyc":
            found.update(str(path.relative_to(CHECKOUT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
