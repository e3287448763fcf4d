"""A copy of the checkout in which `make up` was run: the whole system, on ports of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from house_copy import House

if TYPE_CHECKING:
    from collections.abc import Generator

CHECKOUT = Path(__file__).resolve().parents[2]
PORTS = ("POSTGRES_PORT", "WEB_PORT", "SCHEDULER_HEALTH_PORT", "TRIGGERER_LOG_PORT", "WORKER_LOG_PORT")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    """Copied from what git would give a clone, started with one command, stopped and removed in the end."""
    folder = tmp_path_factory.mktemp("clone") / "wire room ż"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (CHECKOUT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, folder / name)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WIREROOM_", "AIRFLOW"))}
    environment |= {f"WIREROOM_{name}": str(port) for name, port in zip(PORTS, _free_ports(), strict=True)}
    quiet = House(folder=folder, environment=environment, shown="")
    try:
        yield House(folder=folder, environment=environment, shown=quiet.make("up"))
    finally:
        quiet.make("down")
        quiet.make("destroy", answer=f"{folder.name}\n")


def _free_ports() -> list[int]:
    sockets = [socket.socket() for _ in PORTS]
    try:
        for taken in sockets:
            taken.bind(("127.0.0.1", 0))
        return [taken.getsockname()[1] for taken in sockets]
    finally:
        for taken in sockets:
            taken.close()
