"""The words of articles as they are searched; looking for them is mart.search in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.warehouse import outbox, takedowns
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

READER = "search"


def index_some(conn: Connection, *, limit: int, after: int = 0) -> tuple[int, int, int]:
    """Index up to `limit` articles above `after` that are owed, in one transaction.

    Returns how many were owed, how many search rows that wrote, and the last article's number: the next `after`. An
    article that is searched as it should be writes nothing.
    """
    with conn.transaction():
        article_ids = outbox.take(conn, READER, limit=limit, after=after)
        if not article_ids:
            return 0, 0, after
        written = conn.execute(query("search/index"), {"article_ids": article_ids}).rowcount
    return len(article_ids), written, article_ids[-1]


def index_outdated(conn: Connection, *, limit: int) -> int:
    """Index up to `limit` articles whose language was changed since they were indexed, in one transaction; how many."""
    with conn.transaction():
        takedowns.share(conn)
        article_ids = [article_id for (article_id,) in conn.execute(query("search/outdated"), {"limit": limit})]
        if article_ids:
            conn.execute(query("search/index"), {"article_ids": article_ids})
    return len(article_ids)


def flush(conn: Connection) -> None:
    """Sort what was indexed last into the index, which searches would otherwise read as a list."""
    conn.execute(query("search/flush"))


def languages(conn: Connection) -> dict[str, str]:
    """English names of the languages we know, by code."""
    return dict(conn.execute(query("search/languages")).fetchall())
