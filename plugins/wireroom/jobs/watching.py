"""What is looked at every five minutes: is there space on the disk, is polling on time? And what a monitor is told."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import AnalystUnstoppable, DiskLow, PollingLate
from wireroom.jobs.tries import noted
from wireroom.warehouse import analysts, heartbeats, holds
from wireroom.warehouse.connection import session
from wireroom.warehouse.holds import HoldReason

if TYPE_CHECKING:
    from collections.abc import Callable

    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.heartbeats import Heartbeat
    from wireroom.warehouse.runs import RunKey

EASE = 1.2  # a hold is lifted with so many times the least space, so that it does not come and go
WATCH_EVERY_S = 300.0  # as the schedule of keep_watch says
MISSED_WATCHES = 3
HELPLESS = frozenset({"refused", "unseen"})  # what ops.stop_long_queries says where its owner lacks rights


def keep_watch(
    url: str, settings: Settings, run: RunKey, *, free_bytes: Callable[[Path], int] | None = None
) -> dict[str, int]:
    """Stop or free claiming by the space that is left, end long queries of analysts, see if polling is on time; counts.

    Raises DiskLow while claiming is stopped for lack of space, PollingLate where a feed that nothing holds up has been
    due for longer than the deadline, and AnalystUnstoppable where this login may not stop an analyst's query.
    """
    with session(url) as conn, noted(conn, run) as tally:
        low = guard_disk(conn, settings, free_bytes=free_bytes or _free)
        stopped = analysts.stop_long(conn, most_s=settings.analyst_most_s)
        tally.update(f"queries of analysts {each.became}" for each in stopped)
        found = heartbeats.look(conn, deadline_s=settings.poll_deadline_s)
        tally["due feeds"], tally["waiting entries"] = found.due_feed_count, found.waiting_entry_count
        tally["overdue s"] = int(found.overdue_s)
        if low:
            raise DiskLow(low)
        if is_late(found, settings):
            raise PollingLate(late_words(found, settings))
        if helpless := sorted({each.login for each in stopped if each.became in HELPLESS}):
            raise AnalystUnstoppable(
                f"queries of {', '.join(helpless)} may run for ever: let a superuser GRANT pg_signal_backend,"
                " pg_read_all_stats TO the login that owns the warehouse"
            )
        return dict(tally)


def guard_disk(conn: Connection, settings: Settings, *, free_bytes: Callable[[Path], int]) -> str | None:
    """Put or lift the hold by the space left where our data is; why nobody may claim, or None.

    Looks at the disks of home and of the embedded Postgres; a warehouse elsewhere guards its own disk.
    """
    least = settings.least_free_bytes
    free, place = min((free_bytes(path), path) for path in _data_places(settings))
    held = any(hold.reason == HoldReason.DISK for hold in holds.standing(conn))
    if free >= least * (EASE if held else 1) or not least:
        holds.lift(conn, HoldReason.DISK)
        return None
    words = (
        f"{free / 1e9:.1f} GB are free on the disk of {place}, WIREROOM_LEAST_FREE_BYTES asks for {least / 1e9:.1f}: "
        "nothing is polled or fetched until there is space again"
    )
    holds.put(conn, HoldReason.DISK, words)
    return words


def is_late(found: Heartbeat, settings: Settings) -> bool:
    """Has a feed been due for longer than the deadline, with nothing that holds polling up?

    After a time when nothing ran everything is overdue: then polling has the length of the deadline to catch up.
    """
    return not found.held and found.was_watching and found.overdue_s > settings.poll_deadline_s


def late_words(found: Heartbeat, settings: Settings) -> str:
    """The same as a sentence."""
    return (
        f"{found.due_feed_count} feeds are due, the first for {found.overdue_s / 60:.0f} minutes, the deadline is "
        f"{settings.poll_deadline_s / 60:.0f}: is poll_feeds running? docs/runbook.md says where to look"
    )


def complaints(found: Heartbeat, settings: Settings) -> list[str]:
    """What a monitor outside should cry about; empty: alive."""
    said: list[str] = []
    if found.watch_age_s is None:
        said.append("keep_watch has never run: unpause it")
    elif found.watch_age_s > MISSED_WATCHES * WATCH_EVERY_S:
        said.append(f"keep_watch last ran {found.watch_age_s / 60:.0f} minutes ago: the scheduler is dead or stuck")
    if found.held:
        said.append(found.held)
    if is_late(found, settings):
        said.append(late_words(found, settings))
    return said


def _data_places(settings: Settings) -> list[Path]:
    home = settings.home_path.expanduser().resolve()
    places = [home] if home.exists() else [home.parent]
    elsewhere = home / "postgres.elsewhere"  # holds the path of a cluster that cannot live in home
    if settings.is_embedded and elsewhere.is_file():
        cluster = Path(elsewhere.read_text(encoding="utf-8").strip())
        if os.access(cluster.parent, os.X_OK) and cluster.parent.exists():
            places.append(cluster.parent)
    return places


def _free(path: Path) -> int:
    return shutil.disk_usage(path).free
