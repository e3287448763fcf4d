"""The article out of an HTML page. The one room that knows trafilatura.

The recipe, measured on news pages: decode once, drop inert markup, parse once, read the metadata ourselves and let
trafilatura fill gaps, try its fast and precise mode first and its balanced mode where that result is suspicious.
No reader comments; never its deduplication, which keeps state between pages and empties some.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.metadata import (
    extract_title,
    find_date,  # pyright: ignore[reportPrivateImportUsage]
)

from wireroom.charset import decode
from wireroom.model import Block, BlockKind, Extract, Repairs, StatedDate
from wireroom.read.blocks import Piece, mark_links, read_pieces
from wireroom.read.bylines import are_people, shown_byline
from wireroom.read.markup import drop_inert, drop_long_scripts, parse, visible_text
from wireroom.read.media import read_media
from wireroom.read.metadata import PageMetadata, read_metadata

EXTRACTOR = f"wireroom-extract 2 / trafilatura {version('trafilatura')}"

MAX_ELEMENTS = 60_000  # trafilatura copies the tree several times; larger pages get the plain paragraph reader
SHORT = 500  # characters; less from a page is suspicious
PARAGRAPH = 80  # characters; a longer <p> is prose
PARAGRAPH_SHARE = 0.35  # of the prose in long <p>; less is suspicious
ARTICLE_SHARE = 0.30  # of the largest <article>; less is suspicious

_TRIPPED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, etree.LxmlError)

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is a rejection, not a warning
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def extract_page(body: bytes, *, charset: str | None, url: str | None, now: datetime) -> Extract | None:
    """What the page says, or None where it holds no text.

    `body` is undecoded, `charset` the carrier's declaration, `url` resolves links and dates in paths, `now`
    bounds the dates that are searched for. Never raises because of what the page holds.
    """
    decoded = decode(body, charset, is_html=True)
    nul = decoded.text.count("\0")
    html = decoded.text.replace("\0", "") if nul else decoded.text  # the parser would stop at the first
    tree = parse(html)
    if tree is None:
        return None
    metadata = read_metadata(tree, url=url)
    drop_long_scripts(tree)
    is_large = tree.xpath("count(.//*)") > MAX_ELEMENTS
    media = () if is_large else read_media(tree, url=url or metadata.canonical_url)
    if is_large:
        blocks = mark_links(_paragraphs(tree), tree)
    else:
        metadata = _filled(metadata, tree, url, now)
        drop_inert(tree)
        blocks = _blocks(tree, html, url)
    if not blocks:
        return None
    return Extract(
        blocks=blocks,
        title=metadata.title,
        description=metadata.description,
        authors=metadata.authors,
        site_name=metadata.site_name,
        section=metadata.section,
        canonical_url=metadata.canonical_url,
        is_accessible_for_free=metadata.is_accessible_for_free,
        alternates=metadata.alternates,
        declared=metadata.declared,
        dates=metadata.dates,
        media=media,
        extractor=EXTRACTOR,
        repairs=decoded.repairs + Repairs(nul=nul),
    )


def _blocks(tree: HtmlElement, html: str, url: str | None) -> tuple[Block, ...]:
    """The text of a tree without inert elements, or of all of `html` where that seems to hold much more."""
    pieces = _read(tree, url, precise=True)
    if _is_suspicious(_length(pieces), tree):
        whole = parse(html)
        balanced = _read(whole, url, precise=False) if whole is not None else []
        if whole is not None and _length(balanced) > _length(pieces):
            return mark_links(balanced, whole)
    return mark_links(pieces, tree)


def _read(tree: HtmlElement, url: str | None, *, precise: bool) -> list[Piece]:
    try:
        document = bare_extraction(
            tree, url=url, fast=precise, favor_precision=precise, include_comments=False, with_metadata=False
        )
    except _TRIPPED:
        return []
    if document is None or isinstance(document, dict) or document.body is None:
        return []
    return read_pieces(document.body)


def _length(pieces: list[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _is_suspicious(characters: int, tree: HtmlElement) -> bool:
    """Does the page seem to hold much more text than was found?"""
    if characters < SHORT:
        return True
    if characters > max(PARAGRAPH_SHARE, ARTICLE_SHARE) * tree.xpath("string-length(normalize-space())"):
        return False  # most of all there is
    prose = sum(length for p in tree.iter("p") if (length := len(visible_text(p))) > PARAGRAPH)
    if characters < PARAGRAPH_SHARE * prose:
        return True
    largest = max((len(visible_text(article)) for article in tree.iter("article")), default=0)
    return characters < ARTICLE_SHARE * largest


def _paragraphs(tree: HtmlElement) -> list[Piece]:
    """Every paragraph of prose: the reader for pages too large for better ones."""
    texts = (visible_text(paragraph) for paragraph in tree.iter("p"))
    return [Piece(BlockKind.PARAGRAPH, text, is_top_heading=False) for text in texts if len(text) > PARAGRAPH]


def _filled(metadata: PageMetadata, tree: HtmlElement, url: str | None, now: datetime) -> PageMetadata:
    """`metadata` with what trafilatura's readers find where title, authors or date are not stated plainly."""
    authors = metadata.authors
    if metadata.is_byline_missing:
        authors = _byline(metadata, tree)
    title = metadata.title or _guarded(lambda: extract_title(tree))
    dates = metadata.dates
    if not dates:
        last = now.date().isoformat()
        found = _guarded(lambda: find_date(tree, original_date=True, url=url, max_date=last))
        dates = (StatedDate(raw=found, where="htmldate"),) if found else ()
    return replace(metadata, title=title, authors=authors, dates=dates)


def _byline(metadata: PageMetadata, tree: HtmlElement) -> tuple[str, ...]:
    """People named in meta tags or by a line of the page, else whoever was stated: the publisher."""
    if are_people(metadata.other_authors):
        return metadata.other_authors
    shown = shown_byline(tree)
    return shown or metadata.authors or metadata.other_authors


def _guarded(read: Callable[[], str | None]) -> str | None:
    """What a reader of the library finds; odd markup that trips it up is nothing found."""
    try:
        return read()
    except _TRIPPED:
        return None
