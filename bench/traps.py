"""Lines that must stay and lines that must go, each set into an article of its language."""

from pathlib import Path

import yaml
from wireroom.model import Block, BlockKind
from wireroom.read.clean import clean
from wireroom.read.rules import rules_for

AROUND = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore magna aliqua.",
    "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.",
    "Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur.",
)


def sprung(path: Path) -> tuple[list[str], int]:
    """The traps that do not hold, each as a line, and how many there are in all."""
    traps: list[dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    failed = [f"{trap['lang']}: {trap}" for trap in traps if not holds(trap)]
    return failed, len(traps)


def holds(trap: dict[str, str]) -> bool:
    """Does a line that must stay stay whole, or one that must go go whole? `ctx` may give the lines around it."""
    line = trap.get("keep") or trap["drop"]
    around = trap.get("ctx")
    before, after = (AROUND, AROUND) if around is None else _around(around, line)
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=text) for text in (*before, line, *after)]
    kept = [block.text for block in clean(blocks, rules_for(trap["lang"]), title="A title of another page").blocks]
    return (line in kept) == ("keep" in trap)


def _around(context: object, line: str) -> tuple[list[str], list[str]]:
    lines = [str(one) for one in context] if isinstance(context, list) else str(context).split("\n")
    if line in lines:
        place = lines.index(line)
        return [*AROUND, *lines[:place]], [*lines[place + 1 :], *AROUND]
    return [*AROUND, *lines[:1]], [*lines[1:], *AROUND]
