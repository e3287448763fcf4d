"""`make down` and `make destroy`: what stops, and what is removed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import LocalError
from wireroom.local import processes, supervision
from wireroom.local.context import recorded_settings, running_cluster
from wireroom.local.places import checkout_name, only_one, places
from wireroom.local.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wireroom.local.places import Places
    from wireroom.settings import Settings

KEPT = ("backups", "uv")  # what `destroy` leaves below home: dumps, and the installer


def down(environ: Mapping[str, str]) -> None:
    """Stop everything that was started from this checkout, and nothing else."""
    say = Steps()
    settings = recorded_settings(environ)
    where = places(settings)
    if not where.run.is_dir():
        say("nothing is running")
        return
    with only_one(where, say):
        say("everything has stopped" if _stop(settings, where) else "nothing was running")


def destroy(environ: Mapping[str, str], *, ask: Callable[[], str] = sys.stdin.readline) -> None:
    """Stop everything and remove the data of this checkout, once its name is typed. Backups stay. Raises LocalError."""
    settings = recorded_settings(environ)
    where = places(settings)
    if not where.home.is_dir():
        print("there is no data to remove")
        return
    print(f"This removes all articles, runs and settings in {where.home}. Backups stay.")
    if not settings.is_embedded:
        print("Your own warehouse server is not touched.")
    print(f"Type the name of the checkout ({checkout_name()}) to go on: ", end="", flush=True)
    if ask().strip() != checkout_name():
        msg = "that is not its name: nothing was removed"
        raise LocalError(msg)
    if where.run.is_dir():
        with only_one(where, print):
            _stop(settings, where)
            _remove_data(where)
    else:
        _remove_data(where)
    print(f"removed; backups are still in {where.backups}")


def _stop(settings: Settings, where: Places) -> bool:
    stopped = supervision.stop(where)
    left = processes.ours(where)
    processes.end(left)
    cluster = running_cluster(settings, where)
    if cluster is not None and processes.server_pid(cluster) is not None:
        processes.stop_server(cluster)
        return True
    return stopped or bool(left)


def _remove_data(where: Places) -> None:
    if where.postgres_elsewhere.exists():
        elsewhere = Path(where.postgres_elsewhere.read_text(encoding="utf-8").strip())
        if (elsewhere / "home").read_text(encoding="utf-8").strip() == str(where.home):
            shutil.rmtree(elsewhere)
    for path in where.home.iterdir():
        if path.name in KEPT:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
