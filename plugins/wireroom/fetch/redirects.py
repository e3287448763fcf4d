"""Where a redirect leads, and whether it is followed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from yarl import URL

from wireroom.fetch.results import Hop, Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_HOPS = 5  # RFC 9309 2.3.1.2 asks for five at least; browsers allow twenty
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SHOWN = 200  # characters of a Location


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFollowed:
    """A redirect that ends where it is."""

    trouble: Trouble
    detail: str  #: may hold the Location: to be redacted


def next_hop(url: str, hops: Sequence[Hop], status: int, location: str | None) -> Hop | NotFollowed:
    """The hop that an answer of `url` with this status and Location asks for, or why it is not followed."""
    if status not in REDIRECTS or not location:
        return _not_followed(status, "without saying where")
    text = _as_text(location.strip())
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    origin = URL(url).with_fragment(None)
    try:
        target = origin.join(URL(text)).with_fragment(None)
    except ValueError:
        return _not_followed(status, f"to {shown}, which is no address")
    if target.scheme not in {"http", "https"} or not target.host:
        return _not_followed(status, f"to {shown}, which is no address of the web")
    if origin.scheme == "https" and target.scheme == "http":
        return _not_followed(status, f"from https to {shown}")
    hop = Hop(status=status, url=str(target))
    return _endless(str(origin), hops, hop) or hop


def same_origin(one: str, other: str) -> bool:
    """Do both URLs belong to one scheme, host and port?"""
    return URL(one).origin() == URL(other).origin()


def _endless(origin: str, hops: Sequence[Hop], hop: Hop) -> NotFollowed | None:
    if len(hops) >= MAX_HOPS:
        return _not_followed(hop.status, f"more than {MAX_HOPS} times", Trouble.TOO_MANY_REDIRECTS)
    if hop.url in {origin, *(before.url for before in hops)}:
        return _not_followed(hop.status, "in a circle", Trouble.REDIRECT_LOOP)
    return None


def _not_followed(status: int, how: str, trouble: Trouble = Trouble.BAD_REDIRECT) -> NotFollowed:
    return NotFollowed(trouble=trouble, detail=f"status {status}: redirects {how}")


def _as_text(location: str) -> str:
    """Bytes beyond ASCII arrive as lone surrogates where they are no UTF-8; they are written as %XX."""
    if location.isascii():
        return location
    return "".join(
        character if not "\udc80" <= character <= "\udcff" else quote(character.encode("utf-8", "surrogateescape"))
        for character in location
    )
