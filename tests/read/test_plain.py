"""Plain texts become blocks whatever way their author broke the lines."""

from textwrap import fill

from hypothesis import given
from hypothesis import strategies as st
from wireroom.model import Block, BlockKind
from wireroom.read.plain import mark_subheads, read_text

FIRST = "The council voted on Monday to rebuild the old bridge over the river, which has been closed since spring."
SECOND = "Work is to begin in the autumn and to last a year; ferries will cross twice an hour until it is done."


def texts(text: str) -> list[str]:
    return [block.text for block in read_text(text).blocks]


def paragraph(text: str) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text)


def test_every_line_is_a_block_where_lines_are_paragraphs() -> None:
    assert texts(f"Bridge to be rebuilt\n{FIRST}\n{SECOND}\n") == ["Bridge to be rebuilt", FIRST, SECOND]


def test_blank_lines_part_blocks() -> None:
    assert texts(f"\r\n{FIRST}\r\n\r\n\r\n{SECOND}\r\n") == [FIRST, SECOND]


def test_hard_wrapped_paragraphs_are_joined() -> None:
    wrapped = "\n\n".join(fill(text * 2, 60) for text in (FIRST + " ", SECOND + " "))

    assert texts(wrapped) == [f"{FIRST} {FIRST}", f"{SECOND} {SECOND}"]


def test_hard_wrapped_japanese_is_joined_without_spaces() -> None:
    line = "市議会は月曜日に古い橋を架け替えることを決めた工事は秋に始まる"

    assert texts(f"{line}\n{line}\n{line}\n終わり。\n\n{line}\n終わり。") == [f"{line * 3}終わり。", f"{line}終わり。"]


def test_the_indent_of_a_metadata_prefix_stays_for_the_cleaner() -> None:
    assert texts(f" date 2024-03 {FIRST}\n\n  {SECOND}") == [f" date 2024-03 {FIRST}", SECOND]


def test_a_short_line_before_a_paragraph_is_a_subhead() -> None:
    marked = mark_subheads([paragraph(FIRST), paragraph("What comes next?"), paragraph(SECOND)])

    assert [block.kind.value for block in marked] == ["p", "h", "p"]


def test_quotes_speech_labels_and_last_lines_are_no_subheads() -> None:
    lines = [FIRST, "– We are ready, she said", SECOND, '"We are ready."', SECOND, "He said:", SECOND, "Anna Berg"]

    assert {block.kind for block in mark_subheads([paragraph(line) for line in lines])} == {BlockKind.PARAGRAPH}


@given(st.text())
def test_no_letter_is_lost_or_made(text: str) -> None:
    kept = "".join("".join(block.text.split()) for block in read_text(text).blocks)

    assert kept == "".join(text.split())
