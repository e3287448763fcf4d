"""Sources whose texts are left out of exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from wireroom.warehouse.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """Why a source is restricted, and who said so."""

    source: str
    reason: str
    restricted_by: str
    restricted_at: datetime


def put(conn: Connection, source: str, *, reason: str, by: str, at: datetime) -> bool:
    """Restrict a source or revise why; False where nobody knows it."""
    asked = {"source": source, "reason": reason, "by": by, "at": at}
    return conn.execute(query("restriction/put"), asked).rowcount == 1


def lift(conn: Connection, source: str) -> bool:
    """Restrict a source no longer; False where it was not."""
    return conn.execute(query("restriction/lift"), {"source": source}).rowcount == 1


def listed(conn: Connection) -> list[Restriction]:
    """Every restricted source, by name."""
    with conn.cursor(row_factory=class_row(Restriction)) as cursor:
        return cursor.execute(query("restriction/list")).fetchall()


def of_articles(conn: Connection, article_ids: Collection[int], sources: Collection[str]) -> set[int]:
    """Those of `article_ids` that are of one of `sources`."""
    asked = {"article_ids": list(article_ids), "sources": list(sources)}
    return {article_id for (article_id,) in conn.execute(query("restriction/of_articles"), asked)}


def of_public_ids(conn: Connection, public_ids: Collection[str], sources: Collection[str]) -> set[str]:
    """Those of `public_ids` that are of one of `sources`."""
    asked = {"public_ids": list(public_ids), "sources": list(sources)}
    return {public_id for (public_id,) in conn.execute(query("restriction/of_public_ids"), asked)}
