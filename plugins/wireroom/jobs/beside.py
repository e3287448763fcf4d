"""Work that goes on beside a block and ends with it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


@asynccontextmanager
async def beside(*work: object) -> AsyncGenerator[list[asyncio.Task[None]]]:
    """Tasks beside the block; those that have not ended with it are cancelled."""
    tasks = [asyncio.create_task(each) for each in work]  # pyright: ignore[reportArgumentType]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
