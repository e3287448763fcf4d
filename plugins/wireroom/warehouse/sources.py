"""What announces articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection


def names(conn: Connection) -> list[str]:
    """The names of all sources, sorted."""
    return [name for (name,) in conn.execute(query("source/names"))]
