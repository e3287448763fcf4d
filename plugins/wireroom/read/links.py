"""Which blocks of a page are nothing but links to elsewhere, told from the markup before extraction drops it."""

import re
from collections import Counter
from itertools import islice

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement

MAX_LINKS = 20_000  # a page with more is a link list; its links are not worth the seconds they would cost
LONGEST_LINES = 4_000  # characters of a block whose lines are looked at one by one
LONGEST = 400  # characters; a longer block is prose even if somebody linked all of it
ALL_LINK = 0.95  # of the letters and digits of a block
MOSTLY_LINK = 0.7  # enough for a block that does not end like a sentence

PAGE_OF_LINKS = 0.8  # of the letters and digits of a text

_BLOCKS = frozenset({"p", "li", "div", "td", "dd", "dt", "h4", "h5", "h6", "blockquote", "section", "aside"})
_NEVER = frozenset({"h1", "h2", "h3", "body", "article", "main", "html"})
_NOT_WORD = re.compile(r"\W+")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"'”’»“)\]]*$")


def link_key(text: str) -> str:
    """The letters and digits of a text: what survives the way through the extractor."""
    return _NOT_WORD.sub("", text)


def link_blocks(tree: HtmlElement, *, within: str) -> frozenset[str]:
    """`link_key` of every block that is a link: share of link text >= .95, or >= .7 without a final full stop.

    Only links whose key occurs in `within` are looked at: the key of the text that was taken from the page, so that
    menus cost next to nothing. Headings of the first three ranks never count: articles link their own.
    """
    linked: Counter[HtmlElement] = Counter()
    found: set[str] = set()
    for anchor in islice(tree.iter("a"), MAX_LINKS):
        key = link_key(_short_text(anchor) if len(anchor) else anchor.text or "")
        if not key or key not in within or not _leads_away(anchor):
            continue
        block = _block_of(anchor)
        if block is not None:
            linked[block] += len(key)
        found.update(_blocks_inside(anchor))
    for block, characters in linked.items():
        lines = [(_short_text(block), characters)] if block.find(".//br") is None else _lines(block)
        found.update(link_key(text) for text, letters in lines if _is_link(text, letters))
    return frozenset(found)


def _leads_away(anchor: HtmlElement) -> bool:
    """Does a link lead to another place than its own page?"""
    address = anchor.get("href")
    return bool(address) and not address.lstrip().startswith("#")


def _is_link(text: str, linked: int) -> bool:
    """Is a text with so many letters in links nothing but a link?"""
    letters = len(link_key(text))
    if not letters:
        return False
    share = linked / letters
    return share >= ALL_LINK or (share >= MOSTLY_LINK and not _SENTENCE_END.search(text))


def _lines(block: HtmlElement) -> list[tuple[str, int]]:
    """The lines of a block with line breaks in it, each with the letters and digits that stand in links."""
    lines: list[tuple[str, int]] = []
    text, linked, depth, total = "", 0, 0, 0
    for event, element in etree.iterwalk(block, events=("start", "end")):
        if element.tag == "br" and event == "start":
            lines.append((text, linked))
            text, linked = "", 0
        if element.tag == "a":
            depth += (1 if event == "start" else -1) * _leads_away(element)
        piece = (element.text if event == "start" else element.tail if element is not block else "") or ""
        text += piece
        linked += len(link_key(piece)) if depth else 0
        total += len(piece)
        if total > LONGEST_LINES:
            return []
    return [(" ".join(line.split()), letters) for line, letters in (*lines, (text, linked)) if len(line) <= LONGEST]


def is_page_of_links(tree: HtmlElement, *, within: str) -> bool:
    """Are four fifths of a text the text of links? The extractor may have run a list of them into one paragraph."""
    anchors = islice(tree.iter("a"), MAX_LINKS)
    keys = {link_key(_short_text(anchor)) for anchor in anchors if _leads_away(anchor)}
    return sum(len(key) for key in keys if key in within) >= PAGE_OF_LINKS * len(within) > 0


def _block_of(anchor: HtmlElement) -> HtmlElement | None:
    for element in anchor.iterancestors():
        if element.tag in _BLOCKS:
            return element
        if element.tag in _NEVER:
            return None
    return None


def _blocks_inside(anchor: HtmlElement) -> set[str]:
    """Paragraphs within a link, as in `<a href=…><p>Another story</p></a>`."""
    if not len(anchor):
        return set()
    return {link_key(_short_text(block)) for block in anchor.iter("p", "h4", "h5", "h6")} - {""}


def _short_text(element: HtmlElement) -> str:
    """The text of an element, or nothing where it is longer than LONGEST: stops reading there."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if length > LONGEST:
            return ""
    return " ".join("".join(pieces).split())
