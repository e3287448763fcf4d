"""The past: what each pass over an interval is about, where that was found, and what became of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from wireroom.warehouse import takedowns
from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest, storable, storable_or_none

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from wireroom.interval import Interval
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

TROUBLES_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEntry:
    """An announcement from the past, with the date by which it belongs to an interval."""

    entry_key: str
    url_key: str
    url: str
    host: str
    site: str
    feed_id: int | None
    source: str
    title: str | None = None
    language: str | None = None
    published_raw: str | None = None  #: a date of publication, for an article whose page states none
    found_by: str  #: see ops.archive_entry
    found_in: str
    announced_raw: str
    announced_as: str  #: published, modified, captured, read
    announced_local: str
    announced_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDocument:
    """A sitemap, archived feed or file that was looked into."""

    document: str
    source: str
    kind: str  #: see ops.archive_document
    state: str  #: read, known, absent, failed
    listed: int = 0
    chosen: int = 0
    passed_over: dict[str, int] = field(default_factory=dict[str, int])
    reason: str | None = None
    detail: str | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    leads_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDocument:
    """An archived feed that was read by an earlier pass."""

    document: str
    earliest: datetime
    latest: datetime
    leads_to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPlace:
    """A feed whose site has a past."""

    feed_id: int
    feed_key: str
    url: str
    site_url: str | None
    host: str
    site: str
    language: str | None
    publisher_zone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of what a pass is about."""

    chosen: int
    waiting: int
    known: int  #: their article was there before
    rejected_before: int
    ended_elsewhere: int  #: ended by another pass, or by what is live
    outside: int  #: the article turned out to be dated outside the interval
    undated: int  #: the article bears no date


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a pass still waits for."""

    count: int
    due_s: float | None  #: until the first of them is due; not positive where it is


def places(conn: Connection, *, keys: Collection[str] | None, hosts: Collection[str] = ()) -> list[FeedPlace]:
    """Feeds by key or host; all that are polled where `keys` is None."""
    asked: dict[str, Any] = {"sources": None if keys is None else list(keys), "hosts": list(hosts)}
    with conn.cursor(row_factory=class_row(FeedPlace)) as cursor:
        return cursor.execute(query("archive/places"), asked).fetchall()


def note(conn: Connection, run: RunKey, entries: Sequence[PastEntry], *, again: bool = False) -> dict[str, int]:
    """Note what a pass is about and queue what is not known; counts by standing. Noting twice is noting once.

    What was taken down is not noted.
    `again`: fetch what is known too. The queue takes an entry once, however many passes are about it.
    """
    counts: dict[str, int] = {}
    with conn.transaction():
        kept = _not_taken_down(conn, entries)
        counts |= {"taken down": len(entries) - len(kept)} if len(kept) < len(entries) else {}
        found = conn.execute(query("archive/note"), _asked(run, kept, wanted="queued", again=again)).fetchall()
        queued = [key for key, _, is_queued in found if is_queued]
        if queued:
            conn.execute(query("site/ready"), {"entry_key_hashes": queued})
    for _, standing, _ in found:
        counts[standing] = counts.get(standing, 0) + 1
    return counts


def note_read(conn: Connection, run: RunKey, entries: Sequence[PastEntry], *, again: bool) -> set[str]:
    """Note entries that are read from a file at once; the keys of those that are to be read."""
    with conn.transaction():
        kept = _not_taken_down(conn, entries)
        conn.execute(query("archive/note"), _asked(run, kept, wanted="read", again=again))
        keys = {digest(storable(entry.entry_key)): entry.entry_key for entry in kept}
        unread = conn.execute(query("archive/unread"), {**run.dag_run, "entry_key_hashes": list(keys)})
        return {keys[bytes(key)] for (key,) in unread}


def keep_document(conn: Connection, run: RunKey, document: PastDocument) -> None:
    """Note what came of a document or file."""
    values = asdict(document) | {
        "document": storable(document.document),
        "document_hash": digest(document.document),
        "passed_over": Jsonb(document.passed_over),
        "detail": storable_or_none(document.detail),
        "leads_to": storable_or_none(document.leads_to),
    }
    conn.execute(query("archive/keep_document"), {**run.dag_run, **values})


def known_documents(conn: Connection, source: str) -> dict[str, KnownDocument]:
    """Archived feeds of a source that need not be asked for again, by address."""
    with conn.cursor(row_factory=class_row(KnownDocument)) as cursor:
        found = cursor.execute(query("archive/known_documents"), {"source": source}).fetchall()
    return {each.document: each for each in found}


def documents(conn: Connection, run: RunKey) -> tuple[int, int]:
    """How many documents a pass read, and how many it could not."""
    row = conn.execute(query("archive/documents"), run.dag_run).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def troubles(conn: Connection, run: RunKey) -> list[str]:
    """The first few documents a pass could not read, a sentence each."""
    found = conn.execute(query("archive/troubles"), {**run.dag_run, "limit": TROUBLES_SHOWN})
    return [f"{document}: {detail or reason}" for document, reason, detail in found]


def sites(conn: Connection, run: RunKey) -> list[str]:
    """The sites of entries that a pass waits for."""
    return [site for (site,) in conn.execute(query("archive/sites"), run.dag_run)]


def waiting(conn: Connection, run: RunKey) -> Waiting:
    """What a pass still waits for."""
    count, due_s = conn.execute(query("archive/waiting"), run.dag_run).fetchone() or (0, None)
    return Waiting(count=count, due_s=due_s)


def fate(conn: Connection, run: RunKey, interval: Interval) -> Fate:
    """What became of what a pass is about."""
    asked = {**run.dag_run, "start": interval.start, "end": interval.end}
    with conn.cursor(row_factory=class_row(Fate)) as cursor:
        found = cursor.execute(query("archive/outcome"), asked).fetchone()
    assert found is not None, "an aggregate is one row"
    return found


def _not_taken_down(conn: Connection, entries: Sequence[PastEntry]) -> list[PastEntry]:
    """Of what was taken down not even the address is noted; part of a transaction."""
    takedowns.share(conn)
    taken = takedowns.standing(conn, [(entry.url_key, entry.source) for entry in entries])
    return [entry for place, entry in enumerate(entries) if place not in taken]


def _asked(run: RunKey, entries: Sequence[PastEntry], *, wanted: str, again: bool) -> dict[str, Any]:
    rows = Jsonb([_row(entry) for entry in entries])
    return {**run.dag_run, "entries": rows, "wanted": wanted, "again": again}


def _row(entry: PastEntry) -> dict[str, Any]:
    row = {name: storable(value) if isinstance(value, str) else value for name, value in asdict(entry).items()}
    return row | {"announced_at": entry.announced_at.isoformat() if entry.announced_at else None}
