"""A year of sitemaps: an index and one sitemap a month, with lastmod. One lastmod in ten is not the date.

Every fourth site keeps news sitemaps, which state when an article was published; every third keeps gzip files.
"""

from __future__ import annotations

import re
import time
from calendar import timegm
from html import escape

from newsnet.chance import roll, share
from newsnet.feed_formats import iso
from newsnet.stories import Story, count, published_at, story, title_of
from newsnet.world import DAY, Site, World

TOUCHED = 0.1  # share of articles whose lastmod is days later than their date
_MONTH = re.compile(r"/sitemap-(\d{4})-(\d{2})\.xml(?:\.gz)?\Z")
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def index(world: World, site: Site, moment: float) -> str:
    """The index: one sitemap for every month in which articles appeared."""
    year, month = time.gmtime(published_at(world, site, 0))[:2]
    last = time.gmtime(moment)[:2]
    parts: list[str] = []
    suffix = ".xml.gz" if is_packed(site) else ".xml"
    while (year, month) <= last:
        changed = max((lastmod(world, one, moment) for one in _listed(world, site, year, month, moment)), default=None)
        if changed is not None:
            parts.append(
                f"<sitemap><loc>http://{site.host}/sitemap-{year:04d}-{month:02d}{suffix}</loc>"
                f"<lastmod>{iso(changed, 0)}</lastmod></sitemap>"
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
    listed = _listed(world, site, int(match[1]), int(match[2]), moment)
    if not listed or path.endswith(".gz") != is_packed(site):
        return None
    parts = [
        f"<url><loc>{escape(one.url)}</loc><lastmod>{iso(lastmod(world, one, moment), 0)}</lastmod>"
        f"{_news(world, one) if is_news(site) else ''}</url>"
        for one in listed
    ]
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_NAMESPACE}" xmlns:news="{_NEWS}">\n'
        + "\n".join(parts)
        + "\n</urlset>\n"
    )


def is_news(site: Site) -> bool:
    """Does it keep news sitemaps?"""
    return site.quirk % 4 == 1


def is_packed(site: Site) -> bool:
    """Does it keep gzip files?"""
    return site.quirk % 3 == 0


def announced(world: World, one: Story, moment: float) -> float:
    """The date under which the sitemaps of its site announce an article."""
    return one.published if is_news(one.site) else lastmod(world, one, moment)


def lastmod(world: World, one: Story, moment: float) -> float:
    """What the sitemap says of an article: when it changed, or when somebody touched the site's templates."""
    bits = roll(world.seed, "touched", one.site.number, one.k)
    stated = one.edited_at if one.edited_at <= moment else one.published
    if share(bits) < TOUCHED:
        stated = max(stated, one.published + DAY * (1 + bits % 40))
    return min(stated, moment)


def _listed(world: World, site: Site, year: int, month: int, moment: float) -> list[Story]:
    begin, end = _bounds(year, month)
    if begin > moment:
        return []
    first, last = count(world, site, begin - 1), count(world, site, min(end - 1, moment))
    return [one for one in (story(world, site, k) for k in range(first, last)) if one.deleted_at > moment]


def _news(world: World, one: Story) -> str:
    return (
        f"<news:news><news:publication><news:name>{one.site.host}</news:name><news:language>{one.site.tongue.code}"
        f"</news:language></news:publication><news:publication_date>{iso(one.published, one.site.tongue.utc_offset)}"
        f"</news:publication_date><news:title>{escape(title_of(world, one, edited=False))}</news:title></news:news>"
    )


def _bounds(year: int, month: int) -> tuple[float, float]:
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return float(timegm((year, month, 1, 0, 0, 0))), float(timegm((*following, 1, 0, 0, 0)))
