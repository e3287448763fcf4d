"""Which address an article goes by once its page has answered: announced, redirected, or named by the page. Pure.

Two articles that become one are lost; one that stays two is a nuisance. So a new address must be shown to be the same
document's: a wall, a front page or a canonical link that a site puts on all its pages change nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from yarl import URL

from wireroom.fetch.politeness import registered_domain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.fetch.results import Hop

_WALL = re.compile(
    r"(?:^|[/._-])(?:login|log-in|signin|sign-in|sso|auth|oauth2?|consent|cookies?|privacy|gdpr|captcha|challenge|"
    r"subscribe|subscription|paywall|register|portal|maintenance|error|404|notfound|not-found)(?:$|[/._?-])",
    re.IGNORECASE,
)
_AMP = re.compile(r"(?:^|/)amp(?=/|$)|\.amp(?=\.|$)", re.IGNORECASE)
_FILE = re.compile(r"\.[a-z]{1,5}\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\d{3,}")
_SLUG_CHARACTERS = 8


class Arrival(StrEnum):
    """Where a chain of redirects ended."""

    THERE = "there"  # at the document asked for, wherever that is
    FRONT_PAGE = "front_page"  # at the front page of its own site: the document is no longer there
    ELSEWHERE = "elsewhere"  # at a wall or front page of another site: a portal or a parked domain, nothing of theirs


def arrival(asked: str, final: str) -> Arrival:
    """Where one came to who asked for `asked` and was sent to `final`."""
    start, end = URL(asked), URL(final)
    is_front = end.path.strip("/") == "" and not end.query_string
    same_site = _site(start) == _site(end)
    if start.path.strip("/") == "" and not start.query_string:
        return Arrival.THERE
    if is_front:
        return Arrival.FRONT_PAGE if same_site else Arrival.ELSEWHERE
    return Arrival.THERE if same_site or not _is_wall(end) else Arrival.ELSEWHERE


def article_url(asked: str, final: str, hops: Sequence[Hop], canonical: str | None) -> str:
    """The address the article goes by: `canonical` where it can be believed, else `final`, else `asked`.

    `hops` are the redirects from `asked` to `final`, `canonical` what the page says (absolute).
    """
    here = final if _may_follow(asked, final, hops) else asked
    return canonical if canonical and _names_the_same(here, canonical) else here


def _may_follow(asked: str, final: str, hops: Sequence[Hop]) -> bool:
    if not hops:
        return True
    start, end = URL(asked), URL(final)
    if end.path.strip("/") == "" or _is_wall(end):
        return False
    return _site(start) == _site(end) or all(hop.is_permanent for hop in hops)


def _names_the_same(here: str, canonical: str) -> bool:
    """Is the canonical address that of this very document? It must end in the same specific name."""
    one, other = URL(here), URL(canonical)
    if _site(one) != _site(other) or _is_wall(other):
        return False
    tail = _tail(other)
    if tail is None or tail != _tail(one):
        return False
    kept = set(other.query.items())
    return kept <= set(one.query.items())


def _tail(url: URL) -> str | None:
    """The last name in the path where it is the name of one document, not of a section or a script."""
    names = [name for name in _AMP.sub("", url.path).split("/") if name]
    last = _FILE.sub("", names[-1]).lower() if names else ""
    is_specific = bool(_DIGITS.search(last)) or ("-" in last and len(last) >= _SLUG_CHARACTERS)
    return last if is_specific else None


def _is_wall(url: URL) -> bool:
    labels = (url.raw_host or "").split(".")[0]
    return bool(_WALL.search(url.path) or _WALL.search(labels))


def _site(url: URL) -> str:
    return registered_domain((url.raw_host or "").lower().rstrip("."))
