"""What is kept of texts to find near copies, and who shares it. What a signature is, the caller knows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeVar

from psycopg.rows import class_row, kwargs_row

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wireroom.warehouse.connection import Connection

CROWD = 100  # articles to compare one with; where there are more, its commonest keys are a crowd's
FEW = 3  # articles that stand for a key of a crowd

Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article whose signature is to be made."""

    article_id: int
    source_id: int
    url: str | None
    title: str | None
    text: str  #: lead and body
    content_sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSignature:
    """A row of news.article_signature; the columns' comments say what they are."""

    article_id: int
    method: int
    content_sha256: bytes
    source_id: int
    site: str | None
    band_keys: list[int]
    sketch: bytes
    shingle_count: int
    sentence_hashes: list[int]
    sentence_letters: list[int]
    title_hash: int | None
    title_share: float


def lock(conn: Connection) -> None:
    """Let nobody else relate articles until the end of the transaction."""
    conn.execute(query("duplicate/lock"))


def unsigned(conn: Connection, article_ids: Sequence[int], *, method: int) -> list[Text]:
    """Of these articles those whose signature is missing, or is of another content or method."""
    with conn.cursor(row_factory=class_row(Text)) as cursor:
        return cursor.execute(query("signature/read"), {"article_ids": article_ids, "method": method}).fetchall()


def store(conn: Connection, signatures: Iterable[StoredSignature]) -> None:
    """Keep signatures in the place of earlier ones."""
    with conn.cursor() as cursor:
        cursor.executemany(query("signature/store"), [asdict(signature) for signature in signatures])


def candidates(conn: Connection, article_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Pairs worth comparing of each of these articles with any other, the smaller number first.

    Where an article has more than CROWD others, its commonest keys are looked up this once; from then on FEW articles
    stand for each of them, so that a formula of a whole site costs each of its pages some hundred comparisons. Which
    pairs of a crowd are compared depends on who came first; all else does not.

    No window of time: a lookup beside 100,000 articles takes the server 0.6 ms, and old texts are reprinted.
    """
    found: defaultdict[int, list[int]] = defaultdict(list)
    pairs: set[tuple[int, int]] = set()
    for article_id, other_id, stands in conn.execute(query("signature/candidates"), {"article_ids": article_ids}):
        pairs.add((min(article_id, other_id), max(article_id, other_id)))
        if not stands:
            found[article_id].append(other_id)
    for article_id, others in sorted(found.items()):
        if len(others) > CROWD:
            asked = {"article_id": article_id, "other_ids": others, "crowd": CROWD, "few": FEW}
            conn.execute(query("signature/note_crowd"), asked)
    return pairs


def leave_crowds(conn: Connection, article_ids: Sequence[int]) -> None:
    """These articles no longer stand for a crowd: their text has changed."""
    conn.execute(query("signature/leave_crowds"), {"article_ids": article_ids})


def look(conn: Connection, article_ids: Iterable[int], make: Callable[..., Seen]) -> dict[int, Seen]:
    """These articles as they are compared, made by `make` of the columns of signature/look, by number."""
    with conn.cursor(row_factory=kwargs_row(make)) as cursor:
        rows = cursor.execute(query("signature/look"), {"article_ids": sorted(article_ids)}).fetchall()
    return {row.article_id: row for row in rows}  # pyright: ignore[reportAttributeAccessIssue]


def texts(conn: Connection, article_ids: Iterable[int]) -> dict[int, str]:
    """What the signatures of these articles were made of."""
    return dict(conn.execute(query("signature/texts"), {"article_ids": sorted(article_ids)}))
