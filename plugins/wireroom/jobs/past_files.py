"""Files of the past: groups of their entries on the way into the warehouse, read on every core."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wireroom.model import Article, Entry, Page, Rejection
from wireroom.warehouse import archives, articles, lines, overrides, pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.interval import Interval
    from wireroom.jobs.reading import Readers, Reading
    from wireroom.settings import Settings
    from wireroom.warehouse.archives import PastDocument, PastEntry
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

AHEAD = 2  # groups being read while the oldest is loaded


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of a file: what is to be noted of it, and its document or why it is rejected."""

    noted: PastEntry | None  #: None where its date stands only in its text
    made: tuple[Entry, Page] | Rejection


@dataclass(frozen=True, slots=True)
class _Group:
    rejections: list[Rejection]
    stated: Reading
    undated: list[tuple[Entry, Page]]
    read: Reading


@dataclass(slots=True, kw_only=True)
class Intake:
    """Takes what is found in files, a group at a time."""

    conn: Connection
    run: RunKey  #: the pass
    settings: Settings
    pool: Readers
    interval: Interval
    months: bool
    again: bool
    dry_run: bool
    tally: Counter[str]
    waiting: list[Found] = field(default_factory=list[Found])
    ahead: deque[_Group] = field(default_factory=deque["_Group"])
    chosen: int = 0  #: of the file under way
    passed_over: Counter[str] = field(default_factory=Counter[str])

    def add(self, found: Found) -> None:
        """One more; loads when there are enough."""
        self.waiting.append(found)
        if len(self.waiting) >= self.settings.load_batch:
            self._start()

    def drain(self) -> None:
        """Load what is under way, so that the counts of the file are whole."""
        if self.waiting:
            self._start()
        while self.ahead:
            self._load()

    def finish(self, document: PastDocument) -> None:
        """The file has ended, and is drained: what came of it is noted."""
        self.tally[f"documents: {document.state}"] += 1
        if not self.dry_run:
            archives.keep_document(self.conn, self.run, document)
        self.chosen = 0
        self.passed_over = Counter()

    def _start(self) -> None:
        some, self.waiting = self.waiting, []
        stated = [each for each in some if each.noted is not None]
        self.chosen += len(stated)
        if self.dry_run:
            self.tally["would be looked at"] += len(stated)
            self.passed_over["date not looked for"] += len(some) - len(stated)
            return
        noted = [each.noted for each in stated if each.noted is not None]
        wanted = archives.note_read(self.conn, self.run, noted, again=self.again) if noted else set[str]()
        mine = [each for each in stated if each.noted and each.noted.entry_key in wanted]
        self.tally["known or done"] += len(stated) - len(mine)
        found = [each.made for each in mine if not isinstance(each.made, Rejection)]
        undated = [each.made for each in some if each.noted is None and not isinstance(each.made, Rejection)]
        pages.store(self.conn, found)
        rejections = [each.made for each in mine if isinstance(each.made, Rejection)]
        self.ahead.append(_Group(rejections, self._read(found), undated, self._read(undated)))
        if len(self.ahead) > AHEAD:
            self._load()

    def _read(self, found: Sequence[tuple[Entry, Page]]) -> Reading:
        learned = lines.acting(self.conn, {entry.source for entry, _ in found}) if found else {}
        said = overrides.of(self.conn, [entry.url_key for entry, _ in found]) if found else {}
        return self.pool.submit(found, said, learned)

    def _load(self) -> None:
        group = self.ahead.popleft()
        outcomes = [*group.rejections, *group.stated.outcomes()]
        if group.undated:
            outcomes += self._dated(group)
        self.tally.update(articles.load(self.conn, self.run, outcomes))

    def _dated(self, group: _Group) -> list[Article | Rejection]:
        """Of what had to be read to find its date, what is of the interval. Only now is its page stored."""
        read = group.read.outcomes()
        kept: list[tuple[tuple[Entry, Page], Article]] = []
        for made, outcome in zip(group.undated, read, strict=True):
            if isinstance(outcome, Rejection):
                self.passed_over["not readable"] += 1
            elif outcome.published is None:
                self.passed_over["undated"] += 1
            elif not self.interval.selects(outcome.published, months=self.months):
                self.passed_over["another_date"] += 1
            else:
                kept.append((made, outcome))
        noted = [_noted(entry, article) for (entry, _), article in kept]
        self.chosen += len(noted)
        wanted = archives.note_read(self.conn, self.run, noted, again=self.again) if noted else set[str]()
        mine = [(made, article) for made, article in kept if article.entry_key in wanted]
        pages.store(self.conn, [made for made, _ in mine])
        return [article for _, article in mine]


def _noted(entry: Entry, article: Article) -> PastEntry:
    assert article.published is not None, "it was looked at"
    return archives.PastEntry(
        entry_key=entry.entry_key,
        url_key=entry.url_key,
        url=entry.url or entry.url_key,
        host="",
        site="",
        feed_id=None,
        source=entry.source,
        found_by="seed",
        found_in=entry.file or "",
        announced_raw=article.published.raw,
        announced_as="read",
        announced_local=article.published.local,
        announced_at=article.published.instant,
    )
