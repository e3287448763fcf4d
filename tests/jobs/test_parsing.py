"""A feed may cost its parser so much work and memory and no more; what was too much is said."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from wireroom.jobs.parsing import MEMORY_BYTES, Ended, parsers

if TYPE_CHECKING:
    from collections.abc import Callable

WORK_S = 0.4


def spins(_: float) -> None:
    while True:
        pass


def waits(seconds: float) -> str:
    time.sleep(seconds)
    return "done"


def works(seconds: float) -> str:
    ends_at = time.process_time() + seconds
    while time.process_time() < ends_at:
        pass
    return "done"


def hoards(_: float) -> int:
    return len(bytearray(2 * MEMORY_BYTES))


def leaves(_: float) -> None:
    os._exit(3)


def run(*tasks: tuple[Callable[[float], Any], float]) -> list[Any]:
    """What each comes to, one after the other in one process as long as it lives."""

    async def work() -> list[Any]:
        with parsers(workers=1, timeout_s=WORK_S) as pool:
            return [await pool.run(function, argument) for function, argument in tasks]

    return asyncio.run(work())


def test_waiting_for_a_busy_machine_ends_no_parser() -> None:
    assert run((waits, 3 * WORK_S)) == ["done"]


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ((spins, 0.0), "not done after 0.4 s of work, see WIREROOM_POLL_PARSE_TIMEOUT_S"),
        ((waits, 60.0), "not done after 2.4 s, of which 0.4 s may be work, see WIREROOM_POLL_PARSE_TIMEOUT_S"),
        pytest.param(
            *((hoards, 0.0), "it needed more than 1024 MB of memory"),
            marks=pytest.mark.skipif(sys.platform != "linux", reason="the limit is kept on Linux only"),
        ),
        ((leaves, 0.0), "its process ended with code 3"),
    ],
)
def test_what_ended_a_parser_is_said_and_the_next_feed_is_parsed(
    task: tuple[Callable[[float], Any], float], said: str
) -> None:
    """behaviour 52."""
    assert run(task, (waits, 0.0)) == [Ended(said), "done"]


def test_work_is_counted_anew_for_each_feed() -> None:
    assert run(*[(works, WORK_S / 2)] * 4) == ["done"] * 4
