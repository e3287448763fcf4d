"""Tables line up, whatever the script of a title."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from wireroom.local import view
from wireroom.local.ingest import source_name

if TYPE_CHECKING:
    import pytest


@given(st.text(), st.integers(min_value=1, max_value=60))
def test_a_shortened_title_fits(text: str, room: int) -> None:
    assert view.width(view.shortened(text, room)) <= room


@given(st.text(max_size=20))
def test_a_title_that_fits_is_not_touched(text: str) -> None:
    assert view.shortened(text, 40) == text


def test_wide_letters_take_two_columns_and_accents_none() -> None:
    assert (view.width("東京"), view.width("e\N{COMBINING ACUTE ACCENT}")) == (4, 1)


def test_a_title_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    view.print_table(("title",), [("\x1b[31mred\nline",)])

    assert capsys.readouterr().out == "title\n [31mred line\n"


@given(st.text(min_size=1, max_size=200).filter(lambda text: text not in {".", ".."} and not set("/\0") & set(text)))
def test_any_directory_gives_a_source_the_form_takes(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", source_name(Path(name)))
