"""Brings the warehouse schema to where this code needs it: plain SQL files, forward only, each whole or not at all.

Numbered files of `sql/migrations` apply once and never change afterwards; the marts and rights apply again whenever
one of them changed. A file and the note that it was applied are one transaction.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psycopg

from wireroom.errors import MigrationEdited, MigrationFailed, SchemaAhead
from wireroom.warehouse import queries
from wireroom.warehouse.connection import Connection, session
from wireroom.warehouse.ledger import WAIT_FOR_TABLE, apply, digest_of
from wireroom.warehouse.marts import apply_changed
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NUMBERED = re.compile(r"\d{4}_")
WAIT_FOR_OTHERS = "10min"  # another `make up` may be migrating and dumping


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
            apply(conn, queries.LEDGER, records=False)
        applied = {name: digest for name, digest, _ in conn.execute(query("migration/list"))}
        repeatable = {name: digest for name, digest in applied.items() if not NUMBERED.match(name)}
        missing = _missing(applied)
        if missing and before_change and _has_rows(conn):
            before_change()
        for path in missing:
            log(f"applying {path.name}")
            apply(conn, path)
        return [path.name for path in missing] + apply_changed(conn, repeatable, log, force=bool(missing))


def _missing(applied: dict[str, str]) -> list[Path]:
    """The numbered migrations that have not been applied, after a look at those that have."""
    ours = queries.migrations()
    known = {path.name for path in ours}
    numbered = sorted(filter(NUMBERED.match, applied))
    if unknown := [name for name in numbered if name not in known]:
        msg = f"the warehouse has {unknown[-1]}, which this checkout does not know: update the checkout"
        raise SchemaAhead(msg)
    for path in ours:
        if path.name in applied and applied[path.name] != digest_of(path):
            msg = f"{path.name} was changed after it had been applied: restore it and write a new migration"
            raise MigrationEdited(msg)
    missing = [path for path in ours if path.name not in applied]
    if missing and numbered and missing[0].name < numbered[-1]:
        msg = f"{missing[0].name} comes before {numbered[-1]}, which is already applied: give it a higher number"
        raise MigrationFailed(msg)
    return missing


def _lock(conn: Connection, log: Callable[[str], object]) -> None:
    if not _is_true(conn, "migration/try_lock"):
        log(f"another migration is running{_held(conn)}: waiting for it")
        conn.execute(query("migration/set_lock_timeout"), {"timeout": WAIT_FOR_OTHERS})
        try:
            conn.execute(query("migration/lock"))
        except psycopg.errors.LockNotAvailable as exc:
            msg = (
                f"the lock of migrations was not free for {WAIT_FOR_OTHERS}{_held(conn)}: end that session if it hangs"
            )
            raise MigrationFailed(msg) from exc
    conn.execute(query("migration/set_lock_timeout"), {"timeout": WAIT_FOR_TABLE})


def _held(conn: Connection) -> str:
    row = conn.execute(query("migration/lock_holder")).fetchone()
    return f" (process {row[0]} of {row[1]})" if row else ""


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
