"""Old records out of Airflow's metadata database, by Airflow's own command."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import UpkeepFailed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

log = logging.getLogger(__name__)

SYNC = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
ASYNC = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC"
BLOCKED = "airflow-db-not-allowed"  # what Airflow puts in the place of the first in the process of a task
LAST_LINES = 5
TIMEOUT_S = 3_000


def clean_metadata(older_than: datetime, environ: Mapping[str, str]) -> None:
    """`airflow db clean` of everything before `older_than`; the last run of each DAG stays. Raises UpkeepFailed.

    A task may not reach the metadata database itself; the command is a program of its own and gets the address that
    the environment of the task still has.
    """
    command = [
        *(str(Path(sys.executable).with_name("airflow")), "db", "clean"),
        *("--clean-before-timestamp", older_than.isoformat()),
        *("--skip-archive", "--yes", "--error-on-cleanup-failure"),
    ]
    done = subprocess.run(
        command,
        env=command_environment(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    log.info("%s", done.stdout[-10_000:])
    if done.returncode:
        said = " | ".join((done.stderr or done.stdout).strip().splitlines()[-LAST_LINES:])
        raise UpkeepFailed(f"airflow db clean ended with {done.returncode}: {said}")


def command_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a task as one of Airflow's programs needs it. Raises UpkeepFailed."""
    sync = environ.get(SYNC, "")
    address = environ.get(ASYNC, "") if not sync or sync.startswith(BLOCKED) else sync
    if not address:
        raise UpkeepFailed(f"the address of Airflow's metadata database is not in this environment: set {ASYNC}")
    kept = {name: value for name, value in environ.items() if not name.startswith(("_AIRFLOW", "AIRFLOW_CTX_"))}
    kept.pop("AIRFLOW__CORE__SQL_ALCHEMY_CONN", None)
    return {**kept, SYNC: address, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environ.get('PATH', '')}"}
