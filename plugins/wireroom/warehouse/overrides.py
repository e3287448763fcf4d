"""What people said of single articles; it holds however often the article is read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from wireroom.errors import OverrideRefused
from wireroom.parts import Override
from wireroom.warehouse import takedowns
from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest, storable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wireroom.warehouse.connection import Connection


class Field(StrEnum):
    """What a person may say of an article. The words appear in SQL."""

    LANGUAGE = "language"
    PUBLISHED = "published"
    NOT_ARTICLE = "not_article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One override, as people look at it."""

    url_key: str
    field: str
    value: str
    reason: str
    decided_by: str
    decided_at: datetime


def of(conn: Connection, url_keys: Iterable[str]) -> dict[str, Override]:
    """The overrides of these articles, by url_key; only of those that have one."""
    by_hash = {digest(key): key for key in url_keys}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for url_key_hash, field, value, reason in conn.execute(
        query("override/of_articles"), {"url_key_hashes": list(by_hash)}
    ):
        found[by_hash[bytes(url_key_hash)]][field] = reason if field == Field.NOT_ARTICLE else value
    return {
        key: Override(
            language=said.get(Field.LANGUAGE),
            published=said.get(Field.PUBLISHED),
            not_article=said.get(Field.NOT_ARTICLE),
        )
        for key, said in found.items()
    }


def put(  # noqa: PLR0913 (who says what of which article)
    conn: Connection, url_key: str, field: Field, value: str, *, reason: str, by: str, at: datetime
) -> None:
    """Keep one override, in the place of an earlier one of this field. Raises OverrideRefused of what is taken down."""
    with conn.transaction():
        takedowns.share(conn)
        if said := takedowns.objection(conn, [url_key]):
            raise OverrideRefused(said)
        conn.execute(
            query("override/set_value"),
            {
                "url_key_hash": digest(url_key),
                "field": field,
                "url_key": storable(url_key),
                "value": value,
                "reason": storable(reason),
                "by": storable(by),
                "at": at,
            },
        )


def remove(conn: Connection, url_key: str, field: Field | None) -> int:
    """Take back the override of one field, or of all; how many there were."""
    asked = {"url_key_hash": digest(url_key), "field": field}
    return conn.execute(query("override/remove_value"), asked).rowcount


def listed(conn: Connection) -> list[Said]:
    """All overrides, newest first."""
    with conn.cursor(row_factory=class_row(Said)) as cursor:
        return cursor.execute(query("override/list_all")).fetchall()


def page_of(conn: Connection, url_key: str) -> bytes | None:
    """SHA-256 of the page that the article was read from; None where there is no such article."""
    row = conn.execute(query("override/stored_article"), {"url_key_hash": digest(url_key)}).fetchone()
    return bytes(row[0]) if row else None
