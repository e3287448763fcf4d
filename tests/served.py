"""The loopback server for what brings its own event loop: it runs in a thread."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from loopback import Loopback, Route, loopback

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping


@contextmanager
def served(routes: Mapping[str, Route]) -> Generator[Loopback]:
    """A loopback server for the length of a `with`."""
    ready, is_over = threading.Event(), threading.Event()
    found: list[Loopback] = []

    async def run() -> None:
        async with loopback(routes) as server:
            found.append(server)
            ready.set()
            await asyncio.to_thread(is_over.wait)

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert ready.wait(10)
    try:
        yield found[0]
    finally:
        is_over.set()
        thread.join(10)
