"""Where everything of one checkout lives. Knows paths and file modes, nothing of what is kept in them."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import LocalError
from wireroom.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from wireroom.settings import Settings

SOCKET_BYTES = 90  # the kernel takes 107; supervisord adds its process id while it binds


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The directories and files below one home."""

    home: Path  #: absolute

    @property
    def postgres(self) -> Path:
        """The embedded cluster, the account's own."""
        return self.home / "postgres"

    @property
    def postgres_elsewhere(self) -> Path:
        """Holds the path of the cluster where the account Postgres runs under cannot enter `home`."""
        return self.home / "postgres.elsewhere"

    @property
    def airflow(self) -> Path:
        """Airflow's home, with the logs of its tasks."""
        return self.home / "airflow"

    @property
    def run(self) -> Path:
        """What belongs to the running processes: configuration, socket, lock, stamps."""
        return self.home / "run"

    @property
    def logs(self) -> Path:
        """The logs of the components."""
        return self.home / "logs"

    @property
    def backups(self) -> Path:
        """One directory per backup."""
        return self.home / "backups"

    @property
    def takedowns(self) -> Path:
        """What was taken down: backups made before do not know, and this outlives the database."""
        return self.backups / "takedowns.json"

    @property
    def keys(self) -> Path:
        """Passwords and keys made here, readable by the owner only."""
        return self.home / "keys.json"

    @property
    def passwords(self) -> Path:
        """Airflow's simple auth manager reads the logins of the UI here."""
        return self.airflow / "passwords.json"

    @property
    def socket(self) -> Path:
        """The control socket of supervisord: below home, or in a private directory where that path is too long."""
        near = self.run / "supervisor.sock"
        if len(os.fsencode(near)) <= SOCKET_BYTES:
            return near
        return Path(tempfile.gettempdir()) / f"wireroom-{os.getuid()}-{digest(self.home)}" / "supervisor.sock"


def places(settings: Settings) -> Places:
    """The places of these settings; nothing is created."""
    return Places(home=settings.home_path.expanduser().resolve())


def digest(home: Path) -> str:
    """Short name of a home that no other home on this machine has."""
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:12]


def make_directories(where: Places) -> None:
    """Create what is missing. Only our own directories get a mode; parents are never touched."""
    try:
        where.home.mkdir(parents=True, exist_ok=True)
        for path in (where.airflow, where.run, where.logs, where.backups):
            path.mkdir(mode=0o700, exist_ok=True)
        if where.socket.parent != where.run:
            where.socket.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as exc:
        msg = f"{exc.filename} cannot be made: {exc.strerror}; set WIREROOM_HOME to a directory you can write to"
        raise LocalError(msg) from exc
    status = where.socket.parent.stat()
    if status.st_uid != os.getuid():
        msg = f"{where.socket.parent} belongs to somebody else: remove it, or set WIREROOM_HOME to a shorter path"
        raise LocalError(msg)


def write_private(path: Path, text: str) -> None:
    """Replace `path` whole, readable by its owner only from the first byte."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)


@contextlib.contextmanager
def only_one(where: Places, log: Callable[[str], object]) -> Generator[None]:
    """Hold the lock of this home: one command at a time starts, stops or replaces things. Waits for the other."""
    with (where.run / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log("another make is busy with this checkout: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def checkout_name() -> str:
    """What has to be typed before data is removed."""
    return CHECKOUT.name
