"""Seed files into the warehouse: one function per task of `ingest_seeds`.

`plan_seeds` finds the files and plans claims, `read_seeds` works claims off (any
number of tasks may share them), `report_seeds` adds up what became of the entries.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from more_itertools import chunked

from wireroom.discover.inbox import DEMOS
from wireroom.discover.seeds import Limits, RefusedFile, SeedFile, find_files, read_file, rejected
from wireroom.errors import ClaimsHeld, DemoRefused, PermanentError
from wireroom.jobs.claims import Claim, Item
from wireroom.jobs.notices import own_rules
from wireroom.jobs.reading import Readers, Terms, readers
from wireroom.jobs.tries import noted
from wireroom.model import Origin, Rejection
from wireroom.settings import CHECKOUT, Settings
from wireroom.warehouse import articles, batches, dispositions, files, holds, lines, pages
from wireroom.warehouse.connection import session
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.files import PlannedFile

__all__ = ["RunKey", "SeedRequest", "plan_seeds", "read_seeds", "report_seeds"]

log = logging.getLogger(__name__)

LOOKED_UP = 1000  # files of a sweep compared with the warehouse at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedRequest:
    """What somebody asked `ingest_seeds` for."""

    path: str  #: file or directory, absolute or relative to the checkout
    glob: str
    source: str | None  #: None: the name of the directory
    language: str | None
    shards: int
    dry_run: bool
    sweep: bool  #: started by the clock: only files that are new or changed

    @property
    def top(self) -> Path:
        """Where to look."""
        return CHECKOUT / self.path

    @property
    def source_name(self) -> str:
        """The source as asked for, else made of the directory's name."""
        folder = self.top if self.top.is_dir() else self.top.parent
        return self.source or re.sub(r"[^a-z0-9._-]+", "-", folder.resolve().name.lower()).strip("._-")[:64] or "seeds"

    @property
    def origin(self) -> Origin:
        """The demo is known by where it lies."""
        top = self.top.resolve()
        return Origin.DEMO if any(top.is_relative_to(demo.resolve()) for demo in DEMOS) else Origin.SEED


def plan_seeds(url: str, settings: Settings, run: RunKey, request: SeedRequest, *, now: datetime) -> int:
    """Find the files and plan the claims of this run; how many claims there are to work off.

    Raises SeedPathRefused where the path is missing or outside the seed roots, DemoRefused where the demo would go
    into a warehouse other than the embedded one.
    """
    with session(url) as conn, noted(conn, run) as tally:
        if request.origin is Origin.DEMO and not settings.is_embedded:
            raise DemoRefused
        found = find_files(request.top, request.glob, roots=settings.seed_root_paths)
        wanted: list[SeedFile] = []
        for some in chunked(found, LOOKED_UP):
            refused = [
                rejected(file, source=request.source_name, origin=request.origin)
                for file in some
                if isinstance(file, RefusedFile)
            ]
            seeds = [file for file in some if isinstance(file, SeedFile)]
            if request.sweep:
                seeds, refused = _unknown(conn, settings, seeds, refused, now)
            wanted += seeds
            if refused and not request.dry_run:
                files.refuse(conn, run, refused)
                articles.load(conn, run, refused)
            tally["files refused"] += len(refused)
        tally["files"] += len(wanted)
        if request.dry_run:
            return int(bool(wanted))
        return batches.plan(conn, run, list(_claims(wanted, settings)))


def read_seeds(url: str, settings: Settings, run: RunKey, request: SeedRequest, *, now: datetime) -> dict[str, int]:
    """Work claims off until none is left to take; what became of the entries this try dealt with.

    Raises ClaimsHeld where claims are left because claiming is stopped.
    """
    with session(url) as conn:
        learned = lines.acting(conn, [request.source_name])
    terms = Terms(
        now=now,
        min_text_characters=settings.min_text_characters,
        language_plain=settings.language_plain,
        learned=learned,
        overlay=own_rules(settings),
    )
    with readers(terms, workers=settings.read_workers, timeout_s=settings.read_timeout_s) as pool:
        if request.dry_run:
            return dict(_rehearse(pool, settings, request, now))
        with session(url) as conn, noted(conn, run) as tally:
            pages.ensure_partitions(conn)
            contents = contents_of(settings, request, now)
            while batch := batches.claim(conn, run, lease_s=settings.seed_lease_s):
                tally.update(Claim(conn, run, settings, batch, pool, contents).done())
            if batches.remaining(conn, run).open and (held := holds.standing(conn)):
                raise ClaimsHeld(held[0].detail)
            return dict(tally)


