"""What articles name, how often that is met, and who shares it: kept for comparing them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from wireroom.warehouse.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadedText:
    """The head of an article, and what is known of when it was published."""

    article_id: int
    text: str
    language: str
    published_precision: str | None
    published_earliest: datetime | None
    published_latest: datetime | None
    origin: str
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnchors:
    """The anchors of an article, as the warehouse keeps them."""

    article_id: int
    method: str
    language: str
    window_kind: str
    window_start: datetime | None
    window_end: datetime | None
    keys: list[str]
    counts: list[int]
    groups: list[int]  #: empty where an earlier method read it
    weekday: int | None
    stems: list[int]


def texts(conn: Connection, article_ids: Sequence[int], *, characters: int) -> list[HeadedText]:
    """The first `characters` of headline, lead and body of each article, by number."""
    with conn.cursor(row_factory=class_row(HeadedText)) as cursor:
        asked = {"article_ids": list(article_ids), "characters": characters}
        return cursor.execute(query("anchor/texts"), asked).fetchall()


def known(conn: Connection, article_ids: Iterable[int]) -> dict[int, StoredAnchors]:
    """What is kept of these articles."""
    with conn.cursor(row_factory=class_row(StoredAnchors)) as cursor:
        found = cursor.execute(query("anchor/known"), {"article_ids": sorted(article_ids)})
        return {anchors.article_id: anchors for anchors in found}


def keep(conn: Connection, rows: Iterable[tuple[StoredAnchors, Sequence[str], Sequence[int]]]) -> None:
    """Keep the anchors of articles, each with the labels of its keys and with its probes."""
    with conn.cursor() as cursor:
        cursor.executemany(
            query("anchor/keep"),
            [
                {
                    "article_id": anchors.article_id,
                    "method": anchors.method,
                    "language": anchors.language,
                    "window_kind": anchors.window_kind,
                    "window_start": anchors.window_start,
                    "window_end": anchors.window_end,
                    "keys": anchors.keys,
                    "labels": list(labels),
                    "counts": anchors.counts,
                    "groups": anchors.groups,
                    "weekday": anchors.weekday,
                    "stems": anchors.stems,
                    "probes": list(probes),
                }
                for anchors, labels, probes in rows
            ],
        )


def count(conn: Connection, *, come: Iterable[StoredAnchors], gone: Iterable[StoredAnchors]) -> None:
    """Move the frequencies by articles that are new or changed, and by what the changed ones were."""
    keys, stems, languages = Counter[str](), Counter[int](), Counter[str]()
    for articles, change in ((come, 1), (gone, -1)):
        for anchors in articles:
            for key in anchors.keys:
                keys[key] += change
            for stem in anchors.stems:
                stems[stem] += change
            languages[anchors.language] += change
    for name, moved, unit in (
        ("anchor/count_keys", keys, "keys"),
        ("anchor/count_stems", stems, "stems"),
        ("anchor/count_languages", languages, "languages"),
    ):
        changes = {what: change for what, change in moved.items() if change}
        if changes:
            conn.execute(query(name), {unit: list(changes), "changes": list(changes.values())})


def frequencies(
    conn: Connection, keys: Iterable[str], stems: Iterable[int]
) -> tuple[dict[str, int], dict[str, int], dict[int, int]]:
    """How many articles there are by language, hold each of `keys`, and hold each of `stems`."""
    languages: Mapping[str, int] = dict(conn.execute(query("anchor/language_counts")).fetchall())
    of_keys = conn.execute(query("anchor/key_counts"), {"keys": sorted(set(keys))}).fetchall()
    of_stems = conn.execute(query("anchor/stem_counts"), {"stems": sorted(set(stems))}).fetchall()
    return dict(languages), dict(of_keys), dict(of_stems)


def candidates(conn: Connection, probes: Mapping[int, Sequence[int]], *, limit: int) -> dict[int, list[int]]:
    """For each article with its probes: up to `limit` others that share at least two, most of them first."""
    pairs = [(article_id, probe) for article_id, asked in probes.items() for probe in asked]
    found: dict[int, list[int]] = defaultdict(list)
    asked = {
        "article_ids": [article_id for article_id, _ in pairs],
        "probes": [probe for _, probe in pairs],
        "limit": limit,
    }
    for article_id, other_id in conn.execute(query("event/candidates"), asked):
        found[article_id].append(other_id)
    return dict(found)
