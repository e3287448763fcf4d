"""Which bodies are worth reading, by their type and their first bytes; which statuses carry one. Pure."""

from __future__ import annotations

import json
import re

from wireroom.charset import is_binary
from wireroom.fetch.results import Facts, Trouble

ACCEPT_FEED = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.5, */*;q=0.1"
ACCEPT_ROBOTS = "text/plain, */*;q=0.1"
ACCEPT_SITEMAP = (
    "application/xml, text/xml, application/gzip;q=0.9, application/x-gzip;q=0.9, text/plain;q=0.5, */*;q=0.1"
)
MAGIC_BYTES = 16  # enough to know every kind below
_MEDIA = ("audio/", "video/", "image/", "font/")
_FILES = frozenset(
    {
        *("application/pdf", "application/zip", "application/gzip", "application/x-gzip", "application/x-tar"),
        *("application/x-rar-compressed", "application/vnd.rar", "application/x-7z-compressed", "application/msword"),
        *("application/epub+zip", "application/wasm", "application/java-archive", "application/x-shockwave-flash"),
        *("application/x-iso9660-image", "application/x-bzip2", "application/x-xz", "application/zstd"),
    }
)
_FILE_TREES = ("application/vnd.openxmlformats-", "application/vnd.ms-", "application/vnd.oasis.")
_MAGIC = (
    *((b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"), (b"\x89PNG", "png"), (b"GIF8", "gif"), (b"\xff\xd8\xff", "jpeg")),
    *((b"RIFF", "riff"), (b"ID3", "mp3"), (b"OggS", "ogg"), (b"fLaC", "flac"), (b"\x1aE\xdf\xa3", "matroska")),
    *(
        (b"Rar!", "rar"),
        (b"7z\xbc\xaf", "7z"),
        (b"\x7fELF", "program"),
        (b"MZ\x90", "program"),
        (b"\x00\x00\x01\x00", "icon"),
    ),
)
_GZIP_MAGIC = b"\x1f\x8b"
_HTML = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"(?:text|application)/(?:x-)?(?:css|json|jsonp|javascript|ecmascript)|[^/]+/[^/]+\+json")
# Greedy and atomic: what may stand before the first element is stepped over once, whatever follows.
_ROOT = re.compile(
    rb"(?>\s+|<\?.{0,2000}?\?>|<!--.{0,4000}?-->|<!doctype[^>\[]{0,500}>)*+<(?:[\w.-]{1,40}:)?([\w.-]{1,40})[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_FEED_ROOTS = frozenset({b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex"})
_LOOKED_AT = 8_192  # bytes, for the first element and for control characters


def refuse_type(content_type: str | None, accept: str) -> str | None:
    """Why a body of this media type is not read, or None. A type named in `accept` is always read."""
    if content_type is None or content_type in accept:
        return None
    if content_type.startswith((*_MEDIA, *_FILE_TREES)) or content_type in _FILES:
        return f"the type is {content_type[:80]}"
    return None


def refuse_magic(head: bytes, accept: str) -> str | None:
    """Why a body that begins with `head` is not read, whatever its type says, or None."""
    if head[4:8] == b"ftyp":
        return "the body is mp4"
    if head.startswith(_GZIP_MAGIC) and "application/gzip" not in accept:
        return "the body is gzip, which no header says"
    return next((f"the body is {name}" for magic, name in _MAGIC if head.startswith(magic)), None)


def refuse_page(content_type: str | None, body: bytes) -> str | None:
    """Why a whole body that was asked for as a page cannot be an article, or None. The body counts before the type.

    Feeds and sitemaps, style sheets, scripts, JSON and programs get here: a link may lead anywhere, and read as text
    each of them would make an article. Only `refuse_type` and `refuse_magic` come before, and save the transfer.
    """
    head = body[:_LOOKED_AT]
    start = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe")  # of UTF-16 as well
    found = _ROOT.match(start)
    root = found[1].lower() if found else b""
    if root in _FEED_ROOTS:
        return f"the body is XML of a feed or sitemap, <{root.decode()}>"
    if root == b"html" or _HTML.match(start):
        return None
    if is_binary(head):
        return "the body is no text"
    if content_type and _CODE.fullmatch(content_type):
        return f"the type is {content_type[:80]}"
    return "the body is JSON" if _is_json(body) else None


def _is_json(body: bytes) -> bool:
    """Is all of it one JSON object or array? A text may begin with a bracket too."""
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if text[:1] + text[-1:] not in {b"{}", b"[]"}:
        return False
    try:
        json.loads(text)
    except RecursionError:
        return True  # no text nests a thousand brackets
    except ValueError:  # also what is no Unicode
        return False
    return True


def is_html(content_type: str | None, body: bytes) -> bool:
    """Is this a web page, whatever was hoped for? The body counts before the type."""
    if _HTML.match(body[:2_000].removeprefix(b"\xef\xbb\xbf")):
        return True
    return content_type == "text/html" and not body[:2_000].lstrip().startswith((b"<?xml", b"<rss", b"<feed", b"{"))


def status_trouble(status: int, facts: Facts, *, asked_conditionally: bool) -> Trouble | None:
    """Why an answer with this status carries no document, or None. Redirects are judged elsewhere."""
    if status in {200, 203, 226}:
        return None
    if status == 304:  # noqa: PLR2004
        return None if asked_conditionally else Trouble.UNASKED_304
    if status in {403, 503} and facts.is_challenge:
        return Trouble.CHALLENGE
    named = {
        204: Trouble.NO_CONTENT,
        205: Trouble.NO_CONTENT,
        206: Trouble.PARTIAL_CONTENT,
        401: Trouble.HTTP_401,
        403: Trouble.HTTP_403,
        404: Trouble.HTTP_404,
        410: Trouble.HTTP_410,
        429: Trouble.HTTP_429,
        408: Trouble.TIMEOUT,
        425: Trouble.HTTP_5XX,
    }
    by_class = {2: Trouble.HTTP_2XX, 3: Trouble.BAD_REDIRECT, 4: Trouble.HTTP_4XX, 5: Trouble.HTTP_5XX}
    return named.get(status) or by_class.get(status // 100, Trouble.BAD_RESPONSE)
