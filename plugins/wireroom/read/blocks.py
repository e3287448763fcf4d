"""The extractor's result tree into blocks, with those marked that are nothing but links."""

from typing import NamedTuple

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement

from wireroom.model import Block, BlockKind
from wireroom.read.links import is_page_of_links, link_blocks, link_key

_KINDS = {
    "head": BlockKind.HEADING,
    "item": BlockKind.ITEM,
    "quote": BlockKind.QUOTE,
    "row": BlockKind.TABLE,
}
_BREAKS = frozenset({"p", "div", "list", "table", "lb", "code", *_KINDS})
_TOP = frozenset({"h1", "h2", "h3"})
FEW_PIECES = 3  # only a text of so few may be a list of links run together
CELL_GAP = " | "  # between the cells of a table row


class Piece(NamedTuple):
    """A block before it is known whether it is a link."""

    kind: BlockKind
    text: str
    is_top_heading: bool  #: of the first three ranks: articles link their own sub-headlines


def read_pieces(body: HtmlElement) -> list[Piece]:
    """The blocks of a result tree in reading order."""
    pieces: list[Piece] = []
    kinds: list[tuple[BlockKind, bool]] = [(BlockKind.PARAGRAPH, False)]
    run: list[str] = []

    def flush() -> None:
        text = " ".join("".join(run).split()).strip(CELL_GAP)
        run.clear()
        if text:
            kind, is_top = kinds[-1]
            pieces.append(Piece(kind, text, is_top))

    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if tag in _BREAKS:
            flush()
        if event == "start":
            if tag in _BREAKS:
                kinds.append(_kind(element, kinds[-1]))
            run.append(element.text or "")
            continue
        if tag in _BREAKS:
            kinds.pop()
        run.append(CELL_GAP if tag == "cell" else "")
        run.append(element.tail or "")
    flush()
    return pieces


def _kind(element: HtmlElement, outer: tuple[BlockKind, bool]) -> tuple[BlockKind, bool]:
    if element.tag == "head":
        return BlockKind.HEADING, element.get("rend", "h3") in _TOP
    return _KINDS.get(element.tag, outer[0]), outer[1]


def mark_links(pieces: list[Piece], tree: HtmlElement) -> tuple[Block, ...]:
    """Blocks out of pieces; `tree` is the whole page, where links still are."""
    within = "".join(link_key(piece.text) for piece in pieces)
    links = link_blocks(tree, within=within)
    if len(pieces) <= FEW_PIECES and is_page_of_links(tree, within=within):
        links |= {link_key(piece.text) for piece in pieces}
    return tuple(
        Block(kind=kind, text=text, is_link=not is_top and bool(links) and link_key(text) in links)
        for kind, text, is_top in pieces
    )
