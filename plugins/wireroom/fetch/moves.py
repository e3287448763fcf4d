"""What a stored address has come to: moved for good, gone for good. Pure: what was seen and when in, a verdict out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.fetch.results import Hop

MOVE_TIMES = 10  # a move is believed after so many equal answers
MOVE_AGE = timedelta(days=6)  # and so long a time: a hotel's login page is gone by then
GONE_AGE = timedelta(hours=24)


def moved_to(hops: Sequence[Hop]) -> str | None:
    """The URL that may replace the stored one: the end of the permanent redirects the chain begins with."""
    target = None
    for hop in hops:
        if not hop.is_permanent:
            break
        target = hop.url
    return target


def move_is_settled(
    *, times: int, since: datetime, now: datetime, min_times: int = MOVE_TIMES, min_age: timedelta = MOVE_AGE
) -> bool:
    """May the stored URL be rewritten? `times` equal permanent targets that were feeds were seen from `since` on."""
    return times >= min_times and now - since >= min_age


def is_gone(*, first_said: datetime | None, now: datetime, confirm_after: timedelta = GONE_AGE) -> bool:
    """Is a feed gone that answers 410 now and did so at `first_said`, with nothing else between?"""
    return first_said is not None and now - first_said >= confirm_after
