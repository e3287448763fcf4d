"""Versions that nobody has described yet, and what they changed."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wireroom.warehouse.connection import Connection

TextRow = tuple[Any, ...]  # version, language, title, lead, body, published: local, offset_minutes, earliest, latest


def undescribed(conn: Connection, article_ids: Sequence[int]) -> Iterator[tuple[int, list[TextRow]]]:
    """The versions of each of these articles from the last one on that was described, in order; at least one each.

    An article that is no longer there is left out.
    """
    rows = conn.execute(query("change/undescribed"), {"article_ids": list(article_ids)}).fetchall()
    for article_id, versions in groupby(rows, key=itemgetter(0)):
        yield article_id, [row[1:] for row in versions]


def store(conn: Connection, changes: Iterable[dict[str, Any]], corrections: Iterable[dict[str, Any]]) -> None:
    """Keep what versions changed and the notices that came with them, as `jobs.changes` makes them."""
    with conn.cursor() as cursor:
        cursor.executemany(query("change/store"), changes)
        cursor.executemany(query("change/store_correction"), corrections)
