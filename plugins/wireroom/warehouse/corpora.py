"""Corpora: sets of articles frozen for research, by version."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import class_row

from wireroom.warehouse.connection import require_autocommit
from wireroom.warehouse.queries import query, stage

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from datetime import datetime

    from wireroom.warehouse.connection import Connection

CHOICE_TYPES = ["int8", "text", "text[]", "float8"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What is known of a corpus."""

    corpus: str
    note: str | None
    article_count: int  #: those taken down since among them
    taken_down_count: int
    frozen_at: datetime
    frozen_by: str
    content_sha256: str
    query: str
    manifest: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An article chosen for a corpus, by its number or its public id, and what a sample says of it."""

    article_id: int | None = None
    public_id: str | None = None
    stratum: Sequence[str | None] | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Members of a corpus, counted now."""

    frozen: int
    found: int
    taken_down: int
    adds_up: bool | None  #: their hashes give that of the manifest; None where some were taken down


@contextmanager
def one_moment(conn: Connection) -> Generator[None]:
    """A transaction that sees the warehouse as it is at its first statement; no takedown erases anything meanwhile.

    Needs a connection in autocommit. Waits first for a takedown that is erasing.
    """
    require_autocommit(conn)
    before, conn.isolation_level = conn.isolation_level, psycopg.IsolationLevel.REPEATABLE_READ
    try:
        with conn.transaction():
            conn.execute(query("corpus/hold_takedowns"))
            yield
    finally:
        if not conn.broken:
            conn.isolation_level = before


def add(  # noqa: PLR0913 (which, chosen how, by whom and when)
    conn: Connection, name: str, *, text: str, note: str | None, by: str, at: datetime
) -> int | None:
    """The number of a new corpus without articles, chosen by the query `text`; None where the name is taken."""
    asked = {"name": name, "query": text, "note": note, "by": by, "at": at}
    row = conn.execute(query("corpus/add"), asked).fetchone()
    return int(row[0]) if row else None


def choose(conn: Connection, choices: Iterable[Choice]) -> list[str]:
    """Stage what was chosen, for the length of the transaction; up to three of those that are no articles."""
    with conn.cursor() as cursor:
        cursor.execute(stage("corpus"))
        with cursor.copy(query("corpus/copy")) as copy:
            copy.set_types(CHOICE_TYPES)
            for each in choices:
                stratum = None if each.stratum is None else list(each.stratum)
                copy.write_row((each.article_id, each.public_id, stratum, each.weight))
        cursor.execute(query("corpus/identify"))
        return [name for (name,) in cursor.execute(query("corpus/unknown"))]


def freeze(conn: Connection, corpus_id: int, *, code_version: str) -> int:
    """Keep the staged articles in their newest version, with the manifest; how many."""
    asked = {"corpus_id": corpus_id}
    conn.execute(query("corpus/add_members"), asked)
    conn.execute(query("corpus/seal"), asked)
    row = conn.execute(query("corpus/describe"), {**asked, "code_version": code_version}).fetchone()
    return int(row[0]) if row else 0


def listed(conn: Connection) -> list[Corpus]:
    """Every corpus, the newest first."""
    with conn.cursor(row_factory=class_row(Corpus)) as cursor:
        return cursor.execute(query("corpus/list")).fetchall()


def rows() -> bytes:
    """The query for a corpus as it is exported, with parameters `name` and `restricted`, the sources left out."""
    return query("corpus/rows").encode()


def counted(conn: Connection, name: str) -> Count | None:
    """Count the members of a corpus; None where there is no such corpus."""
    with conn.cursor(row_factory=class_row(Count)) as cursor:
        return cursor.execute(query("corpus/count"), {"name": name}).fetchone()


def altered(conn: Connection, name: str) -> list[tuple[str, int, bool]]:
    """Members that are not what was frozen and no declared gap: public id, version, is its text gone."""
    return conn.execute(query("corpus/altered"), {"name": name}).fetchall()


def drop(conn: Connection, name: str) -> bool:
    """Forget a corpus; False where there is none."""
    return conn.execute(query("corpus/drop"), {"name": name}).rowcount == 1
