"""What is done once a day: months made and dropped, old logs of tasks removed."""

from __future__ import annotations

import logging
import stat
from typing import TYPE_CHECKING

from wireroom.errors import UpkeepFailed
from wireroom.jobs.tries import noted
from wireroom.warehouse import fetches, pages, runs
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from wireroom.settings import Settings
    from wireroom.warehouse.runs import RunKey

log = logging.getLogger(__name__)


def keep_warehouse(url: str, settings: Settings, run: RunKey) -> dict[str, int]:
    """Make the partitions of the months to come, drop those that the settings no longer want, forget old runs; counts.

    Raises UpkeepFailed where a table was read for so long that its months could not be dropped: tomorrow is another
    day, but a table that is never free needs a person.
    """
    wanted = {
        "ops.poll": settings.keep_poll_months,
        "ops.page_fetch": settings.keep_fetch_months,
        "raw.entry": settings.keep_entry_months,
        "raw.page": settings.keep_page_months,
    }
    keep = {table: months for table, months in wanted.items() if months > 0}
    with session(url) as conn, noted(conn, run) as tally:
        pages.ensure_partitions(conn)
        dropped = fetches.drop_old(conn, keep)
        tally.update({f"{table} months dropped": number for table, number in dropped.items()})
        if settings.keep_run_days > 0 and (forgotten := runs.forget_old(conn, keep_days=settings.keep_run_days)):
            tally["old runs forgotten"] = forgotten
        if busy := sorted(keep.keys() - dropped.keys()):
            raise UpkeepFailed(f"old months of {', '.join(busy)} could not be dropped: somebody is reading them")
        return dict(tally)


def trim_task_logs(url: str, run: RunKey, folder: Path, *, older_than: datetime) -> dict[str, int]:
    """Remove the files below `folder` that were last written before `older_than`, and directories left empty."""
    with session(url) as conn, noted(conn, run) as tally:
        if not folder.is_dir():
            return dict(tally)
        for path in sorted(folder.rglob("*"), reverse=True):  # what is in a directory comes before it
            found = path.lstat()
            try:
                if stat.S_ISREG(found.st_mode) and found.st_mtime < older_than.timestamp():
                    path.unlink()
                    tally["files removed"] += 1
                    tally["bytes freed"] += found.st_size
                elif (
                    stat.S_ISDIR(found.st_mode) and found.st_mtime < older_than.timestamp() and not any(path.iterdir())
                ):
                    path.rmdir()
            except OSError as exc:  # written to or removed by somebody else meanwhile
                log.warning("%s stays: %s", path, exc.strerror)
        return dict(tally)
