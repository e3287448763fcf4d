"""What became of every entry: exactly one row per entry and DAG run, whichever try dealt with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row

from wireroom.model import Reason
from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest, storable, storable_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wireroom.model import Rejection
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

TAKEN_DOWN = "taken down: see wireroom takedown list"  # the detail of such a rejection: no address, no word
_NAMELESS = "taken down"  # its entry key, which may be an address


class Outcome(StrEnum):
    """What an entry became. The words appear in SQL."""

    STORED = "stored"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"  # another entry of the run had the same article
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelRow:
    """How many entries of a run ended so."""

    outcome: str
    reason: str | None  #: of a rejection
    entry_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """What became of one seed file."""

    file: str
    state: str  #: planned, done, rejected
    entry_count: int | None  #: entries discovered; None until it has ended
    stored_count: int
    updated_count: int
    unchanged_count: int
    duplicate_count: int
    rejected_count: int
    reason: str | None
    detail: str | None
    is_balanced: bool  #: the outcomes add up to what was discovered


def known(conn: Connection, run: RunKey, entry_keys: Iterable[str]) -> set[str]:
    """Which of these entries have their disposition in this DAG run: a retry need not read them again."""
    by_hash = {digest(key): key for key in entry_keys}
    asked: dict[str, Any] = {**run.dag_run, "entry_key_hashes": list(by_hash)}
    return {by_hash[bytes(found)] for (found,) in conn.execute(query("disposition/known"), asked)}


def reject(conn: Connection, run: RunKey, rejections: Sequence[Rejection], file_of: Mapping[str, str]) -> int:
    """Record rejections, part of the caller's transaction; how many were new. `file_of`: see `articles.load`."""
    rows: list[dict[str, Any]] = [
        {
            **run.dag_run,
            "entry_key_hash": digest(rejection.entry_key),
            "entry_key": _NAMELESS if rejection.reason == Reason.TAKEN_DOWN else storable(rejection.entry_key),
            "stage": rejection.stage,
            "reason": rejection.reason,
            "detail": storable(rejection.detail),
            "source": storable(rejection.source),
            "origin": rejection.origin,
            "url_key": storable_or_none(rejection.url_key),
            "file_hash": digest(file) if (file := file_of.get(rejection.entry_key, rejection.file)) else None,
            "page_sha256": rejection.page_sha256,
        }
        for rejection in rejections
    ]
    with conn.cursor() as cursor:
        cursor.executemany(query("disposition/reject"), rows)
        return cursor.rowcount if rows else 0


def funnel(conn: Connection, run: RunKey) -> list[FunnelRow]:
    """Entries of the DAG run by outcome and reason."""
    with conn.cursor(row_factory=class_row(FunnelRow)) as cursor:
        return cursor.execute(query("disposition/funnel"), run.dag_run).fetchall()


def per_file(conn: Connection, run: RunKey) -> list[FileRow]:
    """Every seed file of the DAG run with its counts, by name."""
    with conn.cursor(row_factory=class_row(FileRow)) as cursor:
        return cursor.execute(query("disposition/per_file"), run.dag_run).fetchall()
