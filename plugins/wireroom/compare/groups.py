"""Which articles hang together? Pure: pairs in, group of each article out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouping:
    """What is to be written. A group is named by the smallest number of its articles."""

    entered: Mapping[int, int]  #: group of each article that was in none
    merged: Mapping[int, int]  #: where the articles of a group go


def regroup(pairs: Iterable[tuple[int, int]], group_of: Mapping[int, int]) -> Regrouping:
    """Join articles along `pairs`. `group_of` has those of them that are in a group which stays together."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    articles: set[int] = set()
    for one, other in pairs:
        articles.update((one, other))
        # The smallest number of a group stands for it, so the smaller root names the joined one.
        low, high = sorted((root(group_of.get(one, one)), root(group_of.get(other, other))))
        parent[high] = low
    groups = {group_of[article] for article in articles if article in group_of}
    return Regrouping(
        entered={article: root(article) for article in sorted(articles) if article not in group_of},
        merged={group: root(group) for group in sorted(groups) if root(group) != group},
    )
