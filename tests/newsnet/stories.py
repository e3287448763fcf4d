"""The articles of a site: when each appears, changes and goes, and what it says. Pure functions of numbers and time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import inf

from newsnet.chance import roll, share
from newsnet.faults import Fault, is_stricken
from newsnet.wording import Told, headline, opening, telling
from newsnet.world import HOUR, Site, World

_JITTER = 0.8  # of a gap: articles never change places
_LEAD_S = 600.0  # a copied article is at least so old


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article. Times are virtual; inf where something never happens."""

    site: Site
    k: int
    published: float  #: whole seconds
    edited_at: float
    deleted_at: float

    @property
    def path(self) -> str:
        """Where it stands on its site."""
        date = time.strftime("%Y/%m/%d", time.gmtime(self.published)) if "{date}" in self.site.url_shape else ""
        return self.site.url_shape.format(k=self.k, date=date, slug=f"{roll('slug', self.k) & 0xFFFFF:05x}")

    @property
    def url(self) -> str:
        """Its canonical address."""
        return f"http://{self.site.host}{self.path}"

    def is_edited(self, moment: float) -> bool:
        """Has it changed by then?"""
        return self.edited_at <= moment


def published_at(world: World, site: Site, k: int) -> float:
    """When article k appears."""
    late = _JITTER * (((k + site.quirk) * 0x9E3779B97F4A7C15 >> 20) % 65_536) / 65_536
    return float(int(world.begin - world.history_s + site.phase_s + (k + late) * site.gap_s))


def count(world: World, site: Site, moment: float) -> int:
    """How many articles have appeared by then."""
    whole = int((moment - world.begin + world.history_s - site.phase_s) // site.gap_s)
    if whole < 0:
        return 0
    while published_at(world, site, whole) <= moment:  # times are whole seconds: one more may have appeared already
        whole += 1
    return whole


def story(world: World, site: Site, k: int) -> Story:
    """Article k of a site."""
    published = published_at(world, site, k)
    bits = roll(world.seed, "fate", site.number, k)
    low, high = share(bits << 32), share((bits >> 32) << 32)
    is_deleted = high < world.deletions
    return Story(
        site=site,
        k=k,
        published=published,
        edited_at=published + HOUR / 3 + low * 4 * HOUR
        if world.deletions <= high < world.deletions + world.edits
        else inf,
        deleted_at=published + 6 * HOUR + low * 42 * HOUR if is_deleted else inf,
    )


def find(world: World, site: Site, target: str) -> Story | None:
    """The article at a path with its query, whether it has appeared or not."""
    path, _, query = target.partition("?")
    wanted = [part for part in query.split("&") if part and not part.startswith("utm_")]
    bare = f"{path}?{wanted[0]}" if wanted else path
    digits = bare.rstrip("/").removesuffix(".html").rpartition("-")[2].rpartition("/")[2].rpartition("=")[2]
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        return None
    found = story(world, site, int(digits))
    return found if found.path == bare and len(wanted) <= 1 else None


def window(world: World, site: Site, moment: float) -> list[Story]:
    """What the feed lists, newest first."""
    total = count(world, site, moment)
    listed = (story(world, site, k) for k in range(total - 1, max(-1, total - 1 - world.window), -1))
    return [one for one in listed if one.deleted_at > moment]


def next_change(world: World, site: Site, listed: list[Story], moment: float) -> float:
    """When the feed will be different."""
    times = [published_at(world, site, count(world, site, moment))]
    for one in listed:
        times += [when for when in (one.edited_at, one.deleted_at) if when > moment]
    return min(times)


def title_of(world: World, one: Story, *, edited: bool) -> str:
    """Its headline."""
    return headline(one.site.tongue, _bits(world, one, edited=edited))


def opening_of(world: World, one: Story) -> str:
    """Its first paragraph, which no edit touches."""
    return opening(one.site.tongue, _bits(world, one, edited=False))


def told(world: World, one: Story, *, edited: bool) -> Told:
    """All its words. An edit gives a new headline and a paragraph more."""
    text = telling(one.site.tongue, _bits(world, one, edited=False), more=int(edited))
    if not edited:
        return text
    return Told(
        title=title_of(world, one, edited=True),
        paragraphs=text.paragraphs,
        subhead=text.subhead,
        summary=text.summary,
    )


def states_date(one: Story) -> bool:
    """Does its page say when it appeared?"""
    return one.site.fault is not Fault.DATES_NONE


def is_out_of_reach(one: Story) -> bool:
    """Is its page broken for good?"""
    return is_stricken(one.site, one.k)


def _bits(world: World, one: Story, *, edited: bool) -> int:
    return roll(world.seed, "words", *root_of(world, one), "edited" if edited else "")


def root_of(world: World, one: Story) -> tuple[int, int]:
    """Site and number of the article it says the same as; its own where it is an original."""
    return _root(world, one.site, one.k, one.published)


def _root(world: World, site: Site, k: int, published: float) -> tuple[int, int]:
    languages = len(world.codes)
    older = site.number // languages
    bits = roll(world.seed, "copy", site.number, k)
    if not older or share(bits) >= world.syndication:
        return site.number, k
    source = world.site(site.number - languages * (1 + bits % older))
    copied = count(world, source, published - _LEAD_S) - 1
    if copied < 0:
        return site.number, k
    return _root(world, source, copied, published_at(world, source, copied))
