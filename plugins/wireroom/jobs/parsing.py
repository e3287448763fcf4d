"""A pool of processes that parse feeds: a feed that hangs, crashes or devours memory costs its process and no more."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import sys
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pebble import ProcessExpired, ProcessPool

from wireroom.discover.feed import FeedLimits, ParsedFeed
from wireroom.discover.feeds import parse_feed
from wireroom.jobs.reading import watch_parent
from wireroom.model import ZoneSource
from wireroom.read.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime

    from wireroom.discover.feed import FeedProblem

T = TypeVar("T")

MEMORY_BYTES = 1 << 30  # beyond what the process began with; 5,000 nested entries took 208 MB
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
    zone = _zone(document.zone)
    source = ZoneSource.PUBLISHER if zone else ZoneSource.NONE
    language = document.language or feed.language
    stated = [entry.published_raw or entry.updated_raw for entry in feed.entries]
    dates = [
        read_date(raw, where="entry", language=language, now=document.now, zone=zone, zone_source=source)
        for raw in stated
        if raw
    ]
    return Parsed(feed=feed, instants=tuple(date.instant for date in dates if date and date.instant))


class Parsers:
    """The running pool. Made by `parsers`."""

    def __init__(self, pool: ProcessPool, timeout_s: float) -> None:
        self._pool, self._timeout_s = pool, timeout_s

    async def parse(self, document: Document, limits: FeedLimits) -> Parsed | None:
        """The feed, or None where it took too long, too much memory, or its process with it."""
        return await self.run(parse, document, limits)

    async def run(self, function: Callable[..., T], *arguments: object) -> T | None:
        """What `function` gives in a process of the pool, or None where it took too long or too much."""
        future: Any = self._pool.schedule(function, args=arguments, timeout=self._timeout_s)
        try:
            return await asyncio.wrap_future(future)
        except (FutureTimeout, ProcessExpired, MemoryError):
            return None


@contextmanager
def parsers(*, workers: int, timeout_s: float) -> Generator[Parsers]:
    """A pool of `workers` processes (0: one per core), ended with the block or with this process."""
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
        yield Parsers(pool, timeout_s)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def _become_parser(parent: int) -> None:
    watch_parent(parent)
    if sys.platform == "linux":  # elsewhere the limit is not kept, or counts what was mapped before
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            mapped = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY_BYTES, mapped + MEMORY_BYTES))


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
