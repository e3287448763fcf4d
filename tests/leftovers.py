"""Finds what is left of an article anywhere in a warehouse: every column of every table, whatever its type.

A table made tomorrow is searched tomorrow: nothing here names one, but for those that may keep an article's number.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wireroom.warehouse.connection import Connection

ZSTD = b"\x28\xb5\x2f\xfd"
MAY_KEEP_THE_NUMBER = {
    "ops.disposition",  # so that the numbers of a run add up
    "ops.taken_down",  # the declared gap
    "news.corpus_member",  # a declared gap of a corpus
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One scalar of one row, arrays and JSON taken apart."""

    table: str
    column: str
    value: Any


def cells(conn: Connection) -> Iterator[Cell]:
    """Everything that is stored, and the samples of it that the planner keeps; other tables of the system apart."""
    for name, column, sample in conn.execute(
        "SELECT concat_ws('.', 'pg_stats', schemaname, tablename), attname, row_to_json(s)::text FROM pg_stats AS s"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    ).fetchall():
        said = json.loads(sample)
        for kind in ("most_common_vals", "histogram_bounds", "most_common_elems", "range_bounds_histogram"):
            for scalar in _scalars(said.get(kind)):
                yield Cell(name, column, scalar)
    tables = conn.execute(
        "SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition"
        " AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')"
        " AND c.relnamespace::regnamespace::text NOT LIKE 'pg\\_%'"
    ).fetchall()
    for (table,) in tables:
        for (row,) in conn.execute(f"SELECT row_to_json(t)::text FROM {table} AS t".encode()):
            for column, value in json.loads(row).items():
                for scalar in _scalars(value):
                    yield Cell(table, column, scalar)


def holding(conn: Connection, words: set[str], hashes: set[int | bytes]) -> set[str]:
    """`table.column` of whatever holds one of the words (in any case, alone or in a longer text) or of the hashes."""
    numbers = {each for each in hashes if isinstance(each, int)}
    digests = {each.hex() for each in hashes if isinstance(each, bytes)}
    found: set[str] = set()
    for cell in cells(conn):
        is_hash = cell.value in numbers if isinstance(cell.value, int) else False
        text = cell.value.casefold() if isinstance(cell.value, str) else ""
        if is_hash or any(word in text for word in words) or any(digest in text for digest in digests):
            found.add(f"{cell.table}.{cell.column}")
    return found


def naming(conn: Connection, article_ids: set[int]) -> set[str]:
    """`table.column` of whatever names one of these articles by number, where that is not allowed."""
    return {
        f"{cell.table}.{cell.column}"
        for cell in cells(conn)
        if re.search(r"article_ids?$", cell.column)
        and cell.value in article_ids
        and cell.table.removeprefix("pg_stats.") not in MAY_KEEP_THE_NUMBER
    }


def own_hashes(conn: Connection, article_ids: set[int]) -> set[int | bytes]:
    """The long numbers and digests in rows that name one of these articles, less those that other rows hold too.

    Addresses are no text: their hashes are what keeps them from coming back.
    """
    mine: set[int | bytes] = set()
    others: set[int | bytes] = set()
    tables = conn.execute(
        "SELECT attrelid::regclass::text, attname FROM pg_attribute AS a INNER JOIN pg_class AS c ON c.oid = a.attrelid"
        " WHERE a.attname IN ('article_id') AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND c.relnamespace::regnamespace::text NOT LIKE 'pg\\_%'"
    ).fetchall()
    for table, column in tables:
        for number, row in conn.execute(f"SELECT {column}, row_to_json(t)::text FROM {table} AS t".encode()):
            into = mine if number in article_ids else others
            said = {name: value for name, value in json.loads(row).items() if not _is_address(name)}
            into |= {each for value in said.values() for each in map(_as_hash, _scalars(value)) if each is not None}
    return mine - others


def _is_address(column: str) -> bool:
    return (
        "url_key_hash" in column or "entry_key_hash" in column or "file_hash" in column or column.endswith("public_id")
    )


def _as_hash(value: Any) -> int | bytes | None:
    if isinstance(value, int) and abs(value) > 2**40:
        return value
    if isinstance(value, str) and re.fullmatch(r"\\x[0-9a-f]{32,128}", value):
        return bytes.fromhex(value[2:])
    return None


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _scalars(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _scalars(inner)
    elif isinstance(value, str) and value.startswith("\\x") and re.fullmatch(r"\\x(?:[0-9a-f]{2})*", value):
        yield value
        raw = bytes.fromhex(value[2:])
        if raw.startswith(ZSTD):
            raw = zstandard.ZstdDecompressor().decompressobj().decompress(raw)
        yield raw.decode("utf-8", "replace")
    else:
        yield value
