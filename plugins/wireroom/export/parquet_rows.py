"""Parquet: the only module that writes it. The same rows give the same bytes with one version of the library."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from wireroom.errors import ExportRefused
from wireroom.export.columns import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from decimal import Decimal

    from wireroom.export.columns import Column, Row

GROUP_ROWS = 10_000  # rows in a group: what a reader has to hold at once
GROUP_CHARACTERS = 32_000_000  # or fewer, where texts are long: what we hold at once
MOST_DIGITS = 38  # of an exact decimal that other readers know too
OPTIONS: dict[str, Any] = {  # all that decides on bytes is said, so that no default of a newer library changes them
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "store_schema": True,
    "coerce_timestamps": "us",
    "write_page_index": False,
}
_TYPES = {
    Kind.BOOLEAN: pa.bool_(),
    Kind.SMALLINT: pa.int16(),
    Kind.INTEGER: pa.int32(),
    Kind.BIGINT: pa.int64(),
    Kind.REAL: pa.float32(),
    Kind.DOUBLE: pa.float64(),
    Kind.DATE: pa.date32(),
    Kind.TIMESTAMP: pa.timestamp("us"),
    Kind.TIMESTAMPTZ: pa.timestamp("us", tz="UTC"),
    Kind.BYTES: pa.binary(),
    Kind.TEXT: pa.string(),
}


@contextmanager
def parquet_rows(file: BinaryIO, columns: Sequence[Column]) -> Generator[Callable[[Iterable[Row]], object]]:
    """A function that appends rows to `file`. Raises ExportRefused for a value that its column cannot hold.

    Where a row group ends depends on the rows alone, not on how they were handed over.
    """
    schema = pa.schema([pa.field(column.name, _type(column)) for column in columns])
    held: list[Row] = []
    size = 0

    with pq.ParquetWriter(file, schema, **OPTIONS) as writer:

        def write(rows: Iterable[Row]) -> None:
            nonlocal size
            for row in rows:
                held.append(row)
                size += sum(len(value) for value in row if isinstance(value, (str, bytes)))
                if len(held) >= GROUP_ROWS or size >= GROUP_CHARACTERS:
                    flush()

        def flush() -> None:
            nonlocal size
            arrays = [_array(column, place, held) for place, column in enumerate(columns)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=GROUP_ROWS)
            held.clear()
            size = 0

        yield write
        if held:
            flush()


def _type(column: Column) -> Any:  # noqa: ANN401 (the library has no types)
    if column.kind is not Kind.NUMERIC:
        kind = _TYPES[column.kind]
    elif column.precision and column.precision <= MOST_DIGITS and 0 <= (column.scale or 0) <= column.precision:
        kind = pa.decimal128(column.precision, column.scale or 0)
    else:
        kind = pa.float64()  # numeric without a declared precision: averages and sums
    return pa.list_(kind) if column.is_list else kind


def _array(column: Column, place: int, rows: Sequence[Row]) -> Any:  # noqa: ANN401
    kind = _type(column)
    values = [row[place] for row in rows]
    if column.kind is Kind.NUMERIC and not pa.types.is_decimal(kind.value_type if column.is_list else kind):
        values = [_floats(value) for value in values]
    try:
        return pa.array(values, type=kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as exc:
        msg = f"column {column.name} has a value that Parquet cannot hold as {kind}: {exc}; cast it to text"
        raise ExportRefused(msg) from exc


def _floats(value: Decimal | list[Any] | None) -> object:
    if isinstance(value, list):
        return [_floats(each) for each in value]
    return None if value is None else float(value)
