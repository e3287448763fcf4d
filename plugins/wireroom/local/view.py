"""Tables for the terminal, aligned in every script."""

from __future__ import annotations

import shutil
import unicodedata
from typing import TYPE_CHECKING

from wireroom.warehouse.overview import counts, overview

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 40  # articles in the table of `make up`
LEAST_TITLE = 20  # columns


def print_articles(url: str) -> None:
    """Print the newest articles with language, confidence, date and precision, title and pieces removed."""
    lines = overview(url, limit=SHOWN)
    if not lines:
        print("\nno articles yet: put files into seeds/, or run `make up SEEDS=directory`")
        return
    room = max(LEAST_TITLE, shutil.get_terminal_size((120, 40)).columns - 54)
    rows = [
        (
            line.language,
            f"{line.confidence:.2f}",
            line.published or "not stated",
            line.precision or "",
            shortened(line.title, room),
            str(line.removed),
        )
        for line in lines
    ]
    print()
    print_table(("language", "sure", "published", "precision", "title", "removed"), rows)
    total = (counts(url) or {}).get("articles", 0)
    if total > len(lines):
        print(f"... and {total - len(lines)} more")


def print_counts(url: str) -> None:
    """Print how much is stored."""
    found = counts(url)
    if found is None:
        print("the warehouse has no schema yet: run `make migrate`")
        return
    print_table(("stored", ""), [(name, str(number)) for name, number in found.items()])


def has_articles(url: str) -> bool:
    """Is there anything in the warehouse that would be missed?"""
    return any((counts(url) or {}).values())


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headings; each column as wide as its widest cell."""
    table = [tuple(head), *[tuple(_printable(cell) for cell in row) for row in rows]]
    widths = [max(width(row[column]) for row in table) for column in range(len(head))]
    for row in table:
        print("  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip())


def width(text: str) -> int:
    """Columns of a terminal that `text` takes."""
    return sum(_columns(character) for character in text)


def shortened(text: str, room: int) -> str:
    """`text`, cut with an ellipsis where it takes more than `room` columns."""
    if width(text) <= room:
        return text
    kept, taken = "", 1
    for character in text:
        taken += _columns(character)
        if taken > room:
            break
        kept += character
    return kept + "…"


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _printable(text: str) -> str:
    """A title is foreign text: it must not steer the terminal."""
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)
