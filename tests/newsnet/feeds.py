"""The feed of a site at a moment: its entries, its validators, and until when both stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formatdate
from math import ceil, inf

from newsnet.chance import roll, share
from newsnet.faults import LIE_S, Fault
from newsnet.feed_formats import BROKEN_DATES, RENDERERS, Item
from newsnet.pages import author
from newsnet.pieces import article
from newsnet.stories import Story, next_change, opening_of, title_of, window
from newsnet.world import HOUR, Site, World


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a feed is from `since` to before `until` (virtual)."""

    since: float
    until: float
    version: int
    etag: str | None
    last_modified: str | None


def state(world: World, site: Site, moment: float) -> State:
    """The state a feed is in. Cheap: no words are made."""
    listed = window(world, site, moment)
    until = next_change(world, site, listed, moment)
    since = _latest(listed, moment)
    hour = int(moment // HOUR) if site.fault is Fault.GUID_CHURN else 0
    if site.fault is Fault.GUID_CHURN:
        until = min(until, (hour + 1) * HOUR)
    version = roll(site.host, *((one.k, one.is_edited(moment)) for one in listed), hour)
    shown, shown_since = version, since
    if site.fault in {Fault.LYING_ETAG, Fault.LYING_DATE}:
        frozen = moment // LIE_S * LIE_S
        until = min(until, frozen + LIE_S)
        shown, shown_since = roll(site.host, frozen), frozen
    return State(
        since=since,
        until=until,
        version=version,
        etag=_etag(site, shown) if site.validators in {"both", "etag"} else None,
        last_modified=formatdate(shown_since, usegmt=True) if site.validators in {"both", "date"} else None,
    )


def render(world: World, site: Site, moment: float) -> str:
    """The feed as text."""
    return render_of(world, site, window(world, site, moment), moment)


def render_of(world: World, site: Site, listed: list[Story], moment: float) -> str:
    """A feed of these articles."""
    items = [_item(world, one, moment) for one in listed]
    return RENDERERS[site.format](site, items, _hints(world, site))


def _item(world: World, one: Story, moment: float) -> Item:
    site, url, edited = one.site, one.url, one.is_edited(moment)
    content = None
    if site.full_text:
        text, blocks = article(world, one, edited=edited)
        title, summary = text.title, text.summary
        content = "\n".join(block.html for block in blocks)
    elif site.format == "news_sitemap":
        title, summary = title_of(world, one, edited=edited), ""
    else:
        title, summary = title_of(world, one, edited=edited), opening_of(world, one)
    is_bad = site.fault is Fault.DATES_BROKEN
    dated = not is_bad and site.fault is not Fault.DATES_NONE
    return Item(
        link=url + (("&" if "?" in url else "?") + "utm_source=rss&utm_medium=feed" if site.tracking else ""),
        guid=_guid(one, url, moment),
        title=title,
        summary=summary,
        content=content,
        published=one.published if dated else None,
        updated=one.edited_at if edited and dated else None,
        broken_date=BROKEN_DATES[one.k % len(BROKEN_DATES)] if is_bad else None,
        author=author(one),
    )


def _guid(one: Story, url: str, moment: float) -> str | None:
    match one.site.fault:
        case Fault.GUID_REUSED:
            return f"{one.site.host}-latest"
        case Fault.GUID_MISSING:
            return None
        case Fault.GUID_CHURN:
            return f"{one.site.host}-{int(moment // HOUR)}-{one.k}"
        case _:
            return url if one.site.quirk % 2 else f"{one.site.host}-{one.k}"


def _hints(world: World, site: Site) -> str:
    if share(roll(world.seed, "hints", site.number)) >= world.hints:
        return ""
    minutes = max(1, ceil(site.gap_s / 120 / world.speed))
    return f"<ttl>{minutes}</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>"


def _etag(site: Site, version: int) -> str:
    return (f'"{version:016x}"', f'W/"{version:x}"', f'"{version & 0xFFFFFFFF:x}-{site.number:x}-gzip"')[
        site.etag_style
    ]


def _latest(listed: list[Story], moment: float) -> float:
    times = [one.published for one in listed]
    times += [one.edited_at for one in listed if one.edited_at <= moment]
    return max(times, default=-inf) if times else 0.0
