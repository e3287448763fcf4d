"""Rows to files and back: nothing is lost, and the same rows are the same bytes."""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.errors import ExportRefused
from wireroom.export import parquet_rows as parquet
from wireroom.export.columns import Column, Kind
from wireroom.export.csv_rows import csv_rows
from wireroom.export.parquet_rows import parquet_rows
from wireroom.export.targets import Format, format_of, whole_file

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

TEXT = Column(name="text", kind=Kind.TEXT)
COLUMNS = (
    Column(name="is_on", kind=Kind.BOOLEAN),
    Column(name="small", kind=Kind.SMALLINT),
    Column(name="big", kind=Kind.BIGINT),
    Column(name="real", kind=Kind.DOUBLE),
    Column(name="mean", kind=Kind.NUMERIC),
    Column(name="price", kind=Kind.NUMERIC, precision=20, scale=4),
    Column(name="day", kind=Kind.DATE),
    Column(name="moment", kind=Kind.TIMESTAMPTZ),
    Column(name="wall", kind=Kind.TIMESTAMP),
    Column(name="hash", kind=Kind.BYTES),
    Column(name="text", kind=Kind.TEXT),
    Column(name="names", kind=Kind.TEXT, is_list=True),
    Column(name="shares", kind=Kind.NUMERIC, is_list=True),
)
MOMENT = datetime(2026, 11, 28, 14, 30, 0, 123456, tzinfo=UTC)
FULL = (
    *(True, -7, 2**62, 0.1, Decimal("2.5"), Decimal("-1234567890123456.7891"), date(1850, 1, 2), MOMENT),
    *(MOMENT.replace(tzinfo=None), b"\x00\xff", 'Zażółć "gęślą"\r\njaźń, 漢字 🦊', ["a", None, 'b"'], [Decimal("0.5")]),
)
EMPTY = (*(None,) * 10, "", [], [])
ABSENT = (None,) * 13


def parquet_bytes(columns: Sequence[Column], *batches: Sequence[Sequence[Any]]) -> bytes:
    file = io.BytesIO()
    with parquet_rows(file, columns) as append:
        for batch in batches:
            append(batch)
    return file.getvalue()


def csv_bytes(columns: Sequence[Column], *batches: Sequence[Sequence[Any]]) -> bytes:
    file = io.BytesIO()
    with csv_rows(file.write, columns) as append:
        for batch in batches:
            append(batch)
    return file.getvalue()


def test_parquet_gives_back_every_value_in_its_type() -> None:
    table = pq.read_table(io.BytesIO(parquet_bytes(COLUMNS, [FULL, EMPTY, ABSENT])))

    assert [str(field.type) for field in table.schema] == [
        *("bool", "int16", "int64", "double", "double", "decimal128(20, 4)", "date32[day]", "timestamp[us, tz=UTC]"),
        *("timestamp[us]", "binary", "string", "list<element: string>", "list<element: double>"),
    ]
    back = [tuple(row.values()) for row in table.to_pylist()]
    assert back[0] == (*FULL[:4], 2.5, *FULL[5:12], [0.5])
    assert back[1:] == [EMPTY, ABSENT]


def test_csv_says_each_value_as_stated() -> None:
    text = csv_bytes(COLUMNS, [FULL, EMPTY, ABSENT]).decode("utf-8")

    head, full, empty, absent = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert head == [column.name for column in COLUMNS]
    assert full == [
        *("true", "-7", str(2**62), "0.1", "2.5", "-1234567890123456.7891", "1850-01-02"),
        *("2026-11-28T14:30:00.123456Z", "2026-11-28T14:30:00.123456", "\\x00ff", FULL[10]),
        *('["a", null, "b\\""]', '["0.5"]'),
    ]
    assert (empty[10:], absent[10:]) == (["", "[]", "[]"], ["", "", ""])
    assert text.splitlines()[-2:] == [',,,,,,,,,,"",[],[]', ",,,,,,,,,,,,"]


