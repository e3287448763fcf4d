"""Fetched pages in batches: stored, read on every core, loaded, while the next ones are fetched."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wireroom.jobs.fetched import Unchanged
from wireroom.model import Rejection
from wireroom.warehouse import articles, entries, fetches, overrides, pages, revisits

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Awaitable, Callable, Sequence

    from wireroom.jobs.fetched import Result
    from wireroom.jobs.reading import Readers
    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.fetches import Fetch
    from wireroom.warehouse.revisits import Looked
    from wireroom.warehouse.runs import RunKey

AHEAD = 3  # batches being stored, read or loaded at a time: enough to keep every reader busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What is to be kept of one entry that was tried."""

    result: Result | None = None  #: None where only the log is to be written
    line: Fetch | None = None
    looked: Looked | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    done: Done
    ended: asyncio.Future[None]


class Batches:
    """Collects what was fetched; `work` runs beside the fetching until `close`."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is a fact of the task
        self,
        conn: Connection,
        at_desk: Callable[[Callable[[], Any]], Awaitable[Any]],
        run: RunKey,
        pool: Readers,
        settings: Settings,
        tally: Counter[str],
    ) -> None:
        self.conn, self.at_desk, self.run, self.pool, self.settings, self.tally = (
            conn,
            at_desk,
            run,
            pool,
            settings,
            tally,
        )
        self._waiting: asyncio.Queue[_Item | None] = asyncio.Queue()
        self._room = asyncio.Semaphore(AHEAD)

    async def add(self, done: Done) -> asyncio.Future[None]:
        """Hand over what was fetched; the future is done when it is in the warehouse."""
        item = _Item(done, asyncio.get_running_loop().create_future())
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
            said = await self.at_desk(lambda: self._store(found))
            reading = self.pool.submit(found, said)
            read = await asyncio.to_thread(reading.outcomes)
            rejected = [each for each in results if isinstance(each, Rejection)]
            await self.at_desk(lambda: self._keep(batch, [*rejected, *read]))
        except BaseException as exc:
            for item in batch:
                if not item.ended.done():
                    item.ended.set_exception(exc)
                    item.ended.exception()  # looked at: a setback's future has nobody who waits for it
            raise
        finally:
            self._room.release()
        for item in batch:
            item.ended.set_result(None)

    def _store(self, found: Sequence[tuple[Any, Any]]) -> Any:  # noqa: ANN401 - what overrides says goes to the readers
        pages.store(self.conn, found)
        return overrides.of(self.conn, [entry.url_key for entry, _ in found])

    def _keep(self, batch: Sequence[_Item], outcomes: Sequence[Any]) -> None:
        self.tally.update(articles.load(self.conn, self.run, outcomes))
        fetches.log(self.conn, self.run, [item.done.line for item in batch if item.done.line])
        looked = [item.done.looked for item in batch if item.done.looked]
        revisits.note(self.conn, looked, speed=self.settings.time_factor)
        unchanged = [item.done.result.entry_key for item in batch if isinstance(item.done.result, Unchanged)]
        entries.end_revisits(self.conn, unchanged)
        self.tally["looked at again"] += len(unchanged)
