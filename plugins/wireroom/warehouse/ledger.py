"""Runs a file of `sql/` and notes that it was applied, in one transaction."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import psycopg

from wireroom.errors import MigrationFailed
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

WAIT_FOR_TABLE = "30s"


def apply(conn: Connection, path: Path, *, is_repeatable: bool = False, records: bool = True) -> None:
    """Run one file and note it, in one transaction. Raises MigrationFailed with the place and the server's words."""
    try:
        with conn.transaction():
            conn.execute(path.read_bytes())
            if records:
                note = {"name": path.name, "sha256": digest_of(path), "is_repeatable": is_repeatable}
                conn.execute(query("migration/record"), note)
    except psycopg.errors.LockNotAvailable as exc:
        raise MigrationFailed(waited(path.name)) from exc
    except psycopg.DatabaseError as exc:
        if isinstance(exc, psycopg.OperationalError):
            raise
        position = exc.diag.statement_position
        line = path.read_text(encoding="utf-8")[: int(position)].count("\n") + 1 if position else None
        msg = f"{path.name}{f', line {line}' if line else ''}: {exc.diag.message_primary}"
        raise MigrationFailed(msg) from exc


def waited(what: str) -> str:
    """The sentence where `what` did not get its lock."""
    return f"{what} waited {WAIT_FOR_TABLE} for a table in use: stop the running ingestion, then try again"


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal, as the ledger keeps it."""
    return sha256(path.read_bytes()).hexdigest()
