"""Becomes one Airflow component: `python -m wireroom.local.component scheduler`, as supervisord starts it.

Secrets go from their file into the component's environment here, so that neither the configuration of supervisord nor
its own environment holds any.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from wireroom.local.airflow_env import inherited
from wireroom.local.context import component_environment, recorded_settings

ARGUMENTS = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),  # the log server listens on every interface
    "triggerer": ("triggerer", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
}


def main() -> None:
    """Replace this process by the component that is named on the command line."""
    environment = {**inherited(dict(os.environ)), **component_environment(recorded_settings(os.environ))}
    os.umask(0o077)
    airflow = str(Path(sys.executable).parent / "airflow")
    os.execve(sys.executable, [sys.executable, airflow, *ARGUMENTS[sys.argv[1]]], environment)


if __name__ == "__main__":
    main()
