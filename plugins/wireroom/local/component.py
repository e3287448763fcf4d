"""Becomes one Airflow component: `python -m wireroom.local.component scheduler`, as supervisord starts it.

Secrets go from their file into the component's environment here, so that neither the configuration of supervisord nor
its own environment holds any.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from wireroom.local import processes
from wireroom.local.airflow_env import inherited
from wireroom.local.context import component_environment, recorded_settings
from wireroom.local.places import places

ARGUMENTS = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),  # the log server listens on every interface
    "triggerer": ("triggerer", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
}


def main() -> None:
    """Replace this process by the component that is named on the command line."""
    name, settings = sys.argv[1], recorded_settings(os.environ)
    processes.kill(processes.ours(places(settings), component=name))  # what the one before us left when it was killed
    environment = {**inherited(dict(os.environ)), **component_environment(settings)}
    airflow = str(Path(sys.executable).parent / "airflow")
    os.execve(sys.executable, [sys.executable, airflow, *ARGUMENTS[name]], environment)


if __name__ == "__main__":
    main()
