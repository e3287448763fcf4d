"""What a line's neighbours decide: links after a label, lines beside a notice, blocks of links. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from wireroom.model import BlockKind
from wireroom.read import fold
from wireroom.read.rules import Rules
from wireroom.read.scopes import LABELLED, UNLABELLED, Line, Verdict

LONGEST_LIST = 15  # lines of a list of links at the end of a page
TEASER_WORDS = 60
BESIDE_KINDS = frozenset({"paywall", "promo", "comments", "video_notice", "beside"})
LINK_WORDS = range(4, 31)
FEWEST_ITEMS = 3  # that make a list
LINKED_ITEMS = 0.5  # of the items of a list of links
MANY_PARTS = 4  # marks between the parts of an enumeration; no headline has so many
LINK_SHARE = 0.5  # of the page's characters; a page of links is a list somebody made

_ITEM = re.compile(r"\s*[-–•*▪►·]\s")
_ENUMERATED = re.compile(r"[、،|]|,\s")
_ADDRESS = re.compile(r"@\w|https?://|www\.")


def after_labels(lines: Sequence[Line], verdicts: list[Verdict | None]) -> None:
    """Cut what a label standing alone announces: the next headline, its teaser, or a list to the end."""
    for index, found in enumerate(verdicts):
        if found is not None and found.is_lone_label:
            _after_label(lines, verdicts, index, found.rule)


def _after_label(lines: Sequence[Line], verdicts: list[Verdict | None], label: int, rule: str) -> None:
    following = [i for i in range(label + 1, len(lines)) if verdicts[i] is None]
    is_list_to_end = len(following) <= LONGEST_LIST and all(_may_be_link(lines[i], LABELLED) for i in following)
    taken = 0
    for index in range(label + 1, len(lines)):
        found = verdicts[index]
        if found is not None:
            if found.is_lone_label:
                return
            continue
        line = lines[index]
        is_item = bool(_ITEM.match(line.text)) or line.is_link
        is_link = _may_be_link(line, LABELLED) and (is_list_to_end or is_item)
        if is_link or (taken == 0 and _may_be_link(line, UNLABELLED)):
            verdicts[index] = Verdict(kind="related_link", rule=rule)
        elif taken <= 1 and _is_teaser(line):
            verdicts[index] = Verdict(kind="related_teaser", rule=rule)
        else:
            return
        taken += 1


def _may_be_link(line: Line, most: int) -> bool:
    if line.kind in {BlockKind.HEADING, BlockKind.QUOTE, BlockKind.TABLE}:
        return False
    return bool(line.core) and fold.is_link_like(line.bare, most)


def _is_teaser(line: Line) -> bool:
    is_cut_off = line.text.endswith(("...", "…", "[…]"))
    return is_cut_off and line.kind is BlockKind.PARAGRAPH and fold.word_count(line.text) <= TEASER_WORDS


def beside_notices(lines: Sequence[Line], verdicts: list[Verdict | None], rules: Rules) -> None:
    """Cut the lines of a consent or subscription box that say nothing alone but stand next to one that does."""
    if not rules.beside:
        return
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        is_in_box = False
        for index in order:
            found = verdicts[index]
            if found is None and is_in_box:
                found = verdicts[index] = _beside(lines[index], rules)
            # A button inside the box neither opens nor ends it.
            is_in_box = found is not None and (is_in_box or found.kind in BESIDE_KINDS)


def _beside(line: Line, rules: Rules) -> Verdict | None:
    if not line.core or fold.is_speech(line.text):
        return None
    for matcher in rules.beside:
        if matcher.pattern.fullmatch(line.core):
            return Verdict(kind="beside", rule=matcher.rule)
    return None


def link_blocks(lines: Sequence[Line], verdicts: list[Verdict | None]) -> None:
    """Cut lists of links, and blocks that are a link and nothing else, unless they are half of the page."""
    chosen: list[int] = []
    for start, end in _stretches(lines):
        is_free = [i for i in range(start, end) if verdicts[i] is None]
        if _is_introduced(lines, verdicts, start):
            continue
        if lines[start].kind is not BlockKind.ITEM or end - start < FEWEST_ITEMS:
            chosen += [i for i in is_free if _is_link_block(lines[i])]
        elif _is_list_of_links(lines[start:end]):
            chosen += is_free
    linked = sum(len(lines[i].text) for i in chosen)
    if linked <= LINK_SHARE * sum(len(line.text) for line in lines):
        for index in chosen:
            verdicts[index] = Verdict(kind="related_link", rule="any.link_block")


def _stretches(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Lists of items as a whole, any other line alone: where each begins and ends."""
    start = 0
    for is_item, group in groupby(lines, key=lambda line: line.kind is BlockKind.ITEM):
        end = start + len(list(group))
        yield from [(start, end)] if is_item else [(i, i + 1) for i in range(start, end)]
        start = end


def _is_introduced(lines: Sequence[Line], verdicts: Sequence[Verdict | None], start: int) -> bool:
    """Does the line before announce what follows? Then the article speaks of these links."""
    return start > 0 and verdicts[start - 1] is None and lines[start - 1].text.endswith((":", "："))


def _is_list_of_links(items: Sequence[Line]) -> bool:
    """Most items are links and none of them is a sentence; one linked item among others belongs to its list."""
    linked = sum(item.is_link for item in items)
    return linked >= LINKED_ITEMS * len(items) and not any(
        len(item.text) > 0 and (not item.bare or fold.ends_sentence(item.bare)) for item in items
    )


def _is_link_block(line: Line) -> bool:
    if not line.is_link or line.kind is BlockKind.HEADING or not line.bare:
        return False
    if line.bare[0].islower() or line.bare[-1] == ":" or fold.ends_sentence(line.bare) or _ADDRESS.search(line.bare):
        return False
    return fold.word_count(line.bare) in LINK_WORDS and len(_ENUMERATED.findall(line.bare)) < MANY_PARTS
