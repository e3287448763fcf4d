"""What there is to find: every article that stood in a feed, what it says, and whether it could be had."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf
from typing import TYPE_CHECKING, Any

from newsnet import sitemaps, stories
from newsnet.faults import LIE_S, NEVER, PASSING, Fault, changed_at, in_spell, is_stricken
from newsnet.feed_formats import iso
from newsnet.pieces import LEFTOVERS, article, remaining

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsnet.stories import Story
    from newsnet.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whether and when a polite reader of the feed could have an article. Times are virtual."""

    since: float  #: feed and page answer from here on, to a reader who sends validators
    until: float  #: the article leaves the feed or the site, or the feed ends; inf: not yet
    why_not: str | None  #: the reason why it never could


def reach(world: World, one: Story) -> Reach:
    """When an article can be had."""
    site, since = one.site, max(one.published, world.begin)
    until = min(one.deleted_at, stories.published_at(world, site, one.k + world.window))
    why = NEVER.get(site.fault) if site.fault else None
    if is_stricken(site, one.k):
        why = "bomb" if site.fault is Fault.PAGE_BOMB else "404"
    if site.fault in PASSING:
        if world.spell_s >= world.cycle_s:
            why = f"always {site.fault}"
        since += in_spell(world, site, since)
    elif site.fault in {Fault.LYING_ETAG, Fault.LYING_DATE} and one.published > world.begin:
        since = ceil(since / LIE_S) * LIE_S
    elif site.fault in {Fault.GONE, Fault.MISSING}:
        until = min(until, changed_at(world, site))
        if one.published >= changed_at(world, site):
            why = "410" if site.fault is Fault.GONE else "404"
    return Reach(since=since, until=until, why_not=why)


def record(world: World, one: Story, moment: float, wall_of: Callable[[float], float | None]) -> dict[str, Any]:
    """The truth about one article at a moment, as it goes over the wire."""
    site, had = one.site, reach(world, one)
    text, blocks = article(world, one, edited=False)
    made: dict[str, Any] = {
        "url": one.url,
        "host": site.host,
        "number": one.k,
        "feed_url": site.feed_url,
        "format": site.format,
        "full_text": site.full_text,
        "encoding": site.encoding,
        "fault": site.fault,
        "language": site.tongue.code,
        "title": text.title,
        "paragraphs": None if world.bodies else remaining(blocks),
        "leftovers": [] if world.bodies else [[piece.kind, piece.text] for piece in blocks if piece.kind in LEFTOVERS],
        "published": iso(one.published, 0),
        "published_at": one.published,
        "published_wall": wall_of(one.published),
        "dated": []
        if site.fault is Fault.DATES_NONE
        else ["page"]
        if site.fault is Fault.DATES_BROKEN
        else ["feed", "page"],
        "archived_at": sitemaps.announced(world, one, moment) if one.deleted_at > moment else None,
        "same_as": None,
        "edit": None,
        "deleted_at": one.deleted_at if one.deleted_at <= moment else None,
        "reachable": had.why_not is None and had.since <= moment and had.since < had.until,
        "why_not": had.why_not,
        "since": had.since,
        "since_wall": wall_of(had.since),
        "until": None if had.until == inf else had.until,
    }
    number, k = stories.root_of(world, one)
    if (number, k) != (site.number, one.k):
        made["same_as"] = stories.story(world, world.site(number), k).url
    if one.is_edited(moment):
        text, blocks = article(world, one, edited=True)
        made["edit"] = {
            "at": one.edited_at,
            "wall": wall_of(one.edited_at),
            "title": text.title,
            "paragraphs": None if world.bodies else remaining(blocks),
        }
    return made


def truth(
    world: World, moment: float, wall_of: Callable[[float], float | None], *, since: float | None = None
) -> Iterator[dict[str, Any]]:
    """All articles a feed has listed since the world began, or all published since `since`, until `moment`."""
    for number in range(world.hosts):
        site = world.site(number)
        first = (
            max(0, stories.count(world, site, world.begin) - world.window)
            if since is None
            else stories.count(world, site, since - 1)
        )
        for k in range(first, stories.count(world, site, moment)):
            one = stories.story(world, site, k)
            if one.deleted_at > max(world.begin, since or 0.0):
                yield record(world, one, moment, wall_of)
