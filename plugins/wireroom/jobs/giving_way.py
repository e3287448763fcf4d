"""How a backfill gives way: before each page of the past it leaves a turn free, and what is live goes first."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wireroom.jobs.desk import at_desk
from wireroom.jobs.reading import readers
from wireroom.warehouse import claims
from wireroom.warehouse.claims import PAST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from wireroom.jobs.reading import Readers, Terms
    from wireroom.jobs.site_visits import SiteVisit
    from wireroom.settings import Settings
    from wireroom.warehouse.entries import Queued
    from wireroom.warehouse.runs import RunKey

NICE = 10  # readers of the past leave the cores to those of what is live
LOOK_S = 0.25  # between two looks for entries of the past that can be claimed: nobody tells of them
STEP_S = 0.1  # how soon one who stands back notices
UNREAD_MOST = 24  # pages that wait to be read: with more a page of the past waits, or live ones would wait behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The pass over the past whose entries a task is to fetch."""

    run: RunKey  #: under which what became of them is kept
    sites: tuple[str, ...]  #: where they are

    @property
    def live(self) -> RunKey:
        """Under which what became of live entries is kept that came on those sites meanwhile."""
        return replace(self.run, run_id=f"{self.run.run_id}/live")


def readers_for(terms: Terms, settings: Settings, past: Past | None) -> AbstractContextManager[Readers]:
    """The processes that read pages."""
    nice = NICE if past else 0
    return readers(terms, workers=settings.read_workers, timeout_s=settings.read_timeout_s, nice=nice)


async def live_meanwhile(
    visit: SiteVisit, waiting: Sequence[Queued], ended: Sequence[asyncio.Future[None]]
) -> list[Queued]:
    """Live entries that come on the site of a visit to the past, before its next page or while its last are loaded.

    Waits until that page may be asked for, or until what was fetched is in the warehouse: the site is ours so long.
    Empty for visits to what is live, at once.
    """
    task, site = visit.task, visit.claim.site
    if task.past is None or (waiting and waiting[0].priority != PAST):
        return []
    begins_at = _begins_at(visit, waiting[0]) if waiting else 0.0
    while task.may_go_on(site):
        if site in task.live_on:
            task.live_on.discard(site)
            if found := await _claimed(visit, task.past.live):
                return found
        left_s = begins_at - time.monotonic()
        if waiting and left_s <= 0 and task.batches.unread < UNREAD_MOST:
            return []
        if not waiting and all(each.done() for each in ended):
            return []
        await asyncio.sleep(min(left_s, STEP_S) if waiting and left_s > 0 else STEP_S)
    return []


def _begins_at(visit: SiteVisit, queued: Queued) -> float:
    """When a page of the past may be asked for, monotonic seconds: some pauses after the last request, not one."""
    settings, ticks = visit.task.settings, time.monotonic()
    turn = visit.task.board.next_allowed(queued.url, ticks) or ticks
    return turn + (settings.backfill_pace - 1) * settings.fetch_host_gap_s / visit.task.factor


async def _claimed(visit: SiteVisit, run: RunKey) -> list[Queued]:
    conn, but, most = visit.task.conn, set(visit.taken), visit.task.settings.ingest_per_site
    found = await at_desk(visit.task.desk, lambda: claims.claim_live(conn, run, visit.claim, but=but, limit=most))
    visit.taken |= {queued.entry_key for queued in found}
    return found
