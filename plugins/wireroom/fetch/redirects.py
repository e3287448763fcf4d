"""Where a redirect leads, and whether it is followed. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from yarl import URL

from wireroom.fetch.results import Hop, Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_HOPS = 5  # RFC 9309 2.3.1.2 asks for five at least; browsers allow twenty
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def next_hop(url: str, hops: Sequence[Hop], status: int, location: str | None) -> Hop | Trouble:
    """The hop that an answer of `url` with this status and Location asks for, or why it is not followed."""
    if status not in REDIRECTS or not location:
        return Trouble.BAD_REDIRECT
    try:
        origin = URL(url)
        target = origin.join(URL(_as_text(location.strip()))).with_fragment(None)
    except ValueError:
        return Trouble.BAD_REDIRECT
    if origin.scheme == "https" and target.scheme == "http":
        return Trouble.BAD_REDIRECT
    if len(hops) >= MAX_HOPS:
        return Trouble.TOO_MANY_REDIRECTS
    if str(target) in {str(origin.with_fragment(None)), *(hop.url for hop in hops)}:
        return Trouble.REDIRECT_LOOP
    return Hop(status=status, url=str(target))


def same_origin(one: str, other: str) -> bool:
    """Do both URLs belong to one scheme, host and port?"""
    return URL(one).origin() == URL(other).origin()


def _as_text(location: str) -> str:
    """Bytes beyond ASCII arrive as lone surrogates where they are no UTF-8; they are written as %XX."""
    if location.isascii():
        return location
    return "".join(
        character if not "\udc80" <= character <= "\udcff" else quote(character.encode("utf-8", "surrogateescape"))
        for character in location
    )
