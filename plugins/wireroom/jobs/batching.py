"""Fetched pages in batches: stored, read on every core, loaded, while the next ones are fetched."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

from wireroom.jobs.desk import at_desk
from wireroom.jobs.feed_texts import is_whole
from wireroom.jobs.fetched import Unchanged
from wireroom.model import Article, Origin, Rejection
from wireroom.warehouse import aliases, articles, entries, feeds, fetches, lines, overrides, pages, revisits

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Executor

    from wireroom.jobs.fetched import Result
    from wireroom.jobs.giving_way import Past
    from wireroom.jobs.reading import Readers
    from wireroom.model import Entry, Page
    from wireroom.parts import Override
    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.entries import FeedText, Queued
    from wireroom.warehouse.fetches import Fetch
    from wireroom.warehouse.revisits import Looked
    from wireroom.warehouse.runs import RunKey

AHEAD = 3  # batches being stored, read or loaded at a time: enough to keep every reader busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What is to be kept of one entry that was tried."""

    queued: Queued
    result: Result | None = None  #: None where only the log is to be written
    line: Fetch | None = None
    looked: Looked | None = None
    sample: FeedText | None = None  #: what the feed said, to be held against the page


@dataclass(frozen=True, slots=True)
class _Item:
    done: Done
    ended: asyncio.Future[None]


class Batches:
    """Collects what was fetched; `work` runs beside the fetching until `close`."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is a fact of the task
        self,
        conn: Connection,
        desk: Executor,
        run: RunKey,
        pool: Readers,
        settings: Settings,
        tally: Counter[str],
        past: Past | None = None,
    ) -> None:
        self.past = past
        self.unread = 0  #: pages handed over that are not in the warehouse yet
        self.conn, self.desk, self.run, self.pool, self.settings, self.tally = conn, desk, run, pool, settings, tally
        self._learned: dict[str, frozenset[int]] = {}  # lines by source, as they were when first asked for
        self._waiting: asyncio.Queue[_Item | None] = asyncio.Queue()
        self._room = asyncio.Semaphore(AHEAD)

    async def add(self, done: Done) -> asyncio.Future[None]:
        """Hand over what was fetched; the future is done when it is in the warehouse."""
        item = _Item(done, asyncio.get_running_loop().create_future())
        self.unread += 1
        await self._waiting.put(item)
        return item.ended

    async def close(self) -> None:
        """Nothing more will come."""
        await self._waiting.put(None)

    async def work(self) -> None:
        """Load batch after batch. Raises what loading raises: then the task must end."""
        loading: set[asyncio.Task[None]] = set()
        is_open = True
        while is_open:
            batch, is_open = await self._next()
            loading = {task for task in loading if not task.done() or task.exception()}
            if batch:
                await self._room.acquire()
                loading.add(asyncio.create_task(self._load(batch)))
        await asyncio.gather(*loading)

    async def _next(self) -> tuple[list[_Item], bool]:
        """What came within the time or fills a batch, and whether more may come."""
        first = await self._waiting.get()
        if first is None:
            return [], False
        batch = [first]
        ends_at = asyncio.get_running_loop().time() + self.settings.ingest_flush_s
        while len(batch) < self.settings.load_batch:
            try:
                async with asyncio.timeout_at(ends_at):
                    item = await self._waiting.get()
            except TimeoutError:
                break
            if item is None:
                return batch, False
            batch.append(item)
        return batch, True

    async def _load(self, batch: Sequence[_Item]) -> None:
        try:
            results = [item.done.result for item in batch]
            found = [each for each in results if isinstance(each, tuple)]
            said, learned = await at_desk(self.desk, lambda: self._store(found))
            reading = self.pool.submit(found, said, learned)
            read = await asyncio.to_thread(reading.outcomes)
            rejected = [each for each in results if isinstance(each, Rejection)]
            await at_desk(self.desk, lambda: self._keep([item.done for item in batch], [*rejected, *read]))
        except BaseException as exc:
            for item in batch:
                if not item.ended.done():
                    item.ended.set_exception(exc)
                    item.ended.exception()  # looked at: a setback's future has nobody who waits for it
            raise
        finally:
            self.unread -= len(batch)
            self._room.release()
        for item in batch:
            if not item.ended.done():
                item.ended.set_result(None)

    def _store(self, found: Sequence[tuple[Entry, Page]]) -> tuple[dict[str, Override], dict[str, frozenset[int]]]:
        """Store pages before they are read; what people said of their articles, and what their sources repeat."""
        pages.store(self.conn, found)
        sources = {entry.source for entry, _ in found} - self._learned.keys()
        if sources:
            acting = lines.acting(self.conn, sources)
            self._learned |= {source: acting.get(source, frozenset()) for source in sources}
        return overrides.of(self.conn, [entry.url_key for entry, _ in found]), self._learned

    def _keep(self, batch: Sequence[Done], outcomes: Sequence[Article | Rejection]) -> None:
        """Load, and then note what follows from it: a killed task has at worst a line less in the log."""
        if self.past is None:
            self.tally.update(articles.load(self.conn, self.run, outcomes))
        else:  # what came live meanwhile is no part of the pass
            is_past = [each.origin is Origin.BACKFILL for each in outcomes]
            self.tally.update(articles.load(self.conn, self.past.run, list(compress(outcomes, is_past))))
            live = [each for each, past in zip(outcomes, is_past, strict=True) if not past]
            self.tally.update(f"live: {what}" for what in articles.load(self.conn, self.past.live, live).elements())
        aliases.note(self.conn, _aliases(batch))  # first: the log names no address that was taken down
        fetches.log(self.conn, self.run, [done.line for done in batch if done.line])
        looked = [done.looked for done in batch if done.looked]
        revisits.note(self.conn, looked, speed=self.settings.time_factor)
        unchanged = [done.result.entry_key for done in batch if isinstance(done.result, Unchanged)]
        entries.end_revisits(self.conn, unchanged)
        self.tally["looked at again"] += len(unchanged)
        stored = {each.entry_key: each for each in outcomes if isinstance(each, Article)}
        for feed_id, (samples, whole) in _learned_texts(batch, stored).items():
            feeds.learn_text(self.conn, feed_id, samples=samples, whole=whole)


def _aliases(batch: Sequence[Done]) -> dict[str, str]:
    """Announced addresses of articles that go by another one."""
    found = [(done.queued.url_key, done.result[0].url_key) for done in batch if isinstance(done.result, tuple)]
    return {announced: own for announced, own in found if announced != own}


def _learned_texts(batch: Sequence[Done], stored: Mapping[str, Article]) -> dict[int, tuple[int, int]]:
    """How many entries of each feed were held against their pages, and how many of them were whole."""
    found: dict[int, tuple[int, int]] = {}
    for done in batch:
        article = stored.get(done.queued.entry_key)
        if done.sample is None or article is None or done.queued.feed_id is None:
            continue
        samples, whole = found.get(done.queued.feed_id, (0, 0))
        found[done.queued.feed_id] = samples + 1, whole + is_whole(done.sample, article)
    return found
