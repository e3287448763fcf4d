"""Brings the warehouse schema to where this code needs it: plain SQL files, forward only, each whole or not at all.

Numbered files of `sql/migrations` apply once and never change afterwards; the marts and rights apply again whenever
one of them changed. A file and the note that it was applied are one transaction.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from wireroom.errors import MigrationEdited, MigrationFailed, SchemaAhead
from wireroom.warehouse import queries
from wireroom.warehouse.connection import Connection, server_gone, session
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

NUMBERED = re.compile(r"\d{4}_")
WAIT_FOR_OTHERS = "10min"  # another `make up` may be migrating and dumping
WAIT_FOR_TABLE = "30s"


def migrate(
    url: str, *, log: Callable[[str], object] = print, before_change: Callable[[], object] | None = None
) -> list[str]:
    """Apply what is missing to the warehouse at `url` and return the names of the files that were applied, in order.

    `before_change` is called once, before a numbered migration touches a warehouse with rows in it: a place to dump.
    Raises MigrationEdited, SchemaAhead and MigrationFailed; the warehouse is then as the last whole file left it.
    """
    with session(url, autocommit=True) as conn:
        conn.add_notice_handler(lambda notice: (log(f"  {notice.message_primary}"), None)[1])
        _require_letters(conn)
        _lock(conn, log)
        if not _is_true(conn, "migration/ledger_exists"):
            _apply(conn, queries.LEDGER, records=False)
        applied = {name: digest for name, digest, _ in conn.execute(query("migration/list"))}
        missing = _missing(applied)
        if missing and before_change and _has_rows(conn):
            before_change()
        for path in missing:
            log(f"applying {path.name}")
            _apply(conn, path)
        return [path.name for path in missing] + _apply_repeatables(conn, applied, log, force=bool(missing))


def _missing(applied: dict[str, str]) -> list[Path]:
    """The numbered migrations that have not been applied, after a look at those that have."""
    ours = queries.migrations()
    known = {path.name for path in ours}
    numbered = sorted(filter(NUMBERED.match, applied))
    if unknown := [name for name in numbered if name not in known]:
        msg = f"the warehouse has {unknown[-1]}, which this checkout does not know: update the checkout"
        raise SchemaAhead(msg)
    for path in ours:
        if path.name in applied and applied[path.name] != _digest(path):
            msg = f"{path.name} was changed after it had been applied: restore it and write a new migration"
            raise MigrationEdited(msg)
    missing = [path for path in ours if path.name not in applied]
    if missing and numbered and missing[0].name < numbered[-1]:
        msg = f"{missing[0].name} comes before {numbered[-1]}, which is already applied: give it a higher number"
        raise MigrationFailed(msg)
    return missing


def _apply_repeatables(
    conn: Connection, applied: dict[str, str], log: Callable[[str], object], *, force: bool
) -> list[str]:
    """Apply marts and rights in one transaction where one of them changed; the names of all of them, or none."""
    files = queries.repeatables()
    gone = {name for name in applied if not NUMBERED.match(name)} - {path.name for path in files}
    if not (force or gone or any(applied.get(path.name) != _digest(path) for path in files)):
        return []
    log("applying marts and rights")
    try:
        _apply_all(conn, files, gone=gone, drop=bool(gone))
    except MigrationFailed as exc:
        if not isinstance(exc.__cause__, psycopg.errors.InvalidTableDefinition):
            raise
        _apply_all(conn, files, gone=gone, drop=True)  # OR REPLACE cannot rename a column or take one away
    return [path.name for path in files]


def _apply_all(conn: Connection, files: Sequence[Path], *, gone: set[str], drop: bool) -> None:
    with conn.transaction():
        if drop:
            _drop_marts(conn)
        for name in gone:
            conn.execute(query("migration/forget"), {"name": name})
        for path in files:
            _apply(conn, path, is_repeatable=True)


def _drop_marts(conn: Connection) -> None:
    """Never CASCADE: what an analyst built on a mart is not ours to drop."""
    for (name,) in conn.execute(query("migration/list_marts")).fetchall():
        try:
            conn.execute(sql.SQL("DROP VIEW {}").format(sql.Identifier("mart", name)))
        except psycopg.errors.DependentObjectsStillExist as exc:
            msg = f"mart.{name} has to change, but something of yours is built on it: {exc.diag.message_detail}"
            raise MigrationFailed(msg) from exc


def _apply(conn: Connection, path: Path, *, is_repeatable: bool = False, records: bool = True) -> None:
    """Run one file and note it, in one transaction. Raises MigrationFailed with the place and the server's words."""
    try:
        with conn.transaction():
            conn.execute(path.read_bytes())
            if records:
                note = {"name": path.name, "sha256": _digest(path), "is_repeatable": is_repeatable}
                conn.execute(query("migration/record"), note)
    except psycopg.errors.LockNotAvailable as exc:
        msg = f"{path.name} waited {WAIT_FOR_TABLE} for a table in use: stop the running ingestion, then try again"
        raise MigrationFailed(msg) from exc
    except psycopg.DatabaseError as exc:
        if isinstance(exc, psycopg.OperationalError):
            raise
        position = exc.diag.statement_position
        line = path.read_text(encoding="utf-8")[: int(position)].count("\n") + 1 if position else None
        msg = f"{path.name}{f', line {line}' if line else ''}: {exc.diag.message_primary}"
        raise MigrationFailed(msg) from exc


def _lock(conn: Connection, log: Callable[[str], object]) -> None:
    if not _is_true(conn, "migration/try_lock"):
        log("another migration is running: waiting for it")
        conn.execute(query("migration/set_lock_timeout"), {"timeout": WAIT_FOR_OTHERS})
        with server_gone("another migration has not ended"):
            conn.execute(query("migration/lock"))
    conn.execute(query("migration/set_lock_timeout"), {"timeout": WAIT_FOR_TABLE})


def _require_letters(conn: Connection) -> None:
    encoding, knows_letters = conn.execute(query("migration/probe")).fetchone() or ("", False)
    if encoding != "UTF8" or not knows_letters:
        msg = (
            f"the warehouse database (encoding {encoding}) does not know letters beyond ASCII: create it anew with"
            " ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0"
        )
        raise MigrationFailed(msg)


def _has_rows(conn: Connection) -> bool:
    return _is_true(conn, "migration/tables_exist") and _is_true(conn, "migration/has_rows")


def _is_true(conn: Connection, name: str) -> bool:
    row = conn.execute(query(name)).fetchone()
    return bool(row and row[0])


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
