"""supervisord keeps Postgres and the Airflow components running. This writes its configuration and talks to it."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import subprocess
import sys
import time
import xmlrpc.client
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from supervisor.xmlrpc import SupervisorTransport

from wireroom.errors import LocalError
from wireroom.local import processes
from wireroom.local.postgres import server_command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.local.places import Places
    from wireroom.local.postgres import Cluster

COMPONENTS = ("api-server", "scheduler", "triggerer", "dag-processor")
POSTGRES = "postgres"
START_TIMEOUT = 15.0  # s for supervisord to open its socket
STOP_TIMEOUT = 90.0  # s for it to end all of its children
FOR_EVER = 1_000_000_000

CONFIGURATION = """\
; Written by `make up`, read by supervisord in the home directory. Changes here are lost.
[supervisord]
logfile = logs/supervisord.log
logfile_maxbytes = 5MB
logfile_backups = 2
pidfile = run/supervisord.pid
childlogdir = logs
directory = {home}
identifier = wireroom
{user}
[unix_http_server]
file = {socket}
chmod = 0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""

PROGRAM = """
[program:{name}]
command = {command}
autostart = {autostart}
autorestart = true
startsecs = {startsecs}
startretries = {retries}
stopsignal = {stopsignal}
stopwaitsecs = {stopwaitsecs}
stopasgroup = {as_group}
killasgroup = {as_group}
redirect_stderr = true
stdout_logfile = logs/{name}.log
stdout_logfile_maxbytes = 10MB
stdout_logfile_backups = 3
{user}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One supervised program, as supervisord sees it."""

    name: str
    state: str  #: RUNNING, STARTING, BACKOFF, STOPPED, ...
    pid: int  #: 0 where it does not run
    started_at: int  #: seconds since the epoch


def configuration(where: Places, cluster: Cluster | None, clock: Mapping[str, str]) -> str:
    """supervisord.conf: Postgres if we have a cluster, and the Airflow components, which wait for their migration.

    `clock` is what `moved_clock` says; the components inherit it.
    """
    root = "user = root\n" if os.geteuid() == 0 else ""
    paths = {name: _literal(str(getattr(where, name))) for name in ("home", "socket")}
    text = CONFIGURATION.format(**paths, user=root)
    if cluster is not None:
        text += PROGRAM.format(
            name=POSTGRES,
            command=_command(server_command(cluster, clock)),
            autostart="true",
            startsecs=2,
            retries=FOR_EVER,
            stopsignal="INT",  # fast shutdown, to the server alone: it ends its own children
            stopwaitsecs=60,
            as_group="false",
            user=f"user = {cluster.account.name}\n" if cluster.account else "",
        )
    for name in COMPONENTS:
        text += PROGRAM.format(
            name=name,
            command=_command([sys.executable, "-m", "wireroom.local.component", name]),
            autostart="false",
            startsecs=5,
            retries=FOR_EVER,
            stopsignal="TERM",
            stopwaitsecs=25,
            as_group="true",
            user="",
        )
    return text


def is_running(where: Places) -> bool:
    """Does a supervisord of this home answer?"""
    try:
        _call(where, "supervisor.getPID")
    except OSError:
        return False
    return True


def start(where: Places, environment: Mapping[str, str]) -> None:
    """Start supervisord as a daemon, with the configuration that was written. Raises LocalError."""
    where.socket.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "supervisor.supervisord", "-c", str(where.run / "supervisord.conf")],
        env={**environment, "PYTHONUTF8": "1"},
        cwd=where.home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    deadline = time.monotonic() + START_TIMEOUT
    while not is_running(where):
        if done.returncode or time.monotonic() > deadline:
            msg = f"supervisord did not start: {done.stderr.strip() or f'see {where.logs}/supervisord.log'}"
            raise LocalError(msg)
        time.sleep(0.1)


def programs(where: Places) -> dict[str, Program]:
    """What supervisord runs, by name; empty where it does not run."""
    try:
        found = cast("list[dict[str, Any]]", _call(where, "supervisor.getAllProcessInfo"))
    except OSError:
        return {}
    return {
        row["name"]: Program(name=row["name"], state=row["statename"], pid=row["pid"], started_at=row["start"])
        for row in found
    }


def start_components(where: Places) -> list[str]:
    """Start the Airflow components that do not run; their names."""
    stopped = [name for name in COMPONENTS if programs(where)[name].state in {"STOPPED", "EXITED", "FATAL"}]
    for name in stopped:
        _call(where, "supervisor.startProcess", name, False)
    return stopped


def stop_components(where: Places) -> list[str]:
    """Stop the Airflow components and all they left behind; the names of those that ran."""
    known = programs(where)
    running = [name for name in COMPONENTS if name in known and known[name].state not in {"STOPPED", "EXITED", "FATAL"}]
    for name in running:
        _call(where, "supervisor.stopProcess", name, False)
    deadline = time.monotonic() + STOP_TIMEOUT
    while any(programs(where)[name].state not in {"STOPPED", "EXITED", "FATAL"} for name in running):
        if time.monotonic() > deadline:
            msg = f"the Airflow components do not stop: see {where.logs}"
            raise LocalError(msg)
        time.sleep(0.2)
    processes.end(processes.ours(where))
    return running


def stop(where: Places) -> bool:
    """End supervisord and all its children; False where none ran."""
    try:
        pid = cast("int", _call(where, "supervisor.getPID"))
        _call(where, "supervisor.shutdown")
    except OSError:
        return False
    if not processes.wait_gone(pid, timeout=STOP_TIMEOUT):
        msg = f"supervisord (process {pid}) does not end: see {where.logs}/supervisord.log"
        raise LocalError(msg)
    return True


def _call(where: Places, method: str, *arguments: object) -> object:
    """One call to supervisord. Raises OSError where it does not answer."""
    transport = SupervisorTransport(None, None, f"unix://{where.socket}")
    try:
        # the address is for show: the transport goes to the socket
        with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as proxy:
            call: Any = proxy
            for part in method.split("."):
                call = getattr(call, part)
            return call(*arguments)
    except http.client.HTTPException as exc:
        raise ConnectionError(str(exc)) from exc
    except xmlrpc.client.Fault as exc:
        if "SHUTDOWN_STATE" in exc.faultString:
            raise ConnectionError(exc.faultString) from exc
        msg = f"supervisord refuses {method} {' '.join(map(str, arguments))}: {exc.faultString}"
        raise LocalError(msg) from exc


def _command(parts: list[str]) -> str:
    return _literal(" ".join(shlex.quote(part) for part in parts))


def _literal(text: str) -> str:
    """A value of the configuration that means itself. Raises LocalError where the format has no way to say it."""
    if re.search(r"\s[;#]|[\r\n]", text):
        msg = f"supervisord cannot be told of a path with ' ;' or ' #' in it: {text}"
        raise LocalError(msg)
    return text.replace("%", "%%")
