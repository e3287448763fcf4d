"""HTML text into one parsed tree, bounded in time and size. Knows lxml, nothing of articles.

Everything here is linear in the length of the page, hostile pages included.
"""

import re
from functools import cache

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_CHARACTERS = 12_000_000  # a page body is at most Settings.max_page_bytes (10 MB), its markup cannot be longer
MAX_SCRIPTS = 100_000  # characters of JSON-LD; all but one of 332 news pages have fewer than 41,000

#: Elements that never hold a piece of an article. Trafilatura drops them too, after it has copied them twice.
INERT = (
    *("aside", "button", "dialog", "fieldset", "footer", "iframe", "input", "label", "legend", "link", "nav"),
    *("noscript", "select", "source", "textarea"),
)

_OPENERS = re.compile(r"<(script|style|svg)\b[^>]{0,4000}>|<!--", re.IGNORECASE)
_KEPT_SCRIPT = re.compile(r"""\btype\s*=\s*["']?application/(?:ld|settings)\+json""", re.IGNORECASE)
_CLOSERS = {
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
    "svg": re.compile(r"</svg\s*>", re.IGNORECASE),
    "": re.compile(r"-->"),
}


def strip_inert(html: str) -> str:
    """`html` without scripts (JSON-LD stays), styles, drawings and comments: 60 % of a news page by characters.

    An opener that is never closed stays where it is and is not searched for again, so many of them cost no more.
    """
    pieces: list[str] = []
    unclosed: set[str] = set()
    kept_from = position = 0
    while (opener := _OPENERS.search(html, position)) is not None:
        kind = (opener[1] or "").lower()
        position = opener.end()
        if kind in unclosed or (kind == "script" and _KEPT_SCRIPT.search(opener[0])):
            continue
        closer = _CLOSERS[kind].search(html, position)
        if closer is None:
            unclosed.add(kind)
            continue
        pieces.append(html[kept_from : opener.start()])
        kept_from = position = closer.end()
    pieces.append(html[kept_from:])
    return "".join(pieces)


@cache
def _parser() -> HTMLParser:
    parser = HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    # One class for every element, chosen in C: lxml.html asks Python for each, 3,000 times a page.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def parse(html: str) -> HtmlElement | None:
    """The tree of a page, or None where there is no element in it or it is longer than MAX_CHARACTERS."""
    if len(html) > MAX_CHARACTERS:
        return None
    body = strip_inert(html).encode("utf-8", "replace")
    try:
        return document_fromstring(body, parser=_parser())
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def drop_long_scripts(tree: HtmlElement) -> None:
    """Take JSON-LD beyond MAX_SCRIPTS characters in all out of the tree: trafilatura's patterns are quadratic in it."""
    total = 0
    for script in [*tree.iter("script")]:
        total += len(script.text or "")
        if total > MAX_SCRIPTS:
            script.drop_tree()


def drop_inert(tree: HtmlElement) -> None:
    """Take INERT elements out of the tree: half of the elements of a news page. What follows each of them stays."""
    for element in [*tree.iter(*INERT)]:
        element.drop_tree()


def visible_text(element: HtmlElement) -> str:
    """The text of an element and all it holds, white space folded to single spaces."""
    return " ".join("".join(element.itertext()).split())
