"""The log of fetches, and how long logs and raw data are kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest, storable, storable_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One request for a page, whatever came of it."""

    url_key: str
    url: str  #: without secrets
    host: str
    site: str
    purpose: str  #: new, changed, replay, revisit
    trouble: str | None = None  #: None where a document came, or a 304
    status: int | None = None
    detail: str | None = None
    hop_count: int = 0
    wire_bytes: int = 0
    body_bytes: int = 0
    elapsed_s: float = 0.0
    is_conditional: bool = False


def log(conn: Connection, run: RunKey, fetches: Iterable[Fetch]) -> None:
    """Add lines to the log."""
    rows: list[dict[str, Any]] = [
        {
            **asdict(fetch),
            **run.dag_run,
            "url_key_hash": digest(fetch.url_key),
            "url": storable(fetch.url),
            "detail": storable_or_none(fetch.detail),
        }
        for fetch in fetches
    ]
    with conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(query("page_fetch/add"), rows)


def drop_old(conn: Connection, keep_months: Mapping[str, int]) -> dict[str, int]:
    """Drop months of raw.page, raw.entry, ops.poll, ops.page_fetch older than so many whole months; how many of each.

    A table somebody is reading for longer than five seconds is left for the next time and missing in the answer.
    """
    dropped: dict[str, int] = {}
    for parent, months in keep_months.items():
        try:
            row = conn.execute(query("partition/drop_old"), {"parent": parent, "keep_months": months}).fetchone()
        except psycopg.errors.LockNotAvailable:
            continue
        dropped[parent] = row[0] if row else 0
    return dropped
