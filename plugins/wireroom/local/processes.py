"""Which processes belong to this checkout, and how they end. Nothing is ever found by its name alone."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wireroom.local.places import Places
    from wireroom.local.postgres import Cluster

SERVER = "SUPERVISOR_SERVER_URL"  # supervisord gives both to its children, and they to theirs
COMPONENT = "SUPERVISOR_PROCESS_NAME"
GRACE = 20.0  # s between the polite signal and the other one
POSTGRES_GRACE = 60.0  # s; a checkpoint of a large cache on a slow disk


def server_pid(cluster: Cluster) -> int | None:
    """Process id of the running Postgres of this very data directory."""
    pid, data = _lock_file(cluster)
    if pid is None or data != cluster.data:
        return None
    try:
        process = psutil.Process(pid)
        return pid if process.is_running() and process.name() == "postgres" else None
    except psutil.Error:
        return None


def clear_foreign_lock(cluster: Cluster) -> None:
    """Remove a postmaster.pid that names a living process which is not this server: Postgres would not start.

    It comes from a copied data directory, or its number was given to somebody else after a reboot. One that names a
    dead process stays: through it Postgres sees whether children of that server still hold the data.
    """
    pid, data = _lock_file(cluster)
    if pid is None or server_pid(cluster) is not None:
        return
    if data != cluster.data or psutil.pid_exists(pid):
        (cluster.data / "postmaster.pid").unlink(missing_ok=True)


def stop_server(cluster: Cluster) -> None:
    """End the running Postgres of this data directory: sessions are cut, nothing committed is lost."""
    pid = server_pid(cluster)
    if pid is None:
        return
    server = psutil.Process(pid)
    server.send_signal(signal.SIGINT)
    try:
        server.wait(POSTGRES_GRACE)
    except psutil.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(GRACE)


def ours(where: Places, *, component: str = "") -> list[psutil.Process]:
    """Every process that descends from this home's supervisord, whoever its parent is by now; never Postgres.

    With `component`, only what that component started.
    """
    wanted = {SERVER: f"unix://{where.socket}"} | ({COMPONENT: component} if component else {})
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            environment = process.environ()
        except (psutil.Error, OSError):
            continue
        if all(environment.get(name) == value for name, value in wanted.items()) and process.pid != os.getpid():
            found.append(process)
    return found


def kill(processes: Iterable[psutil.Process]) -> None:
    """End processes without a word: a task told to end would report itself failed, a killed one is run again."""
    waiting = list(processes)
    for process in waiting:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(waiting, timeout=GRACE)


def end(processes: Iterable[psutil.Process], *, grace: float = GRACE) -> None:
    """Ask each to end, wait, and make those end that did not."""
    waiting = list(processes)
    for process in waiting:
        _signal(process, signal.SIGTERM)
    _, alive = psutil.wait_procs(waiting, timeout=grace)
    for process in alive:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=GRACE)


def wait_gone(pid: int, *, timeout: float) -> bool:
    """Wait for a process to end; False where it is still there after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while psutil.pid_exists(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _signal(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return


def _lock_file(cluster: Cluster) -> tuple[int | None, Path | None]:
    """Process id and data directory as postmaster.pid has them."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), Path(lines[1])
    except (OSError, ValueError, IndexError):
        return None, None
