"""What the warehouse holds, in a few numbers and lines for a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from wireroom.warehouse.connection import session
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """One article as a line of a table."""

    language: str
    confidence: float
    published: str | None  #: the local value as stated, cut to its precision
    precision: str | None
    title: str
    removed: int  #: pieces the cleaner took out


def newest_articles(conn: Connection, *, limit: int) -> list[ArticleLine]:
    """The articles seen most recently, newest first."""
    return [
        ArticleLine(
            language=row[0], confidence=row[1], published=row[2], precision=row[3], title=row[4], removed=row[5]
        )
        for row in conn.execute(query("overview/articles"), {"limit": limit})
    ]


def counts(url: str) -> dict[str, int] | None:
    """Numbers of rows by what they are; None where the schema is not there yet. Raises WarehouseGone."""
    with session(url) as conn:
        try:
            cursor = conn.execute(query("overview/counts"))
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            return None
        row = cursor.fetchone() or ()
        names = [column.name.replace("_", " ") for column in cursor.description or ()]
        return dict(zip(names, row, strict=True))


def overview(url: str, *, limit: int) -> list[ArticleLine]:
    """`newest_articles` of the warehouse at `url`. Raises WarehouseGone."""
    with session(url) as conn:
        return newest_articles(conn, limit=limit)
