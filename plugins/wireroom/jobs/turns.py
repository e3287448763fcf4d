"""Turns that all tasks share: whoever asks a site, polling, fetching or looking for the past, waits for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.fetch.visit_rules import paced_rules
from wireroom.fetch.visits import Turn
from wireroom.jobs.desk import at_desk
from wireroom.jobs.windows import place_of
from wireroom.warehouse import hosts

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from wireroom.fetch.visits import TakeTurn
    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection


def shared_turns(conn: Connection, desk: Executor) -> TakeTurn:
    """Turns as the warehouse keeps them, with who wants to be left alone; it is asked at `desk`."""

    async def take(url: str, gap_s: float, patience_s: float) -> Turn:
        host, site = place_of(url)
        wait_s, is_taken = await at_desk(
            desk, lambda: hosts.take_turn(conn, host, site, gap_s=gap_s, patience_s=patience_s)
        )
        return Turn(wait_s=wait_s, is_taken=is_taken)

    return take


def soon_s(settings: Settings) -> float:
    """How far off the next turn of a site may be for its entries to be claimed: half of what a visit waits for one."""
    return paced_rules(settings).patience_s / 2
