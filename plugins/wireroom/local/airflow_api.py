"""The few questions `make up` asks Airflow's REST API on loopback."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

from wireroom.errors import LocalError
from wireroom.local.keys import ADMIN
from wireroom.local.ports import LOOPBACK

TIMEOUT = 20.0  # s; the first answers after a start are slow
HEALTH = {
    "metadatabase": "Airflow's database",
    "scheduler": "scheduler",
    "triggerer": "triggerer",
    "dag_processor": "dag-processor",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Airflow:
    """Where the API is, and who we are there."""

    port: int
    token: str = ""

    @property
    def origin(self) -> str:
        """Scheme, address and port."""
        return f"http://{LOOPBACK}:{self.port}"


def log_in(port: int, password: str) -> Airflow:
    """The API with a token of the administrator. Raises LocalError where the login is refused."""
    answer = _ask(Airflow(port=port), "POST", "/auth/token", {"username": ADMIN, "password": password})
    return Airflow(port=port, token=str(answer["access_token"]))


def health(port: int) -> dict[str, bool] | None:
    """Which parts are healthy, by our name for them; None where the API does not answer yet."""
    try:
        answer = _ask(Airflow(port=port), "GET", "/api/v2/monitor/health")
    except (OSError, LocalError, http.client.HTTPException):
        return None
    return {ours: (answer.get(theirs) or {}).get("status") == "healthy" for theirs, ours in HEALTH.items()}


def has_dag(airflow: Airflow, dag_id: str) -> bool:
    """Has the DAG been parsed?"""
    try:
        return not _ask(airflow, "GET", f"/api/v2/dags/{dag_id}")["is_stale"]
    except (LocalError, OSError):
        return False


def import_errors(airflow: Airflow) -> list[str]:
    """One line per DAG file that could not be parsed."""
    rows = cast("list[dict[str, str]]", _ask(airflow, "GET", "/api/v2/importErrors")["import_errors"])
    return [f"{row['filename']}: {(row['stack_trace'].strip().splitlines() or [''])[-1]}" for row in rows]


def unpause(airflow: Airflow, dag_id: str) -> None:
    """Let the DAG run. Raises LocalError."""
    _ask(airflow, "PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})


def trigger(airflow: Airflow, dag_id: str, conf: dict[str, object]) -> str:
    """Start a run; its id. Raises LocalError where Airflow refuses the parameters."""
    answer = _ask(airflow, "POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})
    return str(answer["dag_run_id"])


def run_state(airflow: Airflow, dag_id: str, run_id: str) -> tuple[str, dict[str, str]]:
    """State of a run, and of its tasks by name; mapped tasks have their index in the name."""
    base = f"/api/v2/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}"
    state = str(_ask(airflow, "GET", base)["state"])
    rows = cast("list[dict[str, Any]]", _ask(airflow, "GET", f"{base}/taskInstances")["task_instances"])
    return state, {_task_name(row): row["state"] or "waiting" for row in rows}


def open_backfills(airflow: Airflow, dag_id: str) -> int:
    """How many backfills of the DAG are not done: while there is one Airflow takes no other. It looks every 30 s."""
    rows = cast("list[dict[str, Any]]", _ask(airflow, "GET", f"/api/v2/backfills?dag_id={dag_id}")["backfills"])
    return sum(row["completed_at"] is None for row in rows)


def _task_name(row: dict[str, Any]) -> str:
    return row["task_id"] if row["map_index"] < 0 else f"{row['task_id']}[{row['map_index']}]"


def _ask(airflow: Airflow, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """One request. Raises LocalError with Airflow's words where it refuses, OSError where it does not answer."""
    headers = {"Content-Type": "application/json"}
    if airflow.token:
        headers["Authorization"] = f"Bearer {airflow.token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(airflow.origin + path, data=data, headers=headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback never goes through a proxy
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return cast("dict[str, Any]", json.load(answer))
    except urllib.error.HTTPError as exc:
        if exc.code >= http.client.INTERNAL_SERVER_ERROR:  # its database is away for a moment
            msg = f"Airflow answers {exc.code} to {method} {path}"
            raise ConnectionError(msg) from exc
        msg = f"Airflow refuses {method} {path} ({exc.code}): {exc.read(2000).decode(errors='replace')}"
        raise LocalError(msg) from exc
