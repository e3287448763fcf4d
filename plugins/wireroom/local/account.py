"""The account Postgres runs under, where we are root: it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wireroom.errors import LocalError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of the operating system."""

    name: str
    uid: int
    gid: int


def postgres_account(wanted: str) -> Account | None:
    """`wanted`, else postgres, else nobody; None where we are not root and simply run as ourselves.

    Raises LocalError where `wanted` does not exist or none of them does.
    """
    if os.geteuid() != 0:
        return None
    for name in [wanted] if wanted else ["postgres", "nobody"]:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid == 0:
            break
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    msg = "Postgres does not run as root and needs an account: set WIREROOM_POSTGRES_OS_USER to an unprivileged one"
    raise LocalError(msg)


def as_account(account: Account | None) -> dict[str, Any]:
    """The arguments of subprocess.run that make a child run under `account`."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def can_enter(path: Path, account: Account | None) -> bool:
    """Can `account` enter the directory or run the file `path`? Asked of the system: modes alone do not say."""
    if account is None:
        return True
    return subprocess.run(["test", "-x", str(path)], cwd="/", check=False, **as_account(account)).returncode == 0


def give(path: Path, account: Account | None) -> None:
    """Make `path` the account's own."""
    if account is not None:
        os.chown(path, account.uid, account.gid)
