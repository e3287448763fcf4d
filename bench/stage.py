"""A whole system beside the user's, from `make up` of this checkout: a home and ports of its own, gone afterwards.

The home is `.wireroom-<name>` in the checkout. Nothing of the user's `.wireroom` or `.env` is read or touched.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
from wireroom.local import airflow_api
from wireroom.local.context import Context, running_context
from wireroom.local.supervision import COMPONENTS, POSTGRES, programs
from wireroom.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from wireroom.local.airflow_api import Airflow

PORTS = ("POSTGRES_PORT", "WEB_PORT", "SCHEDULER_HEALTH_PORT", "TRIGGERER_LOG_PORT", "WORKER_LOG_PORT")
OWN = ("DATABASE_URL", "DATABASE_URL_FILE", "AIRFLOW_DATABASE_URL", "AIRFLOW_DATABASE_URL_FILE", "NOTIFY")
PARSE_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The running system."""

    home: Path
    environment: dict[str, str]

    @property
    def context(self) -> Context:
        """Its settings, places and keys."""
        return running_context(self.environment)

    @property
    def ui(self) -> str:
        """The address of its UI."""
        return f"http://127.0.0.1:{self.environment['WIREROOM_WEB_PORT']}"

    def airflow(self) -> Airflow:
        """Its API, logged in anew: a token does not last for ever."""
        return airflow_api.log_in(int(self.environment["WIREROOM_WEB_PORT"]), self.context.keys.admin)

    def warehouse(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Its warehouse, as its owner."""
        return psycopg.connect(self.context.warehouse_url, autocommit=True)

    def number(self, question: LiteralString) -> float:
        """What its warehouse says to a question for one number; 0 where it says nothing."""
        with self.warehouse() as conn:
            row = conn.execute(question).fetchone()
        return row[0] if row and row[0] is not None else 0

    def metadata(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Airflow's own database."""
        return psycopg.connect(self.context.metadata_url, autocommit=True)

    def processes(self) -> tuple[list[int], list[int]]:
        """The process numbers of the Airflow components, and of Postgres."""
        running = programs(self.context.where)
        return [running[name].pid for name in COMPONENTS], [running[POSTGRES].pid]

    def down(self) -> None:
        """Stop all of it; the data stay."""
        _command(self.environment, "down", shown=False)

    def up(self, also: Mapping[str, str]) -> None:
        """Start it again, with so many more variables in its environment."""
        _command({**self.environment, **also}, "up", shown=False)

    def start_dag(self, dag_id: str, *, by_hand: bool) -> None:
        """Let a DAG run as soon as it is parsed, and, where wanted, at once."""
        airflow, deadline = self.airflow(), time.monotonic() + PARSE_TIMEOUT_S
        while not airflow_api.has_dag(airflow, dag_id):
            if time.monotonic() > deadline:
                sys.exit(f"{dag_id} was not parsed: {airflow_api.import_errors(airflow)}")
            time.sleep(0.5)
        airflow_api.unpause(airflow, dag_id)
        if by_hand:
            airflow_api.trigger(airflow, dag_id, {})


@contextmanager
def stage(name: str, settings: Mapping[str, str]) -> Generator[Stage]:
    """The system, started with `settings` (names without WIREROOM_), until the end of the block."""
    home = CHECKOUT / f".wireroom-{name}"
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("WIREROOM_", "AIRFLOW"))}
    own = {"HOME": str(home), "PRODUCTION": "0", **dict.fromkeys(OWN, ""), **settings}
    environment = plain | {f"WIREROOM_{key}": value for key, value in (own | _free_ports()).items()}
    staged = Stage(home=home, environment=environment)
    if home.exists():
        print(f"{home} was left behind by a run that was interrupted: removing it", flush=True)
        _remove(staged)
    try:
        _command(environment, "up")
        yield staged
    finally:
        print(f"stopping, and removing {home}", flush=True)
        _remove(staged)


def _remove(staged: Stage) -> None:
    with suppress(subprocess.CalledProcessError):
        _command(staged.environment, "destroy", answer=f"{CHECKOUT.name}\n", shown=False)
    shutil.rmtree(staged.home, ignore_errors=True)


def _command(environment: dict[str, str], name: str, *, answer: str = "", shown: bool = True) -> None:
    subprocess.run(
        [sys.executable, "-m", "wireroom.cli", name],
        cwd=CHECKOUT,
        env=environment,
        input=answer,
        text=True,
        check=True,
        stdout=None if shown else subprocess.DEVNULL,
    )


def _free_ports() -> dict[str, str]:
    sockets = [socket.socket() for _ in PORTS]
    try:
        for taken in sockets:
            taken.bind(("127.0.0.1", 0))
        return {name: str(taken.getsockname()[1]) for name, taken in zip(PORTS, sockets, strict=True)}
    finally:
        for taken in sockets:
            taken.close()
