"""The body of an article as pieces: what must remain, and the leftovers between it that must not."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from newsnet.chance import Dice, roll
from newsnet.stories import Story, title_of, told
from newsnet.stories import story as story_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsnet.wording import Told
    from newsnet.world import World

LEFTOVERS = ("video", "related", "newsletter", "ad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One block of a page."""

    kind: str  #: paragraph, subhead, or one of LEFTOVERS
    text: str  #: as a reader sees it
    html: str


def pieces(world: World, one: Story, text: Told) -> list[Piece]:
    """The blocks of an article in order. An edit moves no leftover."""
    own = one.site.tongue
    dice = Dice(roll(world.seed, "leftovers", one.site.number, one.k))
    made = [_plain("paragraph", paragraph) for paragraph in text.paragraphs]
    made.insert(2, Piece(kind="subhead", text=text.subhead, html=f"<h2>{escape(text.subhead)}</h2>"))
    for kind in dice.some(LEFTOVERS, dice.below(4)):
        place = 1 + dice.below(4)
        line = dice.pick(getattr(own, kind))
        made.insert(place, _related(world, one, line) if kind == "related" else _plain(kind, line))
    return made


def remaining(blocks: Sequence[Piece]) -> list[str]:
    """What a reader came for: paragraphs and subheads, in order."""
    return [piece.text for piece in blocks if piece.kind in {"paragraph", "subhead"}]


def _plain(kind: str, text: str) -> Piece:
    return Piece(kind=kind, text=text, html=f"<p>{escape(text)}</p>")


def _related(world: World, one: Story, label: str) -> Piece:
    """A label with the headline of an older article as its link."""
    older = story_of(world, one.site, max(0, one.k - 1 - one.k % 7))
    title = title_of(world, older, edited=False)
    return Piece(
        kind="related",
        text=f"{label} {title}",
        html=f'<p>{escape(label)} <a href="{escape(older.path)}">{escape(title)}</a></p>',
    )


def article(world: World, one: Story, *, edited: bool) -> tuple[Told, list[Piece]]:
    """The words of an article and its blocks."""
    text = told(world, one, edited=edited)
    return text, pieces(world, one, text)
