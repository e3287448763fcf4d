"""Hears that entries were queued. What was told while nobody listened is found by looking, so that nothing is lost."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from wireroom.warehouse.connection import SOCKET
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

log = logging.getLogger(__name__)

CHANNEL = "wireroom_entries"  # as in sql/queries/poll/notify.sql
SOON_S = 10.0  # a site whose turn to be asked comes so soon is work: who claims it waits for the turn
LONGEST_PAUSE_S = 60.0  # between two attempts to reach the server


@dataclass(frozen=True, slots=True, kw_only=True)
class Woken:
    """There is work to claim."""

    why: str  #: start (or the connection was lost and is back), notify, look
    notices: int = 0  #: how many were heard at once


async def entries_waiting(
    url: Callable[[], Awaitable[str]], *, debounce_s: float = 0.2, look_s: float = 30.0, first_pause_s: float = 1.0
) -> AsyncGenerator[Woken]:
    """Say that there is work: at once where there is, when it is queued, and at a look every `look_s` seconds.

    `url` gives the warehouse's URL and is asked before every connection. A burst of notices is one answer; none is
    given where a running task has taken the work by then. A lost connection is made again, and never ends this.
    """
    pause = first_pause_s
    while True:
        try:
            parameters: dict[str, Any] = {"application_name": "wireroom listen", **SOCKET}
            async with await psycopg.AsyncConnection.connect(await url(), autocommit=True, **parameters) as conn:
                await conn.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                pause = first_pause_s
                if await _is_waiting(conn):
                    yield Woken(why="start")
                while True:
                    heard = await _hear(conn, within_s=look_s, stop_after=1)
                    if heard:
                        heard += await _hear(conn, within_s=debounce_s)
                    if await _is_waiting(conn):
                        yield Woken(why="notify" if heard else "look", notices=heard)
        except (psycopg.OperationalError, psycopg.InterfaceError, OSError) as exc:
            log.warning("the warehouse cannot be heard (%s): again in %.0f s", type(exc).__name__, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)


async def _hear(conn: psycopg.AsyncConnection[Any], *, within_s: float, stop_after: int | None = None) -> int:
    count = 0
    async for _ in conn.notifies(timeout=within_s, stop_after=stop_after):
        count += 1
    return count


async def _is_waiting(conn: psycopg.AsyncConnection[Any]) -> bool:
    row = await (await conn.execute(query("site/waiting"), {"soon_s": SOON_S})).fetchone()
    return bool(row and row[0])
