"""The data dictionary is what the database says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.settings import CHECKOUT
from wireroom.warehouse import dictionary

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection


def test_the_data_dictionary_is_current(conn: Connection) -> None:
    page = CHECKOUT / "docs" / "data-dictionary.md"

    assert page.read_text(encoding="utf-8") == dictionary.as_markdown(
        dictionary.columns(conn), dictionary.functions(conn)
    ), "run `make docs`"
