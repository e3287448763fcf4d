"""Writes the generated pages of docs/ anew, from a throw-away database. `--check` only says which are out of date."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT / "tests"))  # for its throw-away server

import postgres  # noqa: E402
from wireroom.warehouse import dictionary  # noqa: E402
from wireroom.warehouse.connection import session  # noqa: E402
from wireroom.warehouse.migrate import migrate  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable


def data_dictionary() -> str:
    """Tables and columns, from their comments."""
    with postgres.server() as server, postgres.database(server) as url:
        migrate(url, log=lambda _: None)
        with session(url) as conn:
            return dictionary.as_markdown(dictionary.columns(conn))


PAGES: dict[str, Callable[[], str]] = {"docs/data-dictionary.md": data_dictionary}


def main() -> int:
    """Write every page that differs; 1 where `--check` found one that does."""
    stale = 0
    for name, generate in PAGES.items():
        path, text = CHECKOUT / name, generate()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if "--check" in sys.argv:
            print(f"{name} is out of date: run `make docs`")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
