"""The extractor's result tree into blocks, with those marked that are nothing but links."""

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement

from wireroom.model import Block, BlockKind
from wireroom.read.links import link_key

_KINDS = {
    "head": BlockKind.HEADING,
    "item": BlockKind.ITEM,
    "quote": BlockKind.QUOTE,
    "row": BlockKind.TABLE,
}
_BREAKS = frozenset({"p", "div", "list", "table", "lb", "code", *_KINDS})
CELL_GAP = " | "  # between the cells of a table row


def read_blocks(body: HtmlElement, links: frozenset[str]) -> tuple[Block, ...]:
    """The blocks of a result tree in reading order. `links`: keys of the page's link blocks, see links.py."""
    blocks: list[Block] = []
    kinds: list[BlockKind] = [BlockKind.PARAGRAPH]
    ranks: list[str] = [""]
    pieces: list[str] = []

    def flush() -> None:
        text = " ".join("".join(pieces).split()).strip(CELL_GAP)
        pieces.clear()
        if text:
            kind = kinds[-1]
            is_link = ranks[-1] not in {"h1", "h2", "h3"} and link_key(text) in links
            blocks.append(Block(kind=kind, text=text, is_link=is_link))

    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag in _BREAKS:
            flush()
        if event == "start":
            if tag in _BREAKS:
                kinds.append(_KINDS.get(tag, kinds[-1]))
                ranks.append(element.get("rend") or "h3" if tag == "head" else ranks[-1])
            pieces.append(element.text or "")
        else:
            if tag in _BREAKS:
                kinds.pop()
                ranks.pop()
            elif tag == "cell":
                pieces.append(CELL_GAP)
            pieces.append(element.tail or "" if element is not body else "")
    flush()
    return tuple(blocks)
