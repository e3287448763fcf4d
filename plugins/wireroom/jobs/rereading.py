"""Works the batches of a reprocess off: look pages up, read them on every core, load what differs, keep the lease."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wireroom.parts import Cause
from wireroom.warehouse import articles, batches, dispositions, intervals, lines, overrides, stored
from wireroom.warehouse.articles import SKIPPED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.jobs.reading import Readers, Reading
    from wireroom.model import Article, Rejection
    from wireroom.read.rules import Overlay
    from wireroom.settings import Settings
    from wireroom.warehouse.batches import Batch
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.intervals import Pass
    from wireroom.warehouse.runs import RunKey

AHEAD = 2  # batches being read while the oldest is loaded: enough to keep every reader busy
COUNT_EVERY_S = 5.0  # the progress that people look at
GONE = "gone"  # in a tally: neither page nor article is there any more


@dataclass(frozen=True, slots=True)
class Found:
    """What is read again together."""

    reading: Reading
    cleaned: list[Article | Rejection]  #: of texts whose page was dropped
    gone: int

    def outcomes(self) -> list[Article | Rejection]:
        """All of them, once they are read."""
        return [*self.cleaned, *self.reading.outcomes()]


class Desk:
    """Looks up what is stored of some articles and has it read again."""

    def __init__(self, conn: Connection, settings: Settings, pool: Readers, overlay: Overlay) -> None:
        self.conn, self.settings, self.pool, self.overlay = conn, settings, pool, overlay
        self._learned: dict[str, frozenset[int]] = {}  # lines by source, as they were when first asked for

    def start(self, keys: Sequence[bytes], *, but_done_in: RunKey | None = None) -> Found:
        """Look the articles up (SHA-256 of their url_keys) and begin to read; not those with a disposition in a run."""
        from wireroom.read.again import clean_again  # noqa: PLC0415  (who only plans needs no rules)

        found = stored.load(self.conn, keys)
        texts = stored.articles(self.conn, found.dropped) if found.dropped else []
        pages = found.pages
        if but_done_in:
            announced = [entry.entry_key for entry, _ in pages]
            done = dispositions.known(self.conn, but_done_in, [*announced, *(article.entry_key for article in texts)])
            pages = [(entry, page) for entry, page in pages if entry.entry_key not in done]
            texts = [article for article in texts if article.entry_key not in done]
        self._learn({entry.source for entry, _ in pages} | {article.source for article in texts})
        said = overrides.of(self.conn, [entry.url_key for entry, _ in pages])
        cleaned = [
            clean_again(
                article,
                min_text_characters=self.settings.min_text_characters,
                learned=self._learned[article.source],
                overlay=self.overlay,
            )
            for article in texts
        ]
        return Found(self.pool.submit(pages, said, self._learned), cleaned, found.gone)

    def _learn(self, sources: set[str]) -> None:
        if unknown := sources - self._learned.keys():
            acting = lines.acting(self.conn, unknown)
            self._learned |= {source: acting.get(source, frozenset()) for source in unknown}


class Rereading:
    """A task's share of a pass: it claims batches until none is free."""

    def __init__(self, conn: Connection, of: Pass, settings: Settings, desk: Desk) -> None:
        self.conn, self.of, self.settings, self.desk = conn, of, settings, desk
        self.tally = Counter[str]()
        self._counted_at = time.monotonic()

    def work(self) -> Counter[str]:
        """Claim, read and load until nothing is left to claim; what became of what this try dealt with."""
        ahead: deque[tuple[Batch, Found]] = deque()
        while batch := batches.claim(self.conn, self.of.run, lease_s=self.settings.seed_lease_s):
            # An earlier try may have been here.
            done_in = self.of.run if batch.attempts > 1 else None
            keys = stored.of_batch(self.conn, batch)
            ahead.append((batch, self.desk.start(keys, but_done_in=done_in)))
            if len(ahead) > AHEAD:
                self._load(*ahead.popleft(), ahead)
        while ahead:
            self._load(*ahead.popleft(), ahead)
        return self.tally

    def _load(self, batch: Batch, found: Found, ahead: Sequence[tuple[Batch, Found]]) -> None:
        outcomes = found.reading.outcomes(lambda: self._keep((batch, found), *ahead))
        tally = articles.load(self.conn, self.of.run, [*found.cleaned, *outcomes], cause=Cause.REPROCESS)
        batches.finish(self.conn, batch, entry_count=sum(tally.values()) - tally[SKIPPED])
        tally[GONE] += found.gone
        self.tally += tally

    def _keep(self, *held: tuple[Batch, Found]) -> None:
        """Renew the leases in good time, and let people see how far it is."""
        if time.monotonic() - self._counted_at < min(COUNT_EVERY_S, self.settings.seed_lease_s / 4):
            return
        for batch, _ in held:
            batches.renew(self.conn, batch, lease_s=self.settings.seed_lease_s)
        intervals.count(self.conn, self.of)
        self._counted_at = time.monotonic()
