"""A pool of processes that read pages: every core, a time limit for each page, no orphans.

A page that hangs or crashes its process costs itself and nothing else. Knows processes, not the warehouse.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import threading
import time
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pebble import ProcessExpired, ProcessPool

from wireroom.model import Article, Entry, Page, Reason, Rejection, Stage
from wireroom.parts import Override
from wireroom.read.rules import NO_OVERLAY, Overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from datetime import datetime

    from pebble import ProcessFuture

log = logging.getLogger(__name__)

CHUNK = 8  # pages handed to a process at a time: pickling and waking cost 0.2 ms, a page tens of ms
ORPHAN_CHECK_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a reader must be told: it asks neither clock nor environment."""

    now: datetime  #: aware; dates after it are refused
    at_fetch: bool = False  #: dates after the fetch of a page are refused, however much later it is read
    min_text_characters: int
    language_plain: bool
    learned: Mapping[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])  #: hashes by source
    overlay: Overlay = NO_OVERLAY  #: the user's own rules
    overrides: Mapping[str, Override] = field(default_factory=dict[str, Override])  #: by url_key

    def narrowed(self, chunk: Sequence[tuple[Entry, Page]], overrides: Mapping[str, Override]) -> Terms:
        """The same with only what concerns these pages: it is pickled with every chunk."""
        sources, keys = {entry.source for entry, _ in chunk}, {entry.url_key for entry, _ in chunk}
        return replace(
            self,
            learned={source: self.learned[source] for source in sources & self.learned.keys()},
            overrides={key: overrides[key] for key in keys & overrides.keys()},
        )


def read_chunk(items: Sequence[tuple[Entry, Page]], terms: Terms) -> list[Article | Rejection]:
    """Each page becomes an article or a rejection. Raises nothing for the sake of one page."""
    return [_read(entry, page, terms) for entry, page in items]


def _read(entry: Entry, page: Page, terms: Terms) -> Article | Rejection:
    from wireroom.read.process import process  # noqa: PLC0415  (the parent needs none of its libraries)

    said = terms.overrides.get(entry.url_key, Override())
    # What a person said of a date may be later than the page, and holds.
    is_then = terms.at_fetch and said.published is None
    try:
        return process(
            entry,
            page,
            now=min(page.fetched_at, terms.now) if is_then else terms.now,
            min_text_characters=terms.min_text_characters,
            language_plain=terms.language_plain,
            learned=terms.learned.get(entry.source, frozenset()),
            overlay=terms.overlay,
            override=said,
        )
    except Exception as exc:
        log.exception("reading %s failed", entry.entry_key)
        return _rejection(entry, Reason.CRASHED, f"{type(exc).__name__} while reading it: {exc}"[:500])


def _rejection(entry: Entry, reason: Reason, what: str) -> Rejection:
    return Rejection(
        entry_key=entry.entry_key,
        url_key=entry.url_key,
        source=entry.source,
        origin=entry.origin,
        stage=Stage.EXTRACT,
        reason=reason,
        detail=f"{entry.file or entry.url or entry.entry_key}: {what}",
        file=entry.file,
    )


class Readers:
    """The running pool. Made by `readers`."""

    def __init__(self, pool: ProcessPool, terms: Terms, timeout_s: float) -> None:
        self._pool, self._terms, self._timeout_s = pool, terms, timeout_s

    def submit(
        self,
        items: Sequence[tuple[Entry, Page]],
        overrides: Mapping[str, Override] | None = None,
        learned: Mapping[str, frozenset[int]] | None = None,
    ) -> Reading:
        """Start reading; the result is waited for with `Reading.outcomes`.

        `overrides` are by url_key. `learned` lines by source, where they are not those of the pool's terms.
        """
        terms = self._terms if learned is None else replace(self._terms, learned=learned)
        chunks = [items[i : i + CHUNK] for i in range(0, len(items), CHUNK)]
        return Reading(self, [self._start(chunk, terms.narrowed(chunk, overrides or {})) for chunk in chunks])

    def _start(self, chunk: Sequence[tuple[Entry, Page]], terms: Terms) -> _Started:
        # One limit for a chunk as for a page: an ordinary chunk takes a second, and a slow one is read page by page.
        future = self._pool.schedule(read_chunk, args=(chunk, terms), timeout=self._timeout_s)
        return _Started(chunk, terms, future)

    def finish(self, started: _Started) -> list[Article | Rejection]:
        """The outcomes of a chunk; where it hung or crashed its process, each page is tried by itself."""
        try:
            return started.future.result()
        except (FutureTimeout, ProcessExpired) as exc:
            if len(started.chunk) > 1:
                alone = [self._start([item], started.terms) for item in started.chunk]
                return [outcome for one in alone for outcome in self.finish(one)]
            entry, _ = started.chunk[0]
            if isinstance(exc, ProcessExpired):
                return [_rejection(entry, Reason.CRASHED, f"its reader process ended with code {exc.exitcode}")]
            what = f"not read after {self._timeout_s:g} s, see WIREROOM_READ_TIMEOUT_S"
            return [_rejection(entry, Reason.READ_TIMEOUT, what)]


class _Started(NamedTuple):
    """A chunk that a process has or will get."""

    chunk: Sequence[tuple[Entry, Page]]
    terms: Terms
    future: ProcessFuture[list[Article | Rejection]]


@dataclass(frozen=True, slots=True)
class Reading:
    """Pages being read."""

    readers: Readers
    chunks: list[_Started]

    def outcomes(self, meanwhile: Callable[[], None] = lambda: None) -> list[Article | Rejection]:
        """One outcome for each page, in their order. Blocks until all are there; calls `meanwhile` after each chunk."""
        found: list[Article | Rejection] = []
        for chunk in self.chunks:
            found += self.readers.finish(chunk)
            meanwhile()
        return found


@contextmanager
def readers(terms: Terms, *, workers: int, timeout_s: float, nice: int = 0) -> Generator[Readers]:
    """A pool of `workers` processes (0: one per core). They end when the block does, or when this process is killed.

    With `nice` (0 to 19) they leave the cores to others first.
    """
    # Forked children inherit the language model and the parsers of a preloaded task process and cost milliseconds.
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPool(
        max_workers=workers or os.cpu_count() or 1,
        initializer=_become_reader,
        initargs=(os.getpid(), nice),
        context=context,
    )
    try:
        pool.schedule(os.getpid).result()  # the processes start now: before there is a connection they could inherit
        yield Readers(pool, terms, timeout_s)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def _become_reader(parent: int, nice: int) -> None:
    """Prepare a worker: die with the parent, load the language model before the first page is timed."""
    watch_parent(parent)
    os.nice(nice)

    from wireroom.read import language  # noqa: PLC0415

    language.warm()


def watch_parent(parent: int) -> None:
    """End this process soon after `parent` has ended, however that happened."""
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


def _die_with(parent: int) -> None:
    # A killed parent cannot tell its children; PR_SET_PDEATHSIG would fire at the end of the starting thread already.
    while os.getppid() == parent:
        time.sleep(ORPHAN_CHECK_S)
    os._exit(1)
