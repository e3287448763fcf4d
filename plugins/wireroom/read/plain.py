"""A plain text article into blocks, and its sub-headlines once the notices are gone. Knows no rule data."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from wireroom.model import Block, BlockKind, Extract
from wireroom.read.shapes import ends_sentence, is_headline_shaped, joins_with_space, weight

EXTRACTOR = "wireroom-plain 1"

LONGEST_WRAPPED_LINE = 130  # characters; a longer line is a paragraph, not one line of it
NARROWEST_COLUMN = 30  # letters; nobody wraps prose narrower
WRAPPED_SHARE = 0.8  # of the lines that are not the last of their paragraph must be full
FEWEST_WRAPPED_LINES = 3  # fewer show no habit
LONGEST_SUBHEAD = 140  # characters

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def read_text(text: str) -> Extract:
    """The blocks of a plain text: one per line, or one per blank-line group where the text is hard-wrapped.

    Lines stay as they are (the first keeps its indent, which is part of a metadata prefix): deciding on title,
    dates and notices comes after cleaning.
    """
    groups = list(_groups(_LINE_END.split(text)))
    wrapped = _is_hard_wrapped(groups)
    lines = [_joined(group) for group in groups] if wrapped else [line for group in groups for line in group]
    blocks = (line.rstrip() if number == 0 else line.strip() for number, line in enumerate(lines))
    return Extract(
        blocks=tuple(Block(kind=BlockKind.PARAGRAPH, text=block) for block in blocks),
        extractor=EXTRACTOR,
    )


def mark_subheads(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Cleaned paragraphs with sub-headlines marked: a short line without a full stop before a longer paragraph."""
    marked: list[Block] = []
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        is_subhead = (
            block.kind is BlockKind.PARAGRAPH
            and position > 0
            and following is not None
            and is_headline_shaped(block.text, longest=LONGEST_SUBHEAD)
            and not is_headline_shaped(following.text, longest=LONGEST_SUBHEAD)
            and len(following.text) > len(block.text)
        )
        marked.append(replace(block, kind=BlockKind.HEADING) if is_subhead else block)
    return tuple(marked)


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for line in lines:
        if line.strip():
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _is_hard_wrapped(groups: Sequence[Sequence[str]]) -> bool:
    """Would the next line's first word not have fitted, nearly always? Then somebody broke the lines by width."""
    inner = [(line, after) for group in groups for line, after in pairwise(group)]
    width = max((len(line) for group in groups for line in group), default=0)
    if len(inner) < FEWEST_WRAPPED_LINES or width > LONGEST_WRAPPED_LINE:
        return False
    if max(weight(line) for line, _ in inner) < NARROWEST_COLUMN or not any(ends_sentence(last) for *_, last in groups):
        return False  # a table or a poem
    full = sum(len(line.rstrip()) + 1 + len(_first_word(after)) > width for line, after in inner)
    return full >= WRAPPED_SHARE * len(inner)


def _first_word(line: str) -> str:
    stripped = line.strip()
    return stripped.split(maxsplit=1)[0] if joins_with_space(stripped) else stripped[:1] * 2


def _joined(group: Sequence[str]) -> str:
    text = group[0].rstrip()
    for line in group[1:]:
        addition = line.strip()
        gap = " " if joins_with_space(text[-1:]) or joins_with_space(addition[:1]) else ""
        text += gap + addition
    return text
