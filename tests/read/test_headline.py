"""Titles and leads, found in cleaned texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.model import Block, BlockKind
from wireroom.read.headline import display_title, split_plain, split_stated

TITLE = "Old bridge to be rebuilt"
LEAD = "The city council has decided to rebuild the old bridge across the river."
TOLD = "On Monday evening the city council decided that the old bridge across the river is to be rebuilt by spring."
OTHER = "Ferries leave twice an hour, and tickets cost two crowns for grown-ups."
MORE = "The mayor thanked all who had written letters."


def blocks(*texts: str) -> list[Block]:
    return [Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts]


def test_a_headline_shaped_first_line_is_the_title_and_the_next_paragraph_the_lead() -> None:
    head = split_plain(blocks(TITLE, LEAD, OTHER, MORE), opened_by_notice=False)

    assert (head.title, head.lead, [block.text for block in head.blocks]) == (TITLE, LEAD, [OTHER, MORE])


def test_what_follows_a_notice_is_not_taken_for_a_title() -> None:
    head = split_plain(blocks(TITLE, LEAD, OTHER), opened_by_notice=True)

    assert (head.title, head.lead) == (None, None)


def test_without_a_title_a_first_paragraph_told_again_is_the_lead() -> None:
    head = split_plain(blocks(LEAD, TOLD, OTHER), opened_by_notice=False)

    assert (head.title, head.lead, len(head.blocks)) == (None, LEAD, 2)


def test_without_a_title_another_first_paragraph_is_body() -> None:
    head = split_plain(blocks(LEAD, OTHER, MORE), opened_by_notice=False)

    assert (head.title, head.lead, len(head.blocks)) == (None, None, 3)


def test_a_first_line_that_repeats_the_stated_title_goes() -> None:
    head = split_stated(blocks(TITLE.upper(), OTHER, MORE), title=TITLE, description=None)

    assert [block.text for block in head.blocks] == [OTHER, MORE]


@pytest.mark.parametrize("description", [LEAD, LEAD[:60] + "…"])
def test_the_first_paragraph_that_is_the_description_is_the_lead(description: str) -> None:
    head = split_stated(blocks(LEAD, OTHER), title=TITLE, description=description)

    assert (head.lead, [block.text for block in head.blocks]) == (LEAD, [OTHER])


def test_a_display_title_is_cut_at_a_word() -> None:
    shown = display_title(None, None, blocks(TOLD + " " + OTHER))

    assert shown.endswith("…")
    assert TOLD.startswith(shown[:-1])
    assert TOLD[len(shown) - 1] == " "


@given(st.lists(st.text(min_size=1), min_size=1, max_size=6), st.booleans())
def test_head_and_body_are_the_whole_text(texts: list[str], opened: bool) -> None:
    head = split_plain(blocks(*texts), opened_by_notice=opened)
    parts = [part for part in (head.title, head.lead) if part is not None]

    assert [*parts, *(block.text for block in head.blocks)] == texts
