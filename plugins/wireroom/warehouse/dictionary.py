"""What the warehouse says of itself: its tables, columns and their comments, as a page for analysts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wireroom.warehouse.connection import Connection

OPENING = """\
# Data dictionary

Generated from the comments in the database by `make docs`; change them in a migration, not here.

Analysts are promised `mart` and `news`: columns there are added, not taken away. `raw` and `ops` may change.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column, with what is said of it and of what it is part of."""

    schema_name: str
    schema_comment: str | None
    table_name: str
    is_view: bool
    table_comment: str | None
    column_name: str
    data_type: str
    is_required: bool  #: NOT NULL; never of a view
    column_comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function of schema mart."""

    name: str
    arguments: str
    result: str
    comment: str | None


def functions(conn: Connection) -> list[Function]:
    """Every function that analysts may call."""
    with conn.cursor(row_factory=class_row(Function)) as cursor:
        return cursor.execute(query("dictionary/functions")).fetchall()


def columns(conn: Connection) -> list[Column]:
    """Every column of our schemas, marts first."""
    with conn.cursor(row_factory=class_row(Column)) as cursor:
        return cursor.execute(query("dictionary/columns")).fetchall()


def as_markdown(found: Iterable[Column], callable_ones: Iterable[Function]) -> str:
    """The page docs/data-dictionary.md."""
    return OPENING + "".join(f"{line}\n" for line in (*_function_lines(callable_ones), *_lines(found)))


def _function_lines(found: Iterable[Function]) -> Iterator[str]:
    yield from ("", "## Functions", "", "What `mart` answers when it is asked with arguments.")
    for function in found:
        result = function.result.removeprefix("TABLE(").removesuffix(")") if "TABLE(" in function.result else None
        yield from ("", f"### mart.{function.name}", "", function.comment or "", "")
        yield f"- arguments: `{function.arguments or 'none'}`"
        yield f"- {f'columns: `{result}`' if result else f'gives `{function.result}`'}"


def _lines(found: Iterable[Column]) -> Iterator[str]:
    for schema, of_schema in groupby(found, key=lambda column: (column.schema_name, column.schema_comment)):
        yield from ("", f"## {schema[0]}", "", schema[1] or "")
        for (table, comment), of_table in groupby(
            of_schema, key=lambda column: (column.table_name, column.table_comment)
        ):
            yield from ("", f"### {schema[0]}.{table}", "", comment or "", "")
            yield from ("| column | type | null | meaning |", "|---|---|---|---|")
            for column in of_table:
                null = "" if column.is_required or column.is_view else "yes"
                meaning = (column.column_comment or "").replace("|", "\\|")
                yield f"| `{column.column_name}` | {column.data_type} | {null} | {meaning} |"
