"""What a person asks in SQL: one SELECT that cannot write, runs as an analyst where it may, and ends in time."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.types.string import TextLoader

from wireroom.errors import QueryRefused
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from wireroom.warehouse.connection import Connection

    Rows = list[tuple[Any, ...]]

CURSOR = "selection"
FIRST_ROWS, MOST_ROWS = 100, 2000  # rows in one answer
LITTLE, MUCH = 1_000_000, 8_000_000  # characters in one answer, below and above which its rows double and halve
NATIVE = frozenset(
    ("bool", "int2", "int4", "int8", "float4", "float8", "numeric", "date", "timestamp", "timestamptz", "bytea")
)  # what Python has a type for; all others come as the text Postgres prints
TEXTS = frozenset(("text", "varchar", "bpchar", "name", "char"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedColumn:
    """A column of an answer."""

    name: str
    type_name: str  #: as Postgres names it: int8, timestamptz, text; that of the elements of an array
    is_array: bool
    precision: int | None  #: of a numeric that declares it
    scale: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The answer to a query, which comes in batches."""

    columns: tuple[SelectedColumn, ...]
    batches: Iterator[Rows]


@contextmanager
def selection(
    conn: Connection, text: bytes, parameters: Mapping[str, object] | None = None, *, timeout_s: float
) -> Generator[Selection]:
    """Ask `text` inside a transaction, or a subtransaction of the caller's, that is read only and rolled back.

    The server takes one statement, and none but SELECT, WITH, VALUES and TABLE, because it becomes a cursor. It has
    `timeout_s` seconds from here to its last row. Raises QueryRefused with the server's words; WarehouseGone inside a
    `session`.
    """
    deadline = time.monotonic() + timeout_s
    with conn.transaction(force_rollback=True):
        conn.execute(query("selection/restrain"))
        conn.execute(query("selection/become_analyst"))
        with conn.cursor(name=CURSOR, scrollable=False) as cursor, refused(timeout_s):
            _read_as_text(cursor)
            _limit(conn, deadline)
            cursor.execute(text, parameters)
            columns = tuple(_column(conn, column) for column in cursor.description or ())
            yield Selection(columns=columns, batches=_batches(conn, cursor, deadline))


def marts(conn: Connection) -> list[str]:
    """The names of the marts, without their schema."""
    return [name for (name,) in conn.execute(query("selection/marts"))]


def whole_mart(conn: Connection, name: str) -> bytes:
    """A query for all of a mart."""
    return sql.SQL("TABLE {}").format(sql.Identifier("mart", name)).as_bytes(conn)


@contextmanager
def refused(timeout_s: float) -> Generator[None]:
    """Translate what the server says of a query into QueryRefused; a server that went away is not the query's fault."""
    try:
        yield
    except psycopg.errors.QueryCanceled as exc:
        msg = f"the query took longer than {timeout_s:g} s: ask for less, or give it more time with --timeout"
        raise QueryRefused(msg) from exc
    except (psycopg.OperationalError, psycopg.InterfaceError):
        raise
    except psycopg.Error as exc:
        msg = f"the query was refused: {exc.diag.message_primary or exc}{_place(exc)}"
        raise QueryRefused(msg) from exc


def _place(exc: psycopg.Error) -> str:
    hint = f"; {exc.diag.message_hint}" if exc.diag.message_hint else ""
    if not exc.diag.statement_position:
        return hint
    place = int(exc.diag.statement_position) - len(f'DECLARE "{CURSOR}" NO SCROLL CURSOR FOR ')
    return f", at character {place}{hint}" if place > 0 else hint


def _batches(conn: Connection, cursor: psycopg.ServerCursor[Any], deadline: float) -> Generator[Rows]:
    count = FIRST_ROWS
    while True:
        _limit(conn, deadline)  # anew each time: the query itself may have said otherwise
        rows = cursor.fetchmany(count)
        if not rows:
            return
        yield rows
        size = sum(len(value) for row in rows for value in row if isinstance(value, str))
        count = min(count * 2, MOST_ROWS) if size < LITTLE else max(count // 2, 1) if size > MUCH else count


def _limit(conn: Connection, deadline: float) -> None:
    left_ms = int((deadline - time.monotonic()) * 1000)
    if left_ms <= 0:
        raise psycopg.errors.QueryCanceled
    conn.execute(query("selection/limit_time"), {"timeout_ms": str(left_ms)})


def _read_as_text(cursor: psycopg.ServerCursor[Any]) -> None:
    for info in cursor.adapters.types:
        if info.name not in NATIVE | TEXTS:
            for oid in filter(None, (info.oid, info.array_oid)):
                cursor.adapters.register_loader(oid, TextLoader)


def _column(conn: Connection, column: psycopg.Column) -> SelectedColumn:
    info = conn.adapters.types.get(column.type_code)
    known = info is not None and info.name in NATIVE | TEXTS
    return SelectedColumn(
        name=column.name,
        type_name=info.name if info and known else "text",
        is_array=bool(info and known and info.array_oid == column.type_code),
        precision=column.precision,
        scale=column.scale,
    )
