"""Pages as they arrived: stored before they are read, once per article and body, and read back."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import zstandard

from wireroom.model import Entry, Origin, Page
from wireroom.warehouse import takedowns
from wireroom.warehouse.connection import require_autocommit
from wireroom.warehouse.queries import query, stage
from wireroom.warehouse.storable import digest, storable, storable_or_none

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from wireroom.warehouse.connection import Connection

ZSTD_LEVEL = 3  # measured: 223 MB/s at ratio 2.9; level 9 gives 3.0 at 41 MB/s
MONTHS_AHEAD = 2
FETCH_ROWS = 100  # pages in memory at a time when reading back
COPY_TYPES = (
    *("bytea", "bytea", "text", "timestamptz", "text", "text", "bytea", "int4", "text", "text", "text"),
    *("text", "text", "text", "text", "text", "text", "int4"),
)


def ensure_partitions(conn: Connection) -> None:
    """Make room for pages of this month and the next ones. Call it when a task that stores pages begins."""
    conn.execute(query("page/ensure_partitions"), {"months_ahead": MONTHS_AHEAD})


def store(conn: Connection, items: Sequence[tuple[Entry, Page]]) -> int:
    """Store the pages that are not stored yet, in one transaction; how many those were.

    What the entry says beside the page is kept with it, of the first entry that brings this body. NUL and lone
    surrogates in it become U+FFFD; the body is kept to the byte. Raises WarehouseGone inside a `session`.
    """
    require_autocommit(conn)
    keyed = {
        (digest(page.url_key), sha256(page.body).digest()): (entry, page)
        for entry, page in reversed(items)  # the first of equal ones stays
    }
    asked: dict[str, Any] = {
        "url_key_hashes": [url_key_hash for url_key_hash, _ in keyed],
        "body_sha256s": [body_sha256 for _, body_sha256 in keyed],
    }
    for url_key_hash, body_sha256 in conn.execute(query("page/known"), asked):
        del keyed[bytes(url_key_hash), bytes(body_sha256)]
    if not keyed:
        return 0
    compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL)
    with conn.transaction(), conn.cursor() as cursor:
        takedowns.share(conn)
        taken = takedowns.standing(conn, [(page.url_key, entry.source) for entry, page in keyed.values()])
        keyed = {key: pair for place, (key, pair) in enumerate(keyed.items()) if place not in taken}
        cursor.execute(stage("page"))
        with cursor.copy(query("page/copy")) as copy:
            copy.set_types(COPY_TYPES)
            for (url_key_hash, body_sha256), (entry, page) in keyed.items():
                body = compressor.compress(page.body)
                copy.write_row((url_key_hash, body_sha256, *_described(entry, page, body)))
        return cursor.execute(query("page/insert")).rowcount


def load(conn: Connection, *, since: datetime, until: datetime) -> Iterator[tuple[Entry, Page]]:
    """Pages stored from `since` up to but not including `until`, oldest first, a hundred in memory at a time."""
    with conn.transaction(), conn.cursor(name="stored_pages") as cursor:
        cursor.itersize = FETCH_ROWS
        cursor.execute(query("page/stored_between"), {"since": since, "until": until})
        for row in cursor:
            yield pair(row)


def find(conn: Connection, url_key: str, body_sha256: bytes) -> tuple[Entry, Page] | None:
    """The stored page an article version was read from (`page_sha256`), None where its month has been dropped."""
    asked = {"url_key_hash": digest(url_key), "body_sha256": body_sha256}
    row = conn.execute(query("page/find"), asked).fetchone()
    return pair(row) if row else None


def _described(entry: Entry, page: Page, compressed: bytes) -> tuple[object, ...]:
    return (
        storable(page.url_key),
        page.fetched_at,
        storable(page.content_type),
        storable_or_none(page.charset),
        compressed,
        len(page.body),
        storable(entry.entry_key),
        storable(entry.source),
        entry.origin.value,
        storable_or_none(entry.url),
        storable_or_none(entry.title),
        storable_or_none(entry.published_raw),
        storable_or_none(entry.declared_language),
        storable_or_none(entry.language_hint),
        storable_or_none(entry.file),
        entry.record,
    )


def pair(row: tuple[Any, ...]) -> tuple[Entry, Page]:
    """A row of page/find or page/stored_between."""
    url_key, fetched_at, content_type, charset, body, body_bytes, entry_key, source, origin, *stated = row
    url, title, published_raw, declared_language, language_hint, file, record = stated
    entry = Entry(
        entry_key=entry_key,
        url_key=url_key,
        source=source,
        origin=Origin(origin),
        url=url,
        title=title,
        published_raw=published_raw,
        declared_language=declared_language,
        language_hint=language_hint,
        file=file,
        record=record,
    )
    whole = zstandard.ZstdDecompressor().decompress(body, max_output_size=body_bytes)
    return entry, Page(url_key=url_key, body=whole, content_type=content_type, charset=charset, fetched_at=fetched_at)
