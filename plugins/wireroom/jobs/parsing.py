"""A pool of processes that parse feeds: a feed that hangs, crashes or devours memory costs its process and no more."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import sys
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from wireroom.discover.feed import FeedLimits, ParsedFeed
from wireroom.discover.feeds import parse_feed
from wireroom.jobs.reading import watch_parent
from wireroom.model import ZoneSource
from wireroom.read.dates import read_date, zone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime

    from wireroom.discover.feed import FeedProblem

T = TypeVar("T")

MEMORY_BYTES = 1 << 30  # beyond what the process began with; 5,000 nested entries took 208 MB
WALL_TIMES = 6  # a process may wait so many times as long as it may work: a busy machine is no fault of the feed
PARSES_PER_PROCESS = 500  # a process is replaced after so many: what one feed left behind does not add up


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed's body with what is needed to understand it."""

    body: bytes
    content_type: str | None
    charset: str | None
    final_url: str
    now: datetime
    zone: str | None  #: IANA, of dates without an offset
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A feed and the moments its entries state, where they state one exactly."""

    feed: ParsedFeed | FeedProblem
    instants: tuple[datetime, ...] = ()


def parse(document: Document, limits: FeedLimits) -> Parsed:
    """What runs in the process. Dates that are the moment the feed was built say nothing of its entries."""
    feed = parse_feed(
        document.body,
        content_type=document.content_type,
        charset=document.charset,
        final_url=document.final_url,
        limits=limits,
    )
    if not isinstance(feed, ParsedFeed) or feed.dates_are_build_time:
        return Parsed(feed=feed)
    zone = zone_of(document.zone)
    source = ZoneSource.PUBLISHER if zone else ZoneSource.NONE
    language = document.language or feed.language
    stated = [entry.published_raw or entry.updated_raw for entry in feed.entries]
    dates = [
        read_date(raw, where="entry", language=language, now=document.now, zone=zone, zone_source=source)
        for raw in stated
        if raw
    ]
    return Parsed(feed=feed, instants=tuple(date.instant for date in dates if date and date.instant))


@dataclass(frozen=True, slots=True)
class Ended:
    """A document whose process was ended before it was done."""

    detail: str  #: too long or too much memory, with the setting that says so


class Parsers:
    """The running pool. Made by `parsers`."""

    def __init__(self, pool: ProcessPool, timeout_s: float, setting: str) -> None:
        self._pool, self._timeout_s, self._setting = pool, timeout_s, setting

    async def parse(self, document: Document, limits: FeedLimits) -> Parsed | Ended:
        """The feed, or why there is none: it took too long, too much memory, or its process with it."""
        return await self.run(parse, document, limits)

    async def run(self, function: Callable[..., T], *arguments: object) -> T | Ended:
        """What `function` gives in a process of the pool, or why it was ended."""
        wall_s = WALL_TIMES * self._timeout_s
        future: Any = self._pool.schedule(_bounded, args=(self._timeout_s, function, *arguments), timeout=wall_s)
        try:
            return await asyncio.wrap_future(future)
        except FutureTimeout:
            return Ended(
                f"not done after {wall_s:g} s, of which {self._timeout_s:g} s may be work, see {self._setting}"
            )
        except MemoryError:
            return Ended(f"it needed more than {MEMORY_BYTES >> 20} MB of memory")
        except ProcessExpired as exc:
            if exc.exitcode == -signal.SIGPROF:
                return Ended(f"not done after {self._timeout_s:g} s of work, see {self._setting}")
            return Ended(f"its process ended with code {exc.exitcode}")


@contextmanager
def parsers(*, workers: int, timeout_s: float, setting: str = "WIREROOM_POLL_PARSE_TIMEOUT_S") -> Generator[Parsers]:
    """A pool of `workers` processes (0: one per core), ended with the block or with this process.

    One document may take `timeout_s` seconds of work (CPU time), as the setting of that name says.
    """
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPool(
        max_workers=workers or os.cpu_count() or 1,
        max_tasks=PARSES_PER_PROCESS,
        initializer=_become_parser,
        initargs=(os.getpid(),),
        context=context,
    )
    try:
        pool.schedule(os.getpid).result()  # the processes start before there are connections they could inherit
        yield Parsers(pool, timeout_s, setting)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def _bounded(work_s: float, function: Callable[..., T], *arguments: object) -> T:
    """Runs in the process, which is killed (SIGPROF) once it has worked for so long: also inside of a library in C."""
    signal.setitimer(signal.ITIMER_PROF, work_s)
    try:
        return function(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _become_parser(parent: int) -> None:
    watch_parent(parent)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    if sys.platform == "linux":  # elsewhere the limit is not kept, or counts what was mapped before
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            mapped = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY_BYTES, mapped + MEMORY_BYTES))
