"""Which sitemaps may name articles of a time, and how they come unpacked. Pure.

A sitemap is passed over only where it is sure to hold nothing wanted: its index says that it last changed before the
time began, or its address names a month or day that had not come yet when the time ended.
"""

from __future__ import annotations

import re
import zlib
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wireroom.discover.feed import SitemapRef

MAX_BYTES = 50_000_000  # of one sitemap, unpacked (sitemaps.org)
MAX_URLS = 50_000  # in one sitemap (sitemaps.org)
MAX_DEPTH = 3  # of indexes in indexes; one is allowed, two occur
MAX_RATIO = 200  # a sitemap of 50,000 addresses that differ in a number packs 40 to 1
_ZONES = timedelta(hours=14)  # a date without an offset may be anybody's
_NAMED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[-_/.]?(?P<month>0[1-9]|1[0-2]))(?:[-_/.]?(?P<day>0[1-9]|[12]\d|3[01]))?(?!\d)"
)
_ASKED = re.compile(r"(?:^|&)y+=(?P<year>(?:19|20)\d\d)&m+=(?P<month>0?[1-9]|1[0-2])(?:&d+=(?P<day>\d{1,2}))?(?:&|$)")
_GZIP = b"\x1f\x8b"


class UnpackError(ValueError):
    """A compressed sitemap that cannot be had: damaged, too large, a bomb."""


def wanted_sitemaps(references: Iterable[SitemapRef], *, start: datetime, end: datetime) -> list[SitemapRef]:
    """Those that may name articles from `start` to before `end`, by their lastmod and the months in their addresses."""
    return [each for each in references if may_hold(each, start=start, end=end)]


def may_hold(reference: SitemapRef, *, start: datetime, end: datetime) -> bool:
    """May this sitemap name an article of that time? What says nothing of itself may."""
    named = named_period(reference.url)
    if named and named[0] - _ZONES >= end:
        return False
    changed = changed_before(reference.modified_raw)
    if changed is not None:
        return changed > start
    return named is None or named[1] + _ZONES > start


def named_period(url: str) -> tuple[datetime, datetime] | None:
    """The month or day an address names, as its first moment and that of what follows; None where it names none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    in_path = list(_NAMED.finditer(parts.path))  # the last one counts: what stands before is a folder
    found = _ASKED.search(parts.query) or (in_path[-1] if in_path else _NAMED.search(parts.query))
    if not found:
        return None
    year, month, day = int(found["year"]), int(found["month"]), found["day"]
    length = monthrange(year, month)[1]
    if day and 1 <= int(day) <= length:
        first = datetime(year, month, int(day), tzinfo=UTC)
        return first, first + timedelta(days=1)
    first = datetime(year, month, 1, tzinfo=UTC)
    return first, first + timedelta(days=length)


def changed_before(raw: str | None) -> datetime | None:
    """A moment before which the lastmod of a sitemap index surely lies; None where it states none (W3C datetime)."""
    try:
        stated = datetime.fromisoformat(raw.strip()) if raw else None
    except ValueError:
        return None
    if stated is None:
        return None
    if stated.tzinfo is None:
        length = timedelta(days=1) if stated.hour == stated.minute == stated.second == 0 else timedelta(minutes=1)
        return stated.replace(tzinfo=UTC) + length + _ZONES
    try:
        return stated.astimezone(UTC) + timedelta(minutes=1)
    except OverflowError:
        return None


def unpacked(body: bytes, *, max_bytes: int = MAX_BYTES) -> bytes:
    """A sitemap as it is, or unpacked where it is a gzip file. Raises UnpackError."""
    if not body.startswith(_GZIP):
        return body
    allowed = min(max_bytes, max(len(body) * MAX_RATIO, 1_000_000))
    stream = zlib.decompressobj(31)
    try:
        found = stream.decompress(body, allowed + 1)
    except zlib.error as exc:
        raise UnpackError(f"the gzip file is damaged ({exc})") from exc
    if len(found) > allowed:
        raise UnpackError(f"the gzip file unpacks to more than {allowed:,} bytes")
    if not stream.eof:
        raise UnpackError("the gzip file ends early")
    return found
