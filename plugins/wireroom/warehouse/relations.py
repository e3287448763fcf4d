"""Pairs of articles whose texts are alike, the walls seen among them, and the groups they make."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from wireroom.warehouse.connection import Connection

HEADLINES = 3  # over one text, and it is a wall

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRelation:
    """A row of news.article_relation; the columns' comments say what they are."""

    article_id: int
    other_id: int
    kind: str
    is_wall_like: bool
    joins_group: bool
    similarity: float
    containment: float
    sentence_share: float
    shared_letters: int
    method: int


@dataclass(slots=True)
class Changes:
    """What a change of relations does to groups."""

    gained: set[Pair]  #: pairs that belong to one group
    lost: set[int]  #: articles of pairs that no longer do


def replace(  # noqa: PLR0913 (two sets of articles, two thresholds)
    conn: Connection,
    article_ids: Sequence[int],
    found: Sequence[StoredRelation],
    *,
    others: Collection[int],
    wall: float,
    joining: float,
) -> Changes:
    """Give these articles the relations `found` in the place of all that they had, and see to walls.

    With `others` it is only seen whether they still are, or have become, pages of a wall. From similarity `wall` on a
    copy of a wall at another publisher is one too; from `joining` on pairs join groups.
    """
    forgotten = conn.execute(query("relation/forget"), {"article_ids": article_ids}).fetchall()
    lost = {article for one, other, joins, _ in forgotten if joins for article in (one, other)}
    suspects = {article for one, other, _, is_wall_like in forgotten if is_wall_like for article in (one, other)}
    with conn.cursor() as cursor:
        cursor.executemany(query("relation/add"), [asdict(relation) for relation in found])
    changes = Changes(
        gained={(relation.article_id, relation.other_id) for relation in found if relation.joins_group}, lost=lost
    )
    looked_at = sorted({*article_ids, *suspects, *others})
    turned = conn.execute(query("relation/mark_walls"), {"article_ids": looked_at, "headlines": HEADLINES})
    concerned = sorted({*article_ids, *(article_id for article_id, _ in turned)})
    asked = {"article_ids": concerned, "wall": wall, "joining": joining}
    for one, other, joins in conn.execute(query("relation/settle"), asked):
        if joins:
            changes.gained.add((one, other))
        else:
            changes.lost.update((one, other))
    return changes


def joining(conn: Connection, article_ids: Iterable[int]) -> set[Pair]:
    """The pairs of these articles that belong to one group."""
    return set(conn.execute(query("relation/joining"), {"article_ids": sorted(article_ids)}))


def ungrouped(conn: Connection, article_ids: Collection[int]) -> set[int]:
    """Those of these articles that are in no group."""
    return set(article_ids).difference(groups_of(conn, article_ids)) if article_ids else set()


def groups_of(conn: Connection, article_ids: Iterable[int]) -> dict[int, int]:
    """The group of each of these articles that is in one."""
    return dict(conn.execute(query("duplicate/groups"), {"article_ids": sorted(article_ids)}))


def members(conn: Connection, group_ids: Iterable[int]) -> set[int]:
    """The articles of these groups."""
    return {article for (article,) in conn.execute(query("duplicate/members"), {"group_ids": sorted(group_ids)})}


def write_groups(
    conn: Connection, *, entered: Mapping[int, int], merged: Mapping[int, int], left: Collection[int]
) -> None:
    """Write what differs: groups of articles, groups that went over into others, articles that are in none any more."""
    with conn.cursor() as cursor:
        if left:
            cursor.execute(query("duplicate/leave"), {"article_ids": sorted(left)})
        cursor.executemany(
            query("duplicate/relabel"), [{"group_id": group, "into": into} for group, into in merged.items()]
        )
        cursor.executemany(
            query("duplicate/enter"), [{"article_id": article, "group_id": group} for article, group in entered.items()]
        )
