"""Rows of the warehouse into a file, restricted sources left out."""

from __future__ import annotations

import gzip
import hashlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from wireroom.errors import ExportRefused
from wireroom.export.columns import Column, Kind
from wireroom.export.csv_rows import csv_rows
from wireroom.export.targets import Format, check_target, format_of, whole_file
from wireroom.warehouse import restrictions, selections
from wireroom.warehouse.connection import require_current_schema, session

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from wireroom.export.columns import Row
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.selections import SelectedColumn, Selection

    Rows = list[tuple[Any, ...]]

TIMEOUT_S = 3600.0
OF_SOURCES = ("source", "feed_key")  # columns that name the source of a row
ZIP_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an export goes, and under which terms."""

    path: Path
    force: bool = False  #: replace what is there
    include_restricted: bool = False
    timeout_s: float = TIMEOUT_S  #: for the whole of it

    def check(self) -> None:
        """Raises ExportRefused where nothing can be written there."""
        format_of(self.path)
        check_target(self.path, force=self.force)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an export came to."""

    path: Path
    rows: int
    left_out: int  #: rows of restricted sources
    size: int  #: bytes
    sha256: str
    writer: str  #: library and version on which the bytes depend
    columns: tuple[str, ...]


def export_query(url: str, text: str, target: Target, *, say: Callable[[int], object]) -> Written:
    """Write the answer to a query; `say` is told the rows so far.

    A row is left out where `article_id`, `public_id`, `source` or `feed_key` say that its source is restricted.
    Raises QueryRefused; ExportRefused where the file cannot be written, or no column tells which rows to leave out.
    """
    target.check()
    with session(url) as conn:
        require_current_schema(conn)
        return _export(conn, text.encode("utf-8", "replace"), target, say)


def export_mart(url: str, name: str, target: Target, *, say: Callable[[int], object]) -> Written:
    """As `export_query`, for all of a mart, named with or without its schema."""
    target.check()
    with session(url) as conn:
        require_current_schema(conn)
        known, asked = selections.marts(conn), name.removeprefix("mart.")
        if asked not in known:
            near = get_close_matches(asked, known, n=3)
            hint = f"did you mean {', '.join(near)}?" if near else "docs/data-dictionary.md lists them"
            msg = f"there is no mart {asked}: {hint}"
            raise ExportRefused(msg)
        return _export(conn, selections.whole_mart(conn, asked), target, say)


def write(
    answer: Selection,
    target: Target,
    *,
    keep: Callable[[Rows], Rows],
    say: Callable[[int], object],
) -> Written:
    """Write those rows of an answer that `keep` gives back."""
    columns = [_column(column) for column in answer.columns]
    names = [column.name for column in columns]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        msg = f"the query has several columns named {', '.join(twice)}: give each its own name with AS"
        raise ExportRefused(msg)
    if not names:
        msg = "the query has no columns"
        raise ExportRefused(msg)
    rows = left_out = 0
    with _rows_into(target, columns) as append:
        for batch in answer.batches:
            kept = keep(batch)
            append(kept)
            rows += len(kept)
            left_out += len(batch) - len(kept)
            say(rows)
    with target.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.seek(0, 2)
    return Written(
        path=target.path,
        rows=rows,
        left_out=left_out,
        size=size,
        sha256=digest,
        writer=f"pyarrow {version('pyarrow')}" if format_of(target.path) is Format.PARQUET else "wireroom csv 1",
        columns=tuple(names),
    )


def _export(conn: Connection, text: bytes, target: Target, say: Callable[[int], object]) -> Written:
    restricted = [] if target.include_restricted else restrictions.listed(conn)
    sources = {restriction.source for restriction in restricted}
    with selections.selection(conn, text, timeout_s=target.timeout_s) as answer:
        keep = _leaving_out(conn, answer.columns, sources) if sources else list[tuple[Any, ...]]
        return write(answer, target, keep=keep, say=say)


def _leaving_out(conn: Connection, columns: Sequence[SelectedColumn], sources: set[str]) -> Callable[[Rows], Rows]:
    """A function that takes the rows of restricted `sources` out of others."""
    single = [(place, column) for place, column in enumerate(columns) if not column.is_array]
    texts = {column.name: place for place, column in single if column.type_name == "text"}
    numbers = {column.name: place for place, column in single if column.type_name in {"int4", "int8"}}
    named = [texts[name] for name in OF_SOURCES if name in texts]
    article, public = numbers.get("article_id"), texts.get("public_id")
    if not named and article is None and public is None:
        some = ", ".join(sorted(sources)[:3]) + (", ..." if len(sources) > 3 else "")  # noqa: PLR2004
        msg = (
            f"there are restricted sources ({some}), and no column says which rows are theirs:"
            " select article_id, public_id or source too, one of each row and no list of them,"
            " or take all with --include-restricted"
        )
        raise ExportRefused(msg)

    def keep(rows: Rows) -> Rows:
        if named:
            rows = [row for row in rows if not any(row[place] in sources for place in named)]
        if article is not None:
            gone = restrictions.of_articles(conn, {row[article] for row in rows} - {None}, sources)
            rows = [row for row in rows if row[article] not in gone]
        if public is not None:
            lost = restrictions.of_public_ids(conn, {row[public] for row in rows} - {None}, sources)
            rows = [row for row in rows if row[public] not in lost]
        return rows

    return keep


@contextmanager
def _rows_into(target: Target, columns: Sequence[Column]) -> Generator[Callable[[Sequence[Row]], object]]:
    form = format_of(target.path)
    with ExitStack() as stack:
        file = stack.enter_context(whole_file(target.path, force=target.force))
        if form is Format.PARQUET:
            from wireroom.export.parquet_rows import parquet_rows  # noqa: PLC0415  (no other command needs the library)

            yield stack.enter_context(parquet_rows(file, columns))
        elif form is Format.CSV:
            yield stack.enter_context(csv_rows(file.write, columns))
        else:  # no name and no time in the header: the same bytes whenever and wherever it is written
            zipped = gzip.GzipFile("", "wb", ZIP_LEVEL, file, mtime=0)
            yield stack.enter_context(csv_rows(stack.enter_context(zipped).write, columns))


def _column(column: SelectedColumn) -> Column:
    is_known = column.type_name in {kind.value for kind in Kind}
    return Column(
        name=column.name,
        kind=Kind(column.type_name) if is_known else Kind.TEXT,
        is_list=column.is_array,
        precision=column.precision,
        scale=column.scale,
    )
