"""What feeds keep of their past: archived feeds, one a month (RFC 5005), and pages as WordPress gives them."""

from __future__ import annotations

import re
import time
from calendar import timegm
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from newsnet.chance import roll, share
from newsnet.feeds import render_of
from newsnet.stories import Story, count, published_at, story

if TYPE_CHECKING:
    from newsnet.world import Site, World

_ARCHIVE = re.compile(r"/archive/(\d{4})-(\d{2})\.xml\Z")
_HEADS = {"rss": "<channel>", "atom": "</title>"}


def is_archive(path: str) -> bool:
    """Is this the address of an archived feed?"""
    return _ARCHIVE.match(path) is not None


def has_archive(world: World, site: Site) -> bool:
    """Does the feed link to what was before it?"""
    return site.format in _HEADS and share(roll(world.seed, "archive", site.number)) < world.archives


def has_pages(world: World, site: Site) -> bool:
    """Does the feed answer `?paged=2`?"""
    return share(roll(world.seed, "paged", site.number)) < world.paged


def page(world: World, site: Site, target: str, moment: float) -> str | None:
    """A page of the past: empty where there is none, None where this is not the address of one."""
    path, _, query = target.partition("?")
    if is_archive(path):
        return _archive(world, site, path, moment) if has_archive(world, site) else ""
    number = int(parse_qs(query).get("paged", ["1"])[0])
    if number == 1 or not has_pages(world, site):
        return linked(world, site, _window(world, site, moment), moment) if has_archive(world, site) else None
    last = count(world, site, moment) - world.window * (number - 1)
    listed = [story(world, site, k) for k in range(last - 1, max(-1, last - 1 - world.window), -1)]
    shown = [one for one in listed if one.deleted_at > moment]
    return render_of(world, site, shown, moment) if shown else ""


def linked(world: World, site: Site, listed: list[Story], moment: float, month: tuple[int, int] | None = None) -> str:
    """A feed with its link to the archived feed before it."""
    text = render_of(world, site, listed, moment)
    year, before = month or time.gmtime(moment)[:2]
    year, before = (year - 1, 12) if before == 1 else (year, before - 1)
    first = time.gmtime(published_at(world, site, 0))[:2]
    if (year, before) < first:
        return text
    atom = "http://www.w3.org/2005/Atom"
    link = (
        f'<a:link xmlns:a="{atom}" rel="prev-archive" href="http://{site.host}/archive/{year:04d}-{before:02d}.xml"/>'
    )
    head = _HEADS[site.format]
    return text.replace(head, head + link, 1)


def _archive(world: World, site: Site, path: str, moment: float) -> str:
    match = _ARCHIVE.match(path)
    assert match is not None, "it was looked at"
    year, month = int(match[1]), int(match[2])
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    begin, end = (float(timegm((*each, 1, 0, 0, 0))) for each in ((year, month), following))
    if end > moment:
        return ""
    listed = [story(world, site, k) for k in range(count(world, site, begin - 1), count(world, site, end - 1))]
    shown = [one for one in reversed(listed) if one.deleted_at > moment]
    return linked(world, site, shown, moment, (year, month))


def _window(world: World, site: Site, moment: float) -> list[Story]:
    total = count(world, site, moment)
    listed = [story(world, site, k) for k in range(total - 1, max(-1, total - 1 - world.window), -1)]
    return [one for one in listed if one.deleted_at > moment]
