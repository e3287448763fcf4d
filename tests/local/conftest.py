"""A home of one's own for the embedded Postgres, on free ports, stopped and removed afterwards."""

from __future__ import annotations

import shutil
import socket
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from wireroom.errors import LocalError
from wireroom.local import start
from wireroom.local.context import Context, starting_context, starting_places
from wireroom.local.halt import down
from wireroom.local.places import only_one
from wireroom.local.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

Environment = dict[str, str]


def free_ports(count: int) -> list[int]:
    """Loopback ports nobody listens on at the moment."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def environment(home: Path) -> Environment:
    """Settings of a home, on ports of its own."""
    postgres, web, health = free_ports(3)
    return {
        "PATH": "/usr/bin:/bin",
        "WIREROOM_HOME": str(home),
        "WIREROOM_POSTGRES_PORT": str(postgres),
        "WIREROOM_WEB_PORT": str(web),
        "WIREROOM_SCHEDULER_HEALTH_PORT": str(health),
    }


def started(environ: Environment) -> Context:
    """Start the Postgres of a home, nothing else."""
    say = Steps()
    with only_one(starting_places(environ), say):
        context = starting_context(environ)
        start.start_postgres(context, say, environ)
    return context


@contextmanager
def temporary_home(name: str = "home") -> Generator[Environment]:
    """An environment whose home every account may enter, unlike pytest's own temporary directories."""
    top = Path(tempfile.mkdtemp(prefix="wireroom-local-"))
    top.chmod(0o755)
    environ = environment(top / name)
    try:
        yield environ
    finally:
        with suppress(LocalError):
            down(environ)
        shutil.rmtree(top)


@pytest.fixture
def environ() -> Generator[Environment]:
    with temporary_home() as found:
        yield found


@pytest.fixture
def another() -> Generator[Callable[..., Environment]]:
    """Makes further homes, named as wanted."""
    with ExitStack() as stack:

        def made(name: str = "home") -> Environment:
            return stack.enter_context(temporary_home(name))

        yield made
