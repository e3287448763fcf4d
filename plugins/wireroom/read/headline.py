"""Title and lead of a cleaned text. Cleaning comes first: a notice on top would pass for a headline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wireroom.model import Block, BlockKind
from wireroom.read.shapes import is_headline_shaped

LONGEST_LEAD = 600  # characters; a longer first paragraph is body
TOLD_AGAIN = 0.5  # share of the lead's words that the next paragraph repeats
SAME_TEXT = 0.8  # share of words that makes a paragraph the page's own summary
STEM = 5  # characters compared of a word: enough to see through most inflection
SHORTEST_WORD = 4  # characters; shorter words say nothing about content
FEWEST_WORDS = 4  # of content, for a comparison to mean anything
DISPLAY_LENGTH = 100  # characters of a title made from the beginning of a text

_WORD = re.compile(r"\w+")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """A text with its head set apart."""

    title: str | None
    lead: str | None
    blocks: tuple[Block, ...]


def split_plain(blocks: Sequence[Block], *, opened_by_notice: bool) -> Headed:
    """Head of a plain text that states no title.

    The first line is the title where it is shaped like one and no notice stood before it (what follows a notice
    may be its caption). After a title line the next paragraph is the lead; without one the first paragraph is a
    lead only where the next tells it again.
    """
    rest = list(blocks)
    title = None
    if len(rest) > 1 and not opened_by_notice and is_headline_shaped(rest[0].text) and not rest[0].is_link:
        title, rest = rest[0].text, rest[1:]
    is_lead = _may_be_lead(rest, body=2) and (title is not None or _is_told_again(rest[0], rest[1]))
    return _headed(title, rest, is_lead=is_lead)


def split_stated(blocks: Sequence[Block], *, title: str, description: str | None) -> Headed:
    """Head of a text whose title is stated.

    A first line that repeats the title goes. A first paragraph becomes the lead where it equals the page's own
    description or the next paragraph tells it again.
    """
    rest = list(blocks)
    if len(rest) > 1 and _same_line(rest[0].text, title):
        rest = rest[1:]
    is_lead = _may_be_lead(rest, body=1) and (
        (description is not None and _is_summary(rest[0].text, description)) or _is_told_again(rest[0], rest[1])
    )
    return _headed(title, rest, is_lead=is_lead)


def _may_be_lead(blocks: Sequence[Block], *, body: int) -> bool:
    """Is the first block a paragraph of a lead's length, with `body` blocks or more after it?"""
    return len(blocks) > body and blocks[0].kind is BlockKind.PARAGRAPH and len(blocks[0].text) <= LONGEST_LEAD


def _headed(title: str | None, blocks: list[Block], *, is_lead: bool) -> Headed:
    if is_lead:
        return Headed(title=title, lead=blocks[0].text, blocks=tuple(blocks[1:]))
    return Headed(title=title, lead=None, blocks=tuple(blocks))


def display_title(title: str | None, lead: str | None, blocks: Sequence[Block]) -> str:
    """The title, else the beginning of the text cut at a word to about 100 characters with an ellipsis."""
    if title:
        return title
    text = " ".join((lead or (blocks[0].text if blocks else "")).split())
    if len(text) <= DISPLAY_LENGTH:
        return text
    head = text[:DISPLAY_LENGTH]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > DISPLAY_LENGTH // 2 else head).rstrip(" ,;:–—-") + "…"


def _is_told_again(first: Block, following: Block) -> bool:
    if following.kind is not BlockKind.PARAGRAPH:
        return False
    return _shared(first.text, following.text) >= TOLD_AGAIN


def _is_summary(text: str, description: str) -> bool:
    """The same words both ways; a description cut short by the page still counts."""
    cut = description.rstrip().removesuffix("...").removesuffix("…").rstrip()
    if len(cut) > DISPLAY_LENGTH // 2 and text.startswith(cut):
        return True
    return min(_shared(text, description), _shared(description, text)) >= SAME_TEXT


def _shared(text: str, other: str) -> float:
    words, others = _content(text), _content(other)
    return len(words & others) / len(words) if len(words) >= FEWEST_WORDS else 0.0


def _content(text: str) -> set[str]:
    """Beginnings of the longer words, and pairs of characters where the script writes no spaces."""
    folded = text.casefold()
    pairs = {text[i : i + 2] for i in range(len(text) - 1) if _DENSE.match(text, i)}
    if pairs:
        return pairs
    return {word[:STEM] for word in _WORD.findall(folded) if len(word) >= SHORTEST_WORD}


def _same_line(line: str, title: str) -> bool:
    return _WORD.findall(line.casefold()) == _WORD.findall(title.casefold())
