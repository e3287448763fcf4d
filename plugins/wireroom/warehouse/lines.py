"""Lines of articles, and which of them a source repeats: counted by one query, decided by tests or people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from wireroom.warehouse import outbox, takedowns
from wireroom.warehouse.queries import query, stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    import psycopg

    from wireroom.model import Article
    from wireroom.warehouse.connection import Connection

READER = "lines"
LINE_TYPES = ("int4", "int8", "int8", "int8[]", "text", "int2[]", "bytea", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLine:
    """A line that a source repeats, as people look at it."""

    source: str
    line_hash: int
    status: str  #: candidate, promoted, approved, rejected
    text: str | None
    article_count: int
    day_count: int
    lacks: list[str]  #: tests it does not pass
    decided_by: str | None
    decided_reason: str | None


def stage_lines(cursor: psycopg.Cursor[tuple[object, ...]], articles: Sequence[Article]) -> None:
    """Bring the lines of staged articles to the server."""
    cursor.execute(stage("line"))
    with cursor.copy(query("line/copy")) as copy:
        copy.set_types(LINE_TYPES)
        for ordinal, article in enumerate(articles):
            if lines := article.lines:
                copy.write_row(
                    (
                        *(ordinal, lines.title_hash, lines.opening_hash, list(lines.hashes), lines.kinds),
                        *(list(lines.word_counts), lines.base_sha256, lines.learned),
                    )
                )


def keep_texts(cursor: psycopg.Cursor[tuple[object, ...]]) -> set[int]:
    """Places of staged articles whose stored text is kept.

    Learned lines act on new articles only: a text that differs from the stored one by them alone stays as it is.
    """
    return _ordinals(cursor.execute(query("line/keep_text")))


def only_learned(cursor: psycopg.Cursor[tuple[object, ...]]) -> set[int]:
    """Places of staged articles that differ from the stored ones by learned lines alone."""
    return _ordinals(cursor.execute(query("line/only_learned")))


def store_staged(cursor: psycopg.Cursor[tuple[object, ...]], ordinals: Iterable[int]) -> None:
    """Store the staged lines of new articles and new versions."""
    cursor.execute(query("line/store"), {"ordinals": list(ordinals)})


def acting(conn: Connection, sources: Iterable[str]) -> dict[str, frozenset[int]]:
    """The lines to remove from new articles of each of these sources, as hashes."""
    rows = conn.execute(query("line/acting"), {"sources": sorted(set(sources))})
    return {source: frozenset(hashes) for source, hashes in rows}


def note_owed(conn: Connection, *, limit: int, after: int = 0) -> tuple[int, int]:
    """Count up to `limit` new or changed articles above `after` for their sources; how many, and the next `after`."""
    with conn.transaction():
        article_ids = outbox.take(conn, READER, limit=limit, after=after)
        if article_ids:
            conn.execute(query("line/owe"), {"article_ids": article_ids})
    return len(article_ids), article_ids[-1] if article_ids else after


def due_sources(conn: Connection, *, least_share: float) -> list[int]:
    """Sources whose new articles are at least that share of those their learned lines rest on; 0: who has any."""
    return [source_id for (source_id,) in conn.execute(query("line/due"), {"least_share": least_share})]


def refresh(
    conn: Connection, source_ids: Sequence[int], tests: Mapping[str, int | float], hash_of: Callable[[str], int | None]
) -> tuple[int, int, int]:
    """Rebuild the learned lines of these sources, all or none; how many changed, are gone and got their text.

    `tests` are the values a line must reach, see compare.lines.Promotion. A second call changes nothing.
    """
    asked = {"source_ids": list(source_ids)}
    with conn.transaction():
        takedowns.share(conn)
        row = conn.execute(query("line/refresh"), {**tests, **asked}).fetchone()
        conn.execute(query("line/note_counted"), {"window_days": tests["window_days"], **asked})
        changed, gone = (row[0], row[1]) if row else (0, 0)
        return changed, gone, _name_lines(conn, asked, hash_of)


def _name_lines(conn: Connection, asked: Mapping[str, list[int]], hash_of: Callable[[str], int | None]) -> int:
    """Look up the texts of learned lines that have none, by hashing the lines of an example; how many were found."""
    rows = conn.execute(query("line/nameless"), asked).fetchall()
    named = [
        {"source_id": source_id, "line_hash": line_hash, "text": text}
        for source_id, line_hash, texts, removed in rows
        if (text := _text_of(line_hash, [*texts.split("\n\n"), *removed], hash_of)) is not None
    ]
    with conn.cursor() as cursor:
        cursor.executemany(query("line/name_line"), named)
    return len(named)


def listed(conn: Connection, *, source: str | None, status: str | None, limit: int) -> list[LearnedLine]:
    """Learned lines of one source or of all, those in most articles first."""
    with conn.cursor(row_factory=class_row(LearnedLine)) as cursor:
        asked = {"source": source, "status": status, "limit": limit}
        return cursor.execute(query("line/list_lines"), asked).fetchall()


def decide(  # noqa: PLR0913 (who says what of which line)
    conn: Connection, line_hash: int, *, status: str, source: str | None, by: str, reason: str | None, at: datetime
) -> list[tuple[str, str | None]]:
    """A person's word, `approved` or `rejected`, on a line of one source or of all; sources and texts it concerned."""
    asked = {"line_hash": line_hash, "status": status, "source": source, "by": by, "reason": reason, "at": at}
    return conn.execute(query("line/decide"), asked).fetchall()


def _text_of(line_hash: int, lines: Iterable[str], hash_of: Callable[[str], int | None]) -> str | None:
    return next((line for line in lines if hash_of(line) == line_hash), None)


def _ordinals(cursor: psycopg.Cursor[tuple[object, ...]]) -> set[int]:
    return {ordinal for (ordinal,) in cursor.fetchall()}  # pyright: ignore[reportReturnType]