@given(st.lists(st.text(), max_size=5), st.lists(st.lists(st.text(max_size=3)), max_size=5))
def test_any_text_comes_back_from_both(texts: list[str], lists: list[list[str]]) -> None:
    texts = [text.encode("utf-8", "ignore").decode("utf-8") for text in texts]
    rows = [(text, json.loads(json.dumps(names))) for text, names in zip(texts, lists, strict=False)]
    columns = (TEXT, Column(name="names", kind=Kind.TEXT, is_list=True))

    written = csv_bytes(columns, rows).decode("utf-8")
    table = pq.read_table(io.BytesIO(parquet_bytes(columns, rows)))

    # Python's reader takes a carriage return outside quotes for the end of a line; ours are all inside
    back = list(csv.reader(io.StringIO(written, newline=""), strict=True))[1:]
    assert [(text, json.loads(names)) for text, names in back] == rows
    assert [tuple(row.values()) for row in table.to_pylist()] == rows


@given(st.lists(st.integers(0, 30), max_size=8))
def test_bytes_do_not_depend_on_how_rows_are_handed_over(cuts: list[int]) -> None:
    rows = [(f"{number} " * 50,) for number in range(30)]
    edges = sorted({0, 30, *cuts})
    batches = [rows[start:end] for start, end in pairwise(edges)]

    with small_groups():
        assert parquet_bytes((TEXT,), *batches) == parquet_bytes((TEXT,), rows)
    assert csv_bytes((TEXT,), *batches) == csv_bytes((TEXT,), rows)


def test_a_long_text_does_not_wait_for_a_full_group() -> None:
    with small_groups():
        written = pq.ParquetFile(io.BytesIO(parquet_bytes((TEXT,), [("x" * 900,)] * 5, [("y",)] * 9)))

    groups = [written.metadata.row_group(place).num_rows for place in range(written.num_row_groups)]
    assert groups == [2, 2, 7, 3]


def test_an_empty_answer_is_a_file_with_columns_and_no_rows() -> None:
    table = pq.read_table(io.BytesIO(parquet_bytes(COLUMNS)))

    assert (table.num_rows, table.column_names) == (0, [column.name for column in COLUMNS])
    assert csv_bytes((TEXT,)) == b"text\r\n"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Column(name="price", kind=Kind.NUMERIC, precision=4, scale=2), Decimal("NaN")),
        (Column(name="grid", kind=Kind.INTEGER, is_list=True), [[1, 2], [3, 4]]),
    ],
)
def test_a_value_no_column_can_hold_is_refused_by_name(column: Column, value: object) -> None:
    with pytest.raises(ExportRefused, match=column.name):
        parquet_bytes((column,), [(value,)])


@pytest.mark.parametrize("name", ["articles", "articles.txt", ".parquet", "articles.gz", "articles.parquet.gz", ""])
def test_a_name_that_does_not_say_what_to_write_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportRefused, match=r"\.csv"):
        format_of(tmp_path / name)


def test_a_name_says_what_to_write(tmp_path: Path) -> None:
    found = [format_of(tmp_path / name) for name in ("a.PARQUET", "a.b.csv", "ł🦊.csv.gz")]

    assert found == [Format.PARQUET, Format.CSV, Format.CSV_GZ]


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".csv")  # the longest name there can be

    with pytest.raises(ZeroDivisionError), whole_file(path, force=False) as file:
        file.write(b"half %d" % (1 // 0))
    assert list(tmp_path.iterdir()) == []

    with whole_file(path, force=False) as file:
        file.write(b"whole")
    with pytest.raises(ExportRefused, match="--force"), whole_file(path, force=False):
        pass
    with pytest.raises(ZeroDivisionError), whole_file(path, force=True) as file:
        file.write(b"half %d" % (1 // 0))
    assert [found.read_bytes() for found in tmp_path.iterdir()] == [b"whole"]


def test_a_file_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    with pytest.raises(ExportRefused, match="already"), whole_file(path, force=False):
        path.write_bytes(b"somebody else's")

    assert [found.read_bytes() for found in tmp_path.iterdir()] == [b"somebody else's"]


@pytest.mark.parametrize("name", ["absent/a.csv", "a\x00.csv", "n" * 300 + ".csv", "taken.csv"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "taken.csv").mkdir()

    with pytest.raises(ExportRefused), whole_file(tmp_path / name, force=True):
        pass

    assert [found.name for found in tmp_path.iterdir()] == ["taken.csv"]


@contextmanager
def small_groups() -> Generator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parquet, "GROUP_ROWS", 7)
        patched.setattr(parquet, "GROUP_CHARACTERS", 1500)
        yield
