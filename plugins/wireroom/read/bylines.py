"""Author names as people would write them, out of the strings that pages give."""

import re
from collections.abc import Iterable
from itertools import islice

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement

MAX_AUTHORS = 20
LONGEST_NAME = 100  # characters

LONGEST_BYLINE = 150  # characters; a longer one tells the author's life
MAX_PIECES = 50
MAX_WORDS = 4  # of a person's name

_MARKED = [  # best first; one pass of libxml2 each
    etree.XPath(f"(//*[{test}])[position() <= 10]")
    for test in (
        "@rel='author' or @itemprop='author'",
        "contains(@class, 'author') or contains(@class, 'Author')",
        "contains(@class, 'byline') or contains(@class, 'Byline')",
    )
]
_PARTICLES = frozenset("von van de der den del della di da do dos du la le el al bin ibn zu af av y e".split())  # noqa: SIM905
_WEB = re.compile(r"https?://|www\.|@", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:written by|by|von|autor(?:in|en)?|author|par|por|di|door|av|af|автор|od|tekst|text|foto)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|und|og|och|et|y|en|oraz|και|и|ve|&|\|)\s+|\s*[;|]\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_PERSON = re.compile(r"\S\s+\S|^[^\x00-\u2fff]{2,}$")
_NOT_WORD = re.compile(r"[\W_]+")


def read_names(stated: Iterable[str]) -> tuple[str, ...]:
    """Single names, each once, in order. Addresses and links go, "By" goes, `A, B and C` becomes three."""
    found: dict[str, str] = {}
    for text in stated:
        for name in _split(" ".join(text.split())):
            tidy = _OPENING.sub("", name, count=1) if _OPENING.match(name) else name
            tidy = tidy.strip(" ,;|–—-")
            if any(map(str.isalpha, tidy)) and tidy[0] != "(" and len(tidy) <= LONGEST_NAME and not _WEB.search(tidy):
                found.setdefault(_NOT_WORD.sub("", tidy.casefold()), tidy)
    return tuple(found.values())[:MAX_AUTHORS]


def shown_byline(tree: HtmlElement) -> tuple[str, ...]:
    """People named by the first element of a page that is marked as its author or byline; none where none is marked."""
    for path in _MARKED:
        for element in path(tree):
            listed = _listed(element)
            if listed:
                return listed
            text = element.get("content") or " ".join("".join(islice(element.itertext(), MAX_PIECES)).split())
            # Behind a comma stands the place or the desk; a line with digits is a date or a teaser.
            is_line = len(text) <= LONGEST_BYLINE and not any(map(str.isdigit, text))
            names = read_names([text.partition(",")[0]]) if is_line else ()
            if are_people(names):
                return names
    return ()


def _listed(element: HtmlElement) -> tuple[str, ...]:
    """People named side by side, each in an element of one tag and class; none where there is only one."""
    leaves = [leaf for leaf in islice(element.iter(etree.Element), MAX_PIECES) if not len(leaf) and leaf.text]
    names = [" ".join(leaf.text.split()) for leaf in leaves]
    alike = {(leaf.tag, leaf.get("class")) for leaf in leaves}
    return read_names(names) if len(names) > 1 and len(alike) == 1 and are_people(names) else ()


def are_people(names: Iterable[str]) -> bool:
    """Do all names look like a person's: two words, or a script that needs no space between them?"""
    listed = list(names)
    return bool(listed) and all(_PERSON.search(name) and _is_capitalised(name.split()) for name in listed)


def _is_capitalised(words: list[str]) -> bool:
    """Few words, none of them in small letters but the particles of names, none ending in a colon."""
    return len(words) <= MAX_WORDS and all(
        (not word[0].islower() or word in _PARTICLES) and word[-1] not in ":：" for word in words
    )


def are_publisher(names: Iterable[str], publisher: Iterable[str]) -> bool:
    """Do the names say no more than who publishes? `publisher`: its names and host."""
    folded = {_NOT_WORD.sub("", one.casefold().removeprefix("www.")) for one in publisher if one}
    own = [_NOT_WORD.sub("", name.casefold()) for name in names]
    return bool(own) and all(any(name in one for one in folded) for name in own)


def _split(text: str) -> list[str]:
    """Names joined by a word for "and"; commas part names only beside such a word, else they part name and role."""
    parts = _AND.split(text)
    if len(parts) == 1:
        return parts
    return [name for part in parts for name in _COMMA.split(part)]
