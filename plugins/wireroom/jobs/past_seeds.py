"""Dated seed files: of the records that `ingest_seeds` would read, those whose own date lies in the interval."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from wireroom.discover.seeds import RefusedFile, find_files
from wireroom.jobs.past_files import Found
from wireroom.jobs.seeds import SeedRequest, contents_of
from wireroom.model import Rejection
from wireroom.read.dates import read_date
from wireroom.warehouse.archives import PastDocument, PastEntry

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.jobs.past_files import Intake
    from wireroom.model import Entry, Page


def read_seed_files(intake: Intake, path: str, *, now: datetime) -> None:
    """Take the records of the files under `path` that are dated in the interval. Raises SeedPathRefused.

    A record that states its date is judged by that alone. One that does not (a text, a web page) is read, and judged by
    the date found in it. What is rejected without a date belongs to no interval: look for it with `ingest_seeds`.
    """
    request = SeedRequest(
        path=path, glob="**/*", source=None, language=None, shards=1, dry_run=intake.dry_run, sweep=False
    )
    contents = contents_of(intake.settings, request, now)
    for file in find_files(request.top, request.glob, roots=intake.settings.seed_root_paths):
        document = PastDocument(document=file.relative, source=request.source_name, kind="seed", state="read")
        if isinstance(file, RefusedFile):
            intake.finish(replace(document, state="failed", reason=file.reason.value, detail=file.detail))
            continue
        counts, listed = Counter[str](), 0
        for item in contents(file):
            listed += 1
            found = _judged(item, intake, now=now)
            if isinstance(found, Found):
                intake.add(found)
            else:
                counts[found] += 1
        intake.drain()
        passed_over = dict(counts + intake.passed_over)
        intake.finish(replace(document, listed=listed, chosen=intake.chosen, passed_over=passed_over))


def _judged(item: tuple[Entry, Page] | Rejection, intake: Intake, *, now: datetime) -> Found | str:
    if isinstance(item, Rejection):
        return item.reason.value
    entry = item[0]
    if entry.published_raw is None:
        return Found(None, item)
    language = entry.declared_language or entry.language_hint
    date = read_date(entry.published_raw, where="entry", language=language, now=now)
    if date is None:
        return "undated"
    if not intake.interval.selects(date, months=intake.months):
        return "another_date"
    noted = PastEntry(
        entry_key=entry.entry_key,
        url_key=entry.url_key,
        url=entry.url or entry.url_key,
        host="",
        site="",
        feed_id=None,
        source=entry.source,
        title=entry.title,
        found_by="seed",
        found_in=entry.file or "",
        announced_raw=entry.published_raw,
        announced_as="published",
        announced_local=date.local,
        announced_at=date.instant,
    )
    return Found(noted, item)
