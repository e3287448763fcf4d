"""Looks whether the data is as it should be, after everything else was refreshed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from wireroom.errors import DataCheckFailed
from wireroom.jobs.tries import is_too_early, noted
from wireroom.warehouse import checks
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.warehouse.runs import RunKey

log = logging.getLogger(__name__)


def run_checks(url: str, run: RunKey, *, now: datetime, is_asked: bool) -> dict[str, int]:
    """Run every check of sql/checks on what is new, changed or was found wanting; how many rows failed each.

    Does nothing where another run has done it less than `tries.FLOOR` before `now`, unless a person asked. Raises
    DataCheckFailed where one of severity error found rows; what was found is kept all the same.
    """
    with session(url) as conn, noted(conn, run) as tally:
        if is_too_early(conn, run, tally, now=now, is_asked=is_asked):
            return dict(tally)
        for look in (checks.look_at_new, checks.look_again):
            last = 0
            while seen := look(conn, after=last):
                last = seen[-1]
                tally["articles looked at"] += len(seen)
        failed = [result for result in checks.results(conn, run) if result.offender_count]
        for result in failed:
            tally[result.check.name] = result.offender_count
            log.warning("%s: %s: %s", result.check.name, result.check.why, "; ".join(result.examples))
        if errors := [result for result in failed if result.check.severity == "error"]:
            raise DataCheckFailed(f"the data is not as it should be: {checks.sentence(errors)}; see mart.data_check")
        return dict(tally)
