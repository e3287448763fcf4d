"""Text of feeds: markup becomes plain text, titles lose tags, addresses become absolute. Pure, linear in the input."""

from __future__ import annotations

import html
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from wireroom.charset import mend

if TYPE_CHECKING:
    from collections.abc import Iterable

FULL_TEXT_CHARACTERS = 1_000  # a third of 12,549 real entries carry as much: those can stand for their page
_TAG_NAMES = frozenset(
    """
    a abbr acronym address article aside audio b big blockquote body br button center cite code dd del div dl dt em
    embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd
    label li link main mark meta nav noscript object ol option p param picture pre q s samp script section select small
    source span strike strong style sub sup table tbody td textarea tfoot th thead time title tr tt u ul var video wbr
    """.split()  # noqa: SIM905 - words read better than quotes and commas
)
_TAG = re.compile(r"</?([a-z]{1,10}[1-6]?)(?:\s[^<>]{0,4096})?/?>", re.IGNORECASE)
_BLOCK_END = re.compile(r"<(?:/(?:p|div|li|h[1-6]|tr|blockquote|figure|ul|ol|table)|br\s?/?)>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b", re.IGNORECASE)
_COMMENT_START = "<!--"
_PLAIN_URL = re.compile(
    r"https?://[A-Za-z0-9.-]*[A-Za-z0-9](?::\d{1,5})?/[\w/.,~%+=&:@!$*-]*(?:\?[\w/.,~%+=&:@!$*-]+)?", re.ASCII
)
_C1 = re.compile("[\x80-\x9f]")
_SPACE = re.compile(r"\s+")
_LINE_SPACE = re.compile(r"[^\S\n]+")
_NEWLINES = re.compile(r"\s*\n\s*")
_MORE_WORDS = "read|continue|weiter|lire|leer|leggi|czytaj|läs|les|lees|читать"
_TEASER_END = re.compile(rf"(?:…|\.\.\.|»|>>|(?:{_MORE_WORDS})\W{{1,3}}[\w ]{{0,40}})\W*$", re.IGNORECASE)
_AMPERSAND = re.compile("&(?:amp|#0{0,3}38|#[xX]0{0,3}26);")
_REFERENCE = re.compile(r"&#(?:[xX]0{0,99}([0-9a-fA-F]{1,8})|0{0,99}([0-9]{1,9}));")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def without_illegal(text: str) -> str:
    """`text` without the characters no XML document may hold, as such or as references.

    One of them makes the strict parser give up, and a reference to half a surrogate pair the tolerant one as well.
    """
    return _REFERENCE.sub(_legal, _NOT_IN_XML.sub("", text))


def _legal(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else int(found[2])
    return found[0] if number <= sys.maxunicode and not _NOT_IN_XML.match(chr(number)) else ""


def repaired(text: str) -> str:
    """`text` without two old mistakes of feed makers: UTF-8 encoded twice, and windows-1252 taken for Latin-1."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return _C1.sub(_as_windows, text)


def _as_windows(found: re.Match[str]) -> str:
    return found[0].encode("latin-1").decode("cp1252", "ignore")


def one_line(text: object, limit: int) -> str | None:
    """Mended `text` in one line of at most `limit` characters, or None where nothing is left."""
    if not isinstance(text, str):
        return None
    line = _SPACE.sub(" ", mend(text[: limit * 2])[0]).strip()
    return line[:limit].rstrip() or None


def title_line(raw: object, limit: int, *, is_plain: bool = False) -> str | None:
    """A title as one line of plain text.

    A title of unknown type loses tags that HTML knows, then one level of entities: `5 < 6` stays, so does
    `<em>` where a title speaks of it in escaped form. With `is_plain` (Atom says so) both are left alone.
    """
    if not isinstance(raw, str):
        return None
    text = raw[: limit * 4]
    return one_line(text if is_plain else html.unescape(_without_tags(text)), limit)


def plain_text(markup: str, limit: int) -> str:
    """The text of `markup`, at most `limit` characters, a line for each block; comments, scripts, styles are gone."""
    text = markup[: limit * 4]
    if "<" in text:
        text = _without_hidden(text)
        text = _without_tags(_BLOCK_END.sub("\n", text))
    text = mend(html.unescape(text))[0]
    return _NEWLINES.sub("\n", _LINE_SPACE.sub(" ", text)).strip()[:limit].rstrip()


def looks_full(plain: str) -> bool:
    """Does this text of an entry look like a whole article rather than a teaser of one?"""
    return len(plain) >= FULL_TEXT_CHARACTERS and not _TEASER_END.search(plain[-120:])


def absolute_url(raw: object, base: str, limit: int) -> str | None:
    """`raw` joined with `base`, or None unless the result is an http(s) address of at most `limit` characters.

    An `&amp;` that is still there was escaped twice: as a parameter's name nobody means `amp;y`.
    """
    if not isinstance(raw, str) or not raw.strip():
        return None
    if _PLAIN_URL.fullmatch(raw):
        return raw if len(raw) <= limit else None
    url = "".join(mend(raw[: limit * 2])[0].split("\n")).replace("\t", "").strip().replace(" ", "%20")
    url = _AMPERSAND.sub("&", url)
    try:
        url = urljoin(base, url)
        parts = urlsplit(url)
        is_web = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # e.g. an unclosed IPv6 address
        return None
    return url if is_web and len(url) <= limit else None


def entry_link(stated: Iterable[object], final_url: str, limit: int) -> tuple[str | None, str | None]:
    """The first address among those an entry states, and what it states instead where none of them is one.

    The feed itself is no address of an entry: `#five`, `?` and `http://` are joined with its `final_url` to that.
    """
    unusable: str | None = None
    feed = final_url.partition("#")[0]
    for candidate in stated:
        url = absolute_url(candidate, final_url, limit)
        if url and url.partition("#")[0] != feed:
            return url, None
        unusable = unusable or one_line(candidate, limit)
    return None, unusable


def _without_tags(text: str) -> str:
    """`text` without the tags that HTML knows."""
    return _TAG.sub(lambda found: "" if found[1].lower() in _TAG_NAMES else found[0], text) if "<" in text else text


def _without_hidden(text: str) -> str:
    """`text` without comments, scripts and styles; one that is never closed loses only its opening."""
    kept: list[str] = []
    position = 0
    while True:
        comment = text.find(_COMMENT_START, position)
        hidden = _HIDDEN.search(text, position, comment if comment >= 0 else len(text))
        if hidden:
            start, closing = hidden.start(), f"</{hidden[1].lower()}>"
        elif comment >= 0:
            start, closing = comment, "-->"
        else:
            break
        end = text.find(closing, start)
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + len(closing)
    kept.append(text[position:])
    return "".join(kept)
