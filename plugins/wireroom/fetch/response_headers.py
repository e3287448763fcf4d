"""What the headers of a response mean. Pure: header pairs and a time in, `Facts` out; garbage counts as absent."""

from __future__ import annotations

import re
from email.utils import mktime_tz, parsedate_tz
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from wireroom.fetch.results import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable

AGENT = "wireroom"  # the name robots rules may address us by, lower case
_MAX_SECONDS = 10 * 365 * 86_400  # a number beyond this is a mistake, not a wish
_LINK = re.compile(r"<([^<>]{1,2048})>([^<]*)")
_REL = re.compile(r";\s*rel\s*=\s*\"?([^\";,]*)", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_FORBIDS_REUSE = re.compile(r"(?:^|[,\s])(?:no-cache|no-store)(?:$|[,\s=])", re.IGNORECASE)
_ADDRESSED = re.compile(r"\s*([A-Za-z0-9_-]+)\s*:\s*(.*)", re.DOTALL)
_DIRECTIVES_WITH_COLON = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


def read_headers(pairs: Iterable[tuple[str, str]], *, url: str, now: float) -> Facts:
    """The facts in the headers of a response from `url`. `now` is in seconds since 1970.

    Dates are compared with the server's own Date header where it has one, so that a wrong clock on
    either side does not become a wrong waiting time (RFC 9110 10.2.3, RFC 9111 4.2).
    """
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if not _LONE_SURROGATE.search(value):  # bytes that are no text can neither be stored nor sent back
            values.setdefault(name.lower(), []).append(value.strip())
    first = {name: found[0] for name, found in values.items()}
    server_now = _date(first.get("date")) or now
    content_type = first.get("content-type", "")
    charset = _CHARSET.search(content_type)
    links = _links(values.get("link", ()), url)
    expires = first.get("expires")
    return Facts(
        etag=first.get("etag") or None,
        last_modified=first.get("last-modified") or None,
        content_type=content_type.partition(";")[0].strip().lower() or None,
        charset=charset[1] if charset else None,
        content_language=first.get("content-language") or None,
        retry_after_s=_retry_after(first.get("retry-after"), server_now),
        fresh_s=_fresh(", ".join(values.get("cache-control", ())), expires, server_now),
        expires_at_once=expires is not None and expires in {"0", "-1"},
        is_delta="feed" in first.get("im", "").lower(),
        is_challenge=first.get("cf-mitigated", "").lower() == "challenge",
        hub=links.get("hub"),
        self_url=links.get("self"),
        robots_tags=tuple(tag for value in values.get("x-robots-tag", ()) for tag in _robots_tags(value)),
        tdm_reservation={"1": True, "0": False}.get(first.get("tdm-reservation", "")),
    )


def _date(text: str | None) -> float | None:
    """Seconds since 1970 of an HTTP date, None where it is none."""
    try:
        parsed = parsedate_tz(text or "")
        return float(mktime_tz(parsed)) if parsed else None
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _retry_after(text: str | None, server_now: float) -> float | None:
    if not text:
        return None
    if text.isascii() and text.isdigit():
        seconds = float(text[:15])
    else:
        at = _date(text)
        seconds = -1.0 if at is None else at - server_now
    return seconds if 0 <= seconds <= _MAX_SECONDS else None


def _fresh(cache_control: str, expires: str | None, server_now: float) -> float | None:
    if _FORBIDS_REUSE.search(cache_control):
        return None
    age = _MAX_AGE.search(cache_control)
    if age:
        return min(float(age[1]), _MAX_SECONDS)
    at = _date(expires)
    return None if at is None else min(max(0.0, at - server_now), _MAX_SECONDS)


def _links(values: Iterable[str], url: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        for target, parameters in _LINK.findall(value[:16_000]):
            rel = _REL.search(parameters)
            for word in rel[1].lower().split() if rel else ():
                try:
                    found.setdefault(word, urljoin(url, target.strip()))
                except ValueError:
                    continue
    return found


def _robots_tags(value: str) -> list[str]:
    addressed = _ADDRESSED.match(value)
    if addressed and addressed[1].lower() not in _DIRECTIVES_WITH_COLON:
        if addressed[1].lower() != AGENT:
            return []
        value = addressed[2]
    return [tag for part in value.lower().split(",")[:50] if (tag := part.strip())]
