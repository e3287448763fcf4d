"""A year of sitemaps: an index and one sitemap a month, with lastmod. One lastmod in ten is not the date."""

from __future__ import annotations

import re
import time
from calendar import timegm
from html import escape

from newsnet.chance import roll, share
from newsnet.feed_formats import iso
from newsnet.stories import Story, count, published_at, story
from newsnet.world import DAY, Site, World

TOUCHED = 0.1  # share of articles whose lastmod is days later than their date
_MONTH = re.compile(r"/sitemap-(\d{4})-(\d{2})\.xml\Z")
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def index(world: World, site: Site, moment: float) -> str:
    """The index: one sitemap for every month in which articles appeared."""
    year, month = time.gmtime(published_at(world, site, 0))[:2]
    last = time.gmtime(moment)[:2]
    parts: list[str] = []
    while (year, month) <= last:
        _, end = _bounds(year, month)
        parts.append(
            f"<sitemap><loc>http://{site.host}/sitemap-{year:04d}-{month:02d}.xml</loc>"
            f"<lastmod>{iso(min(end - 1, moment), 0)}</lastmod></sitemap>"
        )
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex xmlns="{_NAMESPACE}">\n'
        + "\n".join(parts)
        + "\n</sitemapindex>\n"
    )


def month(world: World, site: Site, path: str, moment: float) -> str | None:
    """The sitemap of a month; None where `path` names none."""
    match = _MONTH.match(path)
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    begin, end = _bounds(int(match[1]), int(match[2]))
    first, last = count(world, site, begin - 1), count(world, site, min(end - 1, moment))
    if begin > moment or first == last:
        return None
    listed = (story(world, site, k) for k in range(first, last))
    parts = [
        f"<url><loc>{escape(one.url)}</loc><lastmod>{iso(lastmod(world, one, moment), 0)}</lastmod></url>"
        for one in listed
        if one.deleted_at > moment
    ]
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_NAMESPACE}">\n' + "\n".join(parts) + "\n</urlset>\n"
    )


def lastmod(world: World, one: Story, moment: float) -> float:
    """What the sitemap says of an article: when it changed, or when somebody touched the site's templates."""
    bits = roll(world.seed, "touched", one.site.number, one.k)
    stated = one.edited_at if one.edited_at <= moment else one.published
    if share(bits) < TOUCHED:
        stated = max(stated, one.published + DAY * (1 + bits % 40))
    return min(stated, moment)


def _bounds(year: int, month: int) -> tuple[float, float]:
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return float(timegm((year, month, 1, 0, 0, 0))), float(timegm((*following, 1, 0, 0, 0)))
