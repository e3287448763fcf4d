"""The desk of a task that waits for many answers at once: the one thread that uses its connection."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

T = TypeVar("T")


def open_desk() -> ThreadPoolExecutor:
    """One thread, for one connection; as a context it ends when what was asked is answered."""
    return ThreadPoolExecutor(1, thread_name_prefix="warehouse")


async def at_desk(desk: Executor, ask: Callable[[], T]) -> T:
    """What `ask` answers, run in the thread of `desk`, one after another."""
    return await asyncio.get_running_loop().run_in_executor(desk, ask)
