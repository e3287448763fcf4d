"""Under which terms the pages and texts of a feed are used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Collection

    from wireroom.warehouse.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTerms:
    """What its registration and the feed itself say."""

    feed_id: int
    on_noarchive: str  #: store, metadata, skip
    on_reservation: str  #: the same, where text and data mining is reserved
    publisher_zone: str | None  #: IANA, of dates without an offset
    robots: frozenset[str]  #: what the feed says of itself: noarchive, tdm-reservation, ...
    text_sample_count: int  #: entries whose text was held against the text of their page


def of_feeds(conn: Connection, feed_ids: Collection[int]) -> dict[int, FeedTerms]:
    """The terms of these feeds by feed_id."""
    with conn.cursor(row_factory=class_row(FeedTerms)) as cursor:
        found = cursor.execute(query("feed/terms"), {"feed_ids": list(feed_ids)}).fetchall()
    return {each.feed_id: replace(each, robots=frozenset(each.robots)) for each in found}
