"""The SQL of the room lives in files under `sql/`; this finds and reads them. No machinery beyond that."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, LiteralString, cast

from wireroom.settings import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

SQL = CHECKOUT / "sql"
QUERIES = SQL / "queries"
MIGRATIONS = SQL / "migrations"
MARTS = SQL / "marts"
STAGES = SQL / "stages"
LEDGER = SQL / "ledger.sql"
RIGHTS = SQL / "rights.sql"
SUPERUSER = SQL / "superuser.sql"


@cache
def query(name: str) -> LiteralString:
    """The text of sql/queries/<name>.sql, e.g. `query("batch/claim")`. We vouch for our own files: hence the cast."""
    return cast("LiteralString", (QUERIES / f"{name}.sql").read_text(encoding="utf-8"))


@cache
def stage(name: str) -> bytes:
    """The text of sql/stages/<name>.sql: temporary tables a load passes through, gone with its transaction."""
    return (STAGES / f"{name}.sql").read_bytes()


def migrations() -> tuple[Path, ...]:
    """The numbered migrations, in the order they apply."""
    return tuple(sorted(MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.sql")))


def repeatables() -> tuple[Path, ...]:
    """The files that apply again whenever one of them changes: marts in the order of their names, then the rights."""
    return (*sorted(MARTS.glob("*.sql")), RIGHTS, SUPERUSER)
