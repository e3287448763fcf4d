"""Pictures and videos of articles as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from wireroom.model import Article


def store(cursor: psycopg.Cursor[tuple[object, ...]], articles: Sequence[Article], ordinals: Sequence[int]) -> None:
    """Store what is embedded in the staged articles at these places: new ones and new versions."""
    rows = [
        (ordinal, position, item.kind.value, item.url, item.caption)
        for ordinal in ordinals
        for position, item in enumerate(articles[ordinal].media)
    ]
    if rows:
        names = ("ordinals", "positions", "kinds", "urls", "captions")
        columns = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(query("media/insert"), dict(zip(names, columns, strict=True)))
