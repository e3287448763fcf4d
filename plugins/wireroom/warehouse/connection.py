"""How the warehouse is reached, and what may be wrong with it. No retries here: the caller's scheduler has them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from wireroom.errors import BadSetting, SchemaAhead, SchemaBehind, ServerTooOld, WarehouseGone
from wireroom.warehouse.queries import migrations, query

if TYPE_CHECKING:
    from collections.abc import Generator

    from psycopg.rows import TupleRow

Connection = psycopg.Connection[Any]

LEAST_SERVER = 15  # the schema needs nothing newer; older majors are near or past their end of life
SESSION = {
    "timezone": "UTC",
    "statement_timeout": "600000",  # ms; the longest statement of ours is the load of one batch
    "idle_in_transaction_session_timeout": "900000",  # ms; a stopped process must not hold its locks for ever
}
SOCKET = {
    "connect_timeout": 10,  # s
    "keepalives_idle": 30,  # s
    "keepalives_interval": 10,  # s
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # ms; a server that vanished without a word is noticed after so long
}


def connect(url: str, *, autocommit: bool = False) -> psycopg.Connection[TupleRow]:
    """An open connection to the warehouse at `url`, in UTC, with timeouts. Close it, or use it in a `with`.

    Raises WarehouseGone where nobody answers, ServerTooOld below PostgreSQL 15, BadSetting where `url` is no such URL.
    """
    try:
        stated = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        msg = "the warehouse URL is not of the form postgresql://user:password@host:port/name"
        raise BadSetting(msg) from None  # the cause quotes the URL, password and all
    ours = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    options = f"{ours} {stated.pop('options', None) or ''}".strip()
    parameters: dict[str, Any] = {"application_name": "wireroom", **SOCKET, **stated}
    with server_gone(_address(stated)):
        conn = psycopg.connect("", autocommit=autocommit, options=options, **parameters)
    major = conn.info.server_version // 10_000
    if major < LEAST_SERVER:
        conn.close()
        msg = f"the warehouse server is PostgreSQL {major}; the least that works is {LEAST_SERVER}"
        raise ServerTooOld(msg)
    return conn


@contextmanager
def session(url: str, *, autocommit: bool = True) -> Generator[psycopg.Connection[TupleRow]]:
    """`connect` for the length of a `with`, by default in autocommit. Raises WarehouseGone where the server goes."""
    with connect(url, autocommit=autocommit) as conn, server_gone(_address(conninfo_to_dict(url))):
        yield conn


@contextmanager
def server_gone(address: str = "the warehouse") -> Generator[None]:
    """Translate what psycopg raises when the server cannot be reached, goes away or gives up, into WarehouseGone."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as exc:
        said = str(exc).strip().splitlines()
        msg = f"{address}: {said[-1] if said else type(exc).__name__}"
        raise WarehouseGone(msg) from exc


def require_current_schema(conn: Connection) -> None:
    """Return where the warehouse has exactly the migrations of this code. Raises SchemaBehind or SchemaAhead."""
    ours = {path.name for path in migrations()}
    found = conn.execute(query("migration/ledger_exists")).fetchone()
    applied: set[str] = set()
    if found and found[0]:
        applied = {name for (name, _, is_repeatable) in conn.execute(query("migration/list")) if not is_repeatable}
    if missing := sorted(ours - applied):
        msg = f"the warehouse lacks {missing[0]}: run `make migrate`"
        raise SchemaBehind(msg)
    if unknown := sorted(applied - ours):
        msg = f"the warehouse has {unknown[-1]}, which this checkout does not know: update the checkout"
        raise SchemaAhead(msg)


def only_read(conn: Connection) -> None:
    """Let the session write nothing from now on, whatever it is asked for."""
    conn.execute(query("run/only_read"))


def require_autocommit(conn: Connection) -> None:
    """Raises ValueError where a transaction of ours would only be part of the caller's, and so never commit."""
    if not conn.autocommit:
        msg = "loading needs a connection in autocommit: connect(url, autocommit=True) or session(url)"
        raise ValueError(msg)


def _address(stated: dict[str, Any]) -> str:
    """Where a URL points, without its password."""
    return f"warehouse {stated.get('host') or 'localhost'}:{stated.get('port') or 5432}/{stated.get('dbname') or ''}"
