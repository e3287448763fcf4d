"""Holds: while there is one nobody claims feeds or pages. The claiming queries look at the table themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import storable

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.warehouse.connection import Connection


class HoldReason(StrEnum):
    """Why nobody claims. The words appear in SQL."""

    DISK = "disk"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One reason why nobody claims."""

    reason: str
    since: datetime
    detail: str


def put(conn: Connection, reason: HoldReason, detail: str) -> bool:
    """Stop claiming, until `lift`; True where it was not stopped for this reason before."""
    row = conn.execute(query("hold/put"), {"reason": reason, "detail": storable(detail)}).fetchone()
    return bool(row and row[0])


def lift(conn: Connection, reason: HoldReason) -> bool:
    """This reason is gone; True where there was such a hold."""
    return conn.execute(query("hold/lift"), {"reason": reason}).rowcount == 1


def standing(conn: Connection) -> list[Hold]:
    """Every hold, oldest first; empty: claiming goes on."""
    with conn.cursor(row_factory=class_row(Hold)) as cursor:
        return cursor.execute(query("hold/list")).fetchall()
