"""Backup and restore with the pg_dump and pg_restore of the bundled server."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from wireroom.errors import LocalError
from wireroom.local.postgres import find_binaries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.local.context import Context
    from wireroom.local.steps import Steps

BEFORE_MIGRATION = "-before-migration"
SEED_ROOTS = "seed_roots"  # directories of the user's own, allowed by `make up SEEDS=`
BEFORE_RESTORE = "-before-restore"  # never taken for the newest: it is what the last restore replaced
DUMP_TIMEOUT = 24 * 3600.0  # s


def backup(context: Context, say: Steps, *, suffix: str = "", metadata: bool = True) -> Path:
    """Dump the warehouse, and Airflow's metadata with the keys that open it; the new directory below backups.

    The directory appears under its name only when everything is in it. Raises LocalError.
    """
    name = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ") + suffix
    target, growing = context.where.backups / name, context.where.backups / f"{name}.part"
    if target.exists():
        msg = f"{target} exists: wait a second and try again"
        raise LocalError(msg)
    shutil.rmtree(growing, ignore_errors=True)
    growing.mkdir(mode=0o700, parents=True)
    databases = {"warehouse": context.warehouse_url}
    if metadata:
        databases["airflow"] = context.metadata_url
    try:
        for database, url in databases.items():
            # -B: we keep no large objects, and what somebody else wrote as one the owner of the warehouse may not read
            run_tool("pg_dump", url, ["-Fc", "-B", "--no-owner", "-f", str(growing / f"{database}.dump")])
        shutil.copy2(context.where.keys, growing / "keys.json")
        if context.settings.more_seed_roots.is_file():
            shutil.copy2(context.settings.more_seed_roots, growing / SEED_ROOTS)
        growing.rename(target)
    except BaseException:
        shutil.rmtree(growing, ignore_errors=True)
        raise
    size = sum(path.stat().st_size for path in target.iterdir())
    say(f"backup of {size / 1e6:.1f} MB in {target}")
    return target


def find_backup(context: Context, wanted: str) -> Path:
    """The directory of the named backup (a path, or a name below backups), else of the newest. Raises LocalError."""
    backups = context.where.backups
    if wanted:
        for candidate in (backups / wanted, Path(wanted).absolute()):
            if (candidate / "warehouse.dump").is_file():
                return candidate
            if candidate.name == "warehouse.dump" and candidate.is_file():
                return candidate.parent
        msg = f"there is no backup {wanted}: `ls {backups}` shows what there is"
        raise LocalError(msg)
    found = [path for path in backups.glob("*Z*") if not path.name.endswith((BEFORE_RESTORE, ".part"))]
    complete = sorted(path for path in found if (path / "warehouse.dump").is_file())
    if not complete:
        msg = f"there is no backup in {backups}: make one with `make backup`"
        raise LocalError(msg)
    return complete[-1]


def run_tool(tool: str, url: str, arguments: list[str]) -> None:
    """Run a Postgres program on the database at `url`. The password is not on its command line. Raises LocalError."""
    programs = find_binaries().bin
    plain, environment = without_password(url)
    done = subprocess.run(
        [str(programs / tool), "--dbname", plain, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=DUMP_TIMEOUT,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        msg = f"{tool} failed: {last}"
        raise LocalError(msg)


def without_password(url: str) -> tuple[str, Mapping[str, str]]:
    """`url` without its password, and an environment that has it."""
    parts = urlsplit(url)
    credentials, at, address = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "TERM", "LANG", "LC_ALL") if name in os.environ}
    if password:
        environment["PGPASSWORD"] = unquote(password)
    return urlunsplit(parts._replace(netloc=f"{user}{at}{address}")), environment
