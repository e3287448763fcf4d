"""A running copy of the checkout, as the end-to-end tests use it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wireroom.local import airflow_api
from wireroom.local.context import running_context
from wireroom.warehouse.connection import connect

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.local.airflow_api import Airflow
    from wireroom.warehouse.connection import Connection


@dataclass(frozen=True, kw_only=True)
class House:
    """The running copy."""

    folder: Path
    environment: dict[str, str]
    shown: str  #: what the first `make up` printed

    def make(self, *arguments: str, answer: str = "") -> str:
        """The output of a make target, which must succeed."""
        done = self._run(*arguments, answer=answer)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def status(self) -> str:
        """What `make status` prints; it fails as long as something is not healthy."""
        return self._run("status").stdout

    def _run(self, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", "--no-print-directory", *arguments],
            cwd=self.folder,
            env=self.environment,
            input=answer,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )

    @property
    def airflow(self) -> Airflow:
        """Airflow's API, logged in."""
        passwords = json.loads((self.folder / ".wireroom" / "airflow" / "passwords.json").read_text(encoding="utf-8"))
        return airflow_api.log_in(int(self.environment["WIREROOM_WEB_PORT"]), passwords["admin"])

    def warehouse(self) -> Connection:
        """A connection to the warehouse, as its owner."""
        home = {"WIREROOM_HOME": str(self.folder / ".wireroom")}
        return connect(running_context({**self.environment, **home}).warehouse_url, autocommit=True)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the warehouse answers."""
        with self.warehouse() as conn:
            return conn.execute(query.encode()).fetchall()
