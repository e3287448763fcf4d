"""Works one claimed batch of seed files off: store pages, read them on every core, load, keep the lease."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.discover.seeds import SeedFile
from wireroom.model import Entry, Page, Rejection
from wireroom.warehouse import articles, batches, dispositions, files, overrides, pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wireroom.jobs.reading import Readers, Reading
    from wireroom.settings import Settings
    from wireroom.warehouse.batches import Batch
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

AHEAD = 2  # groups of pages being read while the oldest is loaded: enough to keep every reader busy

Item = tuple[Entry, Page] | Rejection


@dataclass(frozen=True, slots=True)
class _Group:
    """Entries that are loaded together, and the files that end with them."""

    rejections: list[Rejection]
    reading: Reading
    file_of: dict[str, str]
    ended: list[files.EndedFile]


class Claim:
    """One claimed batch on its way into the warehouse."""

    def __init__(  # noqa: PLR0913, PLR0917  (each is a fact of the task)
        self,
        conn: Connection,
        run: RunKey,
        settings: Settings,
        batch: Batch,
        pool: Readers,
        contents: Callable[[SeedFile], Iterator[Item]],
    ) -> None:
        self.conn, self.run, self.settings = conn, run, settings
        self.batch, self.pool, self.contents = batch, pool, contents
        self.entry_count = 0
        self.renewed_at = time.monotonic()

    def done(self) -> Counter[str]:
        """Store, read and load everything in the batch; what became of it. Stops where the lease was lost."""
        tally = Counter[str]()
        ahead: deque[_Group] = deque()
        for group in self._groups():
            ahead.append(group)
            if len(ahead) > AHEAD:
                tally += self._load(ahead.popleft())
        while ahead:
            tally += self._load(ahead.popleft())
        batches.finish(self.conn, self.batch, entry_count=self.entry_count)
        return tally

    def _groups(self) -> Iterator[_Group]:
        """Entries in groups of one transaction; their pages are stored and being read when a group is given."""
        waiting: list[Item] = []
        file_of: dict[str, str] = {}
        ended: list[files.EndedFile] = []
        for planned in self.batch.files:
            file = SeedFile(
                path=Path(planned.path), relative=planned.relative, size=planned.size, mtime_ns=planned.mtime_ns
            )
            count, last = 0, None
            for last in self.contents(file):
                count += 1
                waiting.append(last)
                file_of[_key(last)] = planned.relative
                if len(waiting) >= self.settings.load_batch:
                    yield self._start(waiting, file_of, ended)
                    waiting, file_of, ended = [], {}, []
            whole = last if count == 1 and isinstance(last, Rejection) else None
            ended.append(files.EndedFile(relative=planned.relative, entry_count=count, rejection=whole))
        if waiting or ended:
            yield self._start(waiting, file_of, ended)

    def _start(self, items: Sequence[Item], file_of: dict[str, str], ended: list[files.EndedFile]) -> _Group:
        self.entry_count += len(items)
        known: set[str] = set()
        if self.batch.attempts > 1:  # an earlier try may have been here
            known = dispositions.known(self.conn, self.run, list(file_of))
        fresh = [item for item in items if _key(item) not in known]
        found = [item for item in fresh if not isinstance(item, Rejection)]
        pages.store(self.conn, found)
        rejections = [item for item in fresh if isinstance(item, Rejection)]
        said = overrides.of(self.conn, [entry.url_key for entry, _ in found])
        return _Group(rejections, self.pool.submit(found, said), file_of, ended)

    def _load(self, group: _Group) -> Counter[str]:
        outcomes = [*group.rejections, *group.reading.outcomes(self._keep_lease)]
        tally = articles.load(self.conn, self.run, outcomes, group.file_of)
        files.finish(self.conn, self.run, group.ended)
        self._keep_lease()
        return tally

    def _keep_lease(self) -> None:
        """Renew the lease in good time. A lost one is no harm: whoever has it now skips what has its disposition."""
        if time.monotonic() - self.renewed_at > self.settings.seed_lease_s / 4:
            batches.renew(self.conn, self.batch, lease_s=self.settings.seed_lease_s, entry_count=self.entry_count)
            self.renewed_at = time.monotonic()


def _key(item: Item) -> str:
    return item.entry_key if isinstance(item, Rejection) else item[0].entry_key
