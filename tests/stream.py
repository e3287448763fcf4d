"""The articles of one source over some weeks, with what a source repeats planted in them."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What a wall of several lines, a prompt above the text and a long sentence below it look like.
WALL = (
    "Three stories a month are yours without paying",
    "Choose the plan that suits you and your household",
    "Cancel whenever you like, by letter or in person",
)
HEAD = "The Bay Courier is an independent paper of its readers"
TAIL = (
    "The Bay Courier is made by sixty people who live around the bay and who answer every letter that reaches them"
    " before noon."
)
PLANTED = {*WALL, HEAD, TAIL}

QUOTE = "“We have nothing to add to that,” the harbour office said."
SUBHEADS = ("What we know so far", "Why it matters to people around the bay", "What happens next")
BACKGROUND = "The old pier was closed after the storm of last spring, when its outer wall broke in two places."
TEMPLATE = (
    "This is what the fish market paid this morning.",
    "All prices are per crate and without the harbour fee.",
    "The next table follows with the next auction",
)
SPARED = {QUOTE, *SUBHEADS, BACKGROUND, *TEMPLATE}

_WHO, _DID, _WHAT, _WHERE, _WHEN = (
    words.split()
    for words in (
        "fishermen clerks teachers sailors bakers gardeners nurses carpenters pilots farmers printers weavers",
        "repaired sold counted painted measured opened visited closed inspected moved praised questioned",
        "boats schools bridges gardens roofs archives markets towers mills cellars ferries orchards",
        "Anholm Brevik Corran Dunmore Eskdale Farnham Glenby Hartness Inverley Jorvik Kilmory Langoe",
        "spring summer autumn winter morning evening week month year season holiday weekend",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as it would be announced."""

    number: int
    day: date
    title: str
    lines: tuple[str, ...]

    @property
    def record(self) -> str:
        """A line of JSON for a seed file."""
        return json.dumps(
            {
                "url": f"https://courier.example/{self.number}",
                "title": self.title,
                "text": "\n\n".join(self.lines),
                "published": self.day.isoformat(),
                "language": "en",
            }
        )


def stories(count: int = 120, *, days: int = 24, seed: int = 1) -> list[Story]:
    """`count` stories spread over `days` days; which of them bear what is planted is drawn."""
    draw = random.Random(seed)
    return [_story(draw, number, date(2026, 3, 1) + timedelta(days=number * days // count)) for number in range(count)]


def write(folder: Path, chosen: list[Story], name: str = "stories.jsonl") -> Path:
    """A seed file of the stories; gives its directory."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("".join(f"{story.record}\n" for story in chosen), encoding="utf-8")
    return folder


def _story(draw: random.Random, number: int, day: date) -> Story:
    if number % 6 == 5:
        return Story(number=number, day=day, title=f"Fish prices on {day:%B} {day.day}", lines=_table(draw))
    lines = [_paragraph(draw) for _ in range(draw.randint(4, 7))]
    if draw.random() < 0.4:
        lines.insert(2, draw.choice(SUBHEADS))
    if draw.random() < 0.3:
        lines.insert(draw.randint(1, len(lines) - 1), QUOTE)
    if draw.random() < 0.3:
        lines.insert(draw.randint(1, len(lines) - 1), BACKGROUND)
    head = [HEAD] if draw.random() < 0.3 else []
    wall = list(WALL) if draw.random() < 0.4 else []
    tail = [TAIL] if draw.random() < 0.5 else []
    return Story(number=number, day=day, title=_title(draw), lines=(*head, *lines, *wall, *tail))


def _title(draw: random.Random) -> str:
    who, did, what, where = (draw.choice(words) for words in (_WHO, _DID, _WHAT, _WHERE))
    opens = draw.choice([f"{where} {who}", f"{who.capitalize()} of {where}", f"{what.capitalize()} of {where}"])
    return f"{opens} {did} the {what} and the {draw.choice(_WHAT)}"


def _paragraph(draw: random.Random) -> str:
    return " ".join(_sentences(draw))


def _sentences(draw: random.Random) -> Iterator[str]:
    for _ in range(3):
        who, did, what, where, when = (draw.choice(words) for words in (_WHO, _DID, _WHAT, _WHERE, _WHEN))
        yield (
            f"The {who} of {where} {did} {draw.randint(2, 99)} {what} that {when}, and the {draw.choice(_WHO)} from"
            f" {draw.choice(_WHERE)} {draw.choice(_DID)} the rest of the {draw.choice(_WHAT)} a"
            f" {draw.choice(_WHEN)} later."
        )


def _table(draw: random.Random) -> tuple[str, ...]:
    rows = [f"For {what} the buyers paid {draw.randint(10, 999)} crowns a crate." for what in ("cod", "herring", "eel")]
    return (TEMPLATE[0], rows[0], TEMPLATE[1], *rows[1:], _paragraph(draw), TEMPLATE[2])
