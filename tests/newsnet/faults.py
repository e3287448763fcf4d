"""What goes wrong, where and when: data and pure functions of the virtual time.

A site has at most one fault. Passing ones come in spells, lasting ones hold always or from one moment on.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsnet.world import Site, World


class Fault(StrEnum):
    """The ways of a site. The first group passes, see `in_spell`."""

    TIMEOUT = "timeout"  # nothing is answered
    SLOW = "slow"  # a byte a second
    RESET = "reset"  # the connection is torn down
    ERROR_500 = "error_500"
    ERROR_503 = "error_503"  # with Retry-After in seconds
    BUSY = "busy"  # 429 with Retry-After in seconds
    BUSY_DATE = "busy_date"  # 429 with Retry-After as a date
    TRUNCATED = "truncated"  # the body is shorter than its Content-Length
    TRUNCATED_GZIP = "truncated_gzip"  # the compressed body ends early, Content-Length agrees

    LYING_ETAG = "lying_etag"  # the ETag changes every six hours, the feed more often
    LYING_DATE = "lying_date"  # the same with Last-Modified
    NO_VALIDATORS = "no_validators"
    MOVED = "moved"  # 301, always to the same place
    MOVED_308 = "moved_308"
    MOVED_HOST = "moved_host"  # 301 to another host
    MOVED_UNSTABLE = "moved_unstable"  # 301 to another place every hour
    GONE = "gone"  # 410 from one moment on
    MISSING = "missing"  # 404 from one moment on
    LOOP = "loop"  # the feed redirects in a circle
    FORBIDDEN = "forbidden"  # 403
    CHALLENGE = "challenge"  # 403 that asks for a browser
    PARKED = "parked"  # a page where the feed was
    INTERIM = "interim"  # two 103 before every answer
    WRONG_CHARSET = "wrong_charset"  # the header lies about the encoding
    ROBOTS_PAGES = "robots_pages"  # article pages are disallowed
    ROBOTS_ALL = "robots_all"
    ROBOTS_500 = "robots_500"
    ROBOTS_HUGE = "robots_huge"  # more than a megabyte
    CRAWL_DELAY = "crawl_delay"
    BOMB_GZIP = "bomb_gzip"  # the feed is 64 MB of nothing
    BOMB_BR = "bomb_br"  # the same in brotli, for those who accept it
    PAGE_BOMB = "page_bomb"  # every fifth page
    DEAD_LINKS = "dead_links"  # every fifth page is 404
    GUID_REUSED = "guid_reused"  # one guid for all entries
    GUID_MISSING = "guid_missing"
    GUID_CHURN = "guid_churn"  # guids change every hour
    DATES_BROKEN = "dates_broken"  # in the feed; pages state the right one
    DATES_NONE = "dates_none"  # nowhere


PASSING = frozenset(
    {
        *(Fault.TIMEOUT, Fault.SLOW, Fault.RESET, Fault.ERROR_500, Fault.ERROR_503),
        *(Fault.BUSY, Fault.BUSY_DATE, Fault.TRUNCATED, Fault.TRUNCATED_GZIP),
    }
)
SUMMARY_ONLY = frozenset(
    {Fault.ROBOTS_PAGES, Fault.ROBOTS_ALL, Fault.ROBOTS_500, Fault.PAGE_BOMB, Fault.DEAD_LINKS}
)  #: whole articles in the feed would leave open whether they are to be had
NEVER = {
    Fault.LOOP: "redirect loop",
    Fault.FORBIDDEN: "403",
    Fault.CHALLENGE: "403",
    Fault.PARKED: "no feed",
    Fault.ROBOTS_PAGES: "robots.txt",
    Fault.ROBOTS_ALL: "robots.txt",
    Fault.ROBOTS_500: "robots.txt unreachable",
    Fault.BOMB_GZIP: "bomb",
    Fault.BOMB_BR: "bomb",
}  #: nothing of these sites is to be had, and why
LIE_S = 21_600.0  # lying validators change so often
DEFAULT_FAULTS: dict[str, float] = {
    **dict.fromkeys(("timeout", "slow", "error_500", "error_503", "busy_date", "truncated"), 0.02),
    **dict.fromkeys(("moved", "wrong_charset", "crawl_delay", "guid_missing"), 0.02),
    **dict.fromkeys(("truncated_gzip", "reset", "lying_etag", "lying_date", "moved_308", "moved_unstable"), 0.01),
    **dict.fromkeys(("moved_host", "gone", "robots_pages", "guid_reused", "guid_churn"), 0.01),
    **dict.fromkeys(("dates_broken", "dates_none", "dead_links", "interim"), 0.01),
    **dict.fromkeys(("missing", "loop", "robots_all", "robots_500", "robots_huge", "bomb_gzip", "bomb_br"), 0.005),
    **dict.fromkeys(("page_bomb", "forbidden", "challenge", "parked"), 0.005),
    "busy": 0.03,
    "no_validators": 0.05,
}


def in_spell(world: World, site: Site, moment: float) -> float:
    """How long the spell that `moment` lies in still lasts; 0 where there is none."""
    if site.fault not in PASSING:
        return 0.0
    into = (moment + site.quirk % int(world.cycle_s)) % world.cycle_s
    return max(0.0, world.spell_s - into)


def changed_at(world: World, site: Site) -> float:
    """When a lasting change takes effect."""
    return world.begin + world.change_s * (1 + site.quirk % 3)


def is_stricken(site: Site, number: int) -> bool:
    """Is this article one of the every-fifth that PAGE_BOMB and DEAD_LINKS mean?"""
    return site.fault in {Fault.PAGE_BOMB, Fault.DEAD_LINKS} and number % 5 == 0
