"""Worlds for tests: `from newsnet.fixtures import start_newsnet, spawn_newsnet`. Each may be called several times.

net = start_newsnet(World(hosts=20, faults={}))       a thread of this process; all of `Net` is at hand
remote = spawn_newsnet("--hosts", "300", "--speed", "60")       a process of its own
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from newsnet.remote import Remote, spawned
from newsnet.server import Net, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from newsnet.clock import Clock
    from newsnet.world import World


@pytest.fixture
def start_newsnet() -> Generator[Callable[..., Net]]:
    """Start worlds in threads; they end with the test."""
    with ExitStack() as running:

        def start(world: World, clock: Clock | None = None) -> Net:
            return running.enter_context(serving(world, clock=clock))

        yield start


@pytest.fixture
def spawn_newsnet() -> Generator[Callable[..., Remote]]:
    """Start worlds in processes; they end with the test."""
    with ExitStack() as running:

        def spawn(*arguments: str) -> Remote:
            return running.enter_context(spawned(*arguments))

        yield spawn
