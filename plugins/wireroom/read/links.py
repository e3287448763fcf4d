"""Which blocks of a page are nothing but links to elsewhere, told from the markup before extraction drops it."""

import re
from collections import Counter
from itertools import islice

from lxml.html import HtmlElement

MAX_LINKS = 20_000  # a page with more is a link list; its links are not worth the seconds they would cost
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
        if not key or key not in within or not anchor.get("href"):
            continue
        block = _block_of(anchor)
        if block is not None:
            linked[block] += len(key)
        found.update(_blocks_inside(anchor))
    for block, characters in linked.items():
        text = _short_text(block)
        key = link_key(text)
        if not key:
            continue
        share = characters / len(key)
        if share >= ALL_LINK or (share >= MOSTLY_LINK and not _SENTENCE_END.search(text)):
            found.add(key)
    return frozenset(found)


def is_page_of_links(tree: HtmlElement, *, within: str) -> bool:
    """Are four fifths of a text the text of links? The extractor may have run a list of them into one paragraph."""
    anchors = islice(tree.iter("a"), MAX_LINKS)
    keys = {link_key(_short_text(anchor)) for anchor in anchors if anchor.get("href")}
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