def report_seeds(url: str, run: RunKey, request: SeedRequest) -> dict[str, int]:
    """Entries of the whole run by outcome, rejections by reason. Raises PermanentError where claims were left open."""
    if request.dry_run:
        return {}
    with session(url) as conn, noted(conn, run) as tally:
        left = batches.remaining(conn, run)
        for row in dispositions.funnel(conn, run):
            tally[f"{row.outcome}: {row.reason}" if row.reason else row.outcome] += row.entry_count
        if left.open:
            msg = (
                f"{left.open} claims of the run are not done: clear the failed `read` tasks to go on where they stopped"
            )
            raise PermanentError(msg)
        return dict(tally)


def _unknown(
    conn: Connection, settings: Settings, seeds: list[SeedFile], refused: list[Rejection], now: datetime
) -> tuple[list[SeedFile], list[Rejection]]:
    """Those a sweep has not dealt with before, without files that somebody may still be writing."""
    settled = now.timestamp() - settings.seed_settle_s
    seeds = [file for file in seeds if file.mtime_ns / 1e9 <= settled]
    known = files.known_unchanged(conn, [_planned(file) for file in seeds])
    noted = files.known_refused(conn, refused)
    return (
        [file for file in seeds if file.relative not in known],
        [rejection for rejection in refused if rejection.entry_key not in noted],
    )


def _planned(file: SeedFile) -> PlannedFile:
    return files.PlannedFile(path=str(file.path), relative=file.relative, size=file.size, mtime_ns=file.mtime_ns)


def _claims(seeds: Iterable[SeedFile], settings: Settings) -> Iterator[list[PlannedFile]]:
    """Files in groups of so many, or of so many bytes: an archive of gigabytes is a claim of its own."""
    claim: list[PlannedFile] = []
    size = 0
    for file in seeds:
        full = len(claim) == settings.seed_batch_files or size + file.size > settings.seed_batch_bytes
        if claim and full:
            yield claim
            claim, size = [], 0
        claim.append(_planned(file))
        size += file.size
    if claim:
        yield claim


def contents_of(settings: Settings, request: SeedRequest, now: datetime) -> Callable[[SeedFile], Iterator[Item]]:
    """What reads a file as the request asks. What is the same for all files is found out once: it looks at the disk."""
    return partial(
        read_file,
        source=request.source_name,
        origin=request.origin,
        hint=request.language,
        limits=Limits(
            max_page_bytes=settings.max_page_bytes,
            max_archive_bytes=settings.max_archive_bytes,
            max_member_ratio=settings.max_member_ratio,
        ),
        now=now,
    )


def _rehearse(pool: Readers, settings: Settings, request: SeedRequest, now: datetime) -> Counter[str]:
    """Read everything and store nothing."""
    tally = Counter[str]()
    found = find_files(request.top, request.glob, roots=settings.seed_root_paths)
    contents = contents_of(settings, request, now)
    everything = (
        item
        for file in found
        for item in (
            contents(file)
            if isinstance(file, SeedFile)
            else [rejected(file, source=request.source_name, origin=request.origin)]
        )
    )
    for group in chunked(everything, settings.load_batch):
        outcomes = [item for item in group if isinstance(item, Rejection)]
        read = pool.submit([item for item in group if not isinstance(item, Rejection)]).outcomes()
        tally.update(
            f"rejected: {outcome.reason}" if isinstance(outcome, Rejection) else "article"
            for outcome in [*outcomes, *read]
        )
    log.info("dry run: %s", dict(tally))
    return tally
