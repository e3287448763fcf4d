"""robots.txt of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsnet.faults import Fault

if TYPE_CHECKING:
    from newsnet.world import Site, World

CRAWL_DELAY_S = 20.0  # virtual
_ARTICLES = ("/news/", "/20", "/article", "/a/")


def robots_txt(world: World, site: Site) -> str | None:
    """The file, None where the site has none."""
    tail = f"\nSitemap: http://{site.host}/sitemap.xml\n"
    match site.fault:
        case Fault.ROBOTS_ALL:
            return "User-agent: *\nDisallow: /\n" + tail
        case Fault.ROBOTS_PAGES:
            return "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in _ARTICLES) + tail
        case Fault.CRAWL_DELAY:
            return f"User-agent: *\nDisallow: /private/\nCrawl-delay: {crawl_delay_s(world):.3f}\n" + tail
        case Fault.ROBOTS_HUGE:
            return f"User-agent: *\nDisallow: /private/\n{tail}\n" + "# nothing to see here, move along\n" * 40_000
        case _:
            return f"User-agent: *\nDisallow: /private/\n{tail}" if site.has_robots else None


def crawl_delay_s(world: World) -> float:
    """What a crawl delay is in real seconds."""
    return CRAWL_DELAY_S / world.speed
