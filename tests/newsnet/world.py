"""What the world is made of: sites, each with a language, a feed and habits, all computed from the seed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from newsnet.chance import Dice, drawn, roll, share
from newsnet.faults import DEFAULT_FAULTS, SUMMARY_ONLY, Fault
from newsnet.wording import Tongue, codes, tongue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOUR, DAY = 3600.0, 86_400.0
BEGIN = 1_790_000_000.0  # 2026-09-21, for worlds that nobody gave a beginning
FORMATS = {"rss": 0.45, "atom": 0.2, "rdf": 0.1, "json": 0.1, "news_sitemap": 0.15}
FEED_PATHS = {
    "rss": ("/feed/", "/rss.xml", "/rss/all"),
    "atom": ("/atom.xml", "/feed.atom"),
    "rdf": ("/index.rdf",),
    "json": ("/feed.json",),
    "news_sitemap": ("/news-sitemap.xml",),
}
URL_SHAPES = ("/news/{k}.html", "/{date}/story-{k}/", "/article?id={k}", "/a/{slug}-{k}")
_PACES = (4.0, 2.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.25)  # a few sites publish most
_HOST = re.compile(r"(?:new\.)?news(\d{1,7})(?:\.blogs\d+)?\.test\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One publisher."""

    number: int
    host: str
    tongue: Tongue
    format: str  #: rss, atom, rdf, json, news_sitemap
    feed_path: str
    gap_s: float  #: mean time between two articles
    phase_s: float
    full_text: bool  #: the feed carries whole articles
    encoding: str  #: of feed and pages
    charset_in_header: bool
    validators: str  #: both, etag, date, none
    etag_style: int
    url_shape: str
    tracking: bool  #: links in the feed carry tracking parameters
    layout: int
    has_robots: bool
    fault: Fault | None
    quirk: int  #: bits for whoever needs a number that belongs to the site

    @property
    def feed_url(self) -> str:
        """Where a reader would subscribe."""
        return f"http://{self.host}{self.feed_path}"


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """All there is to decide. Times are seconds; virtual ones unless they say real."""

    seed: int = 1
    hosts: int = 300
    languages: tuple[str, ...] = ()  #: codes of languages/*.toml; empty: all of them, in turn
    rate: float = 1.0  #: articles an hour per host, in the mean
    window: int = 15  #: entries in a feed
    begin: float = BEGIN  #: what the clock shows when the world starts
    speed: float = 1.0  #: virtual seconds in a real one
    history_s: float = 365 * DAY  #: how long before `begin` the first articles appeared
    faults: Mapping[str, float] = field(default_factory=lambda: DEFAULT_FAULTS)  #: share of the hosts with each fault
    plan: Mapping[int, str] = field(default_factory=dict[int, str])  #: the faults of single hosts
    formats: Mapping[str, float] = field(default_factory=lambda: FORMATS)  #: share of the hosts with each format
    full_text: float = 0.2  #: share of hosts whose feed carries whole articles
    legacy: float = 0.25  #: share of hosts that do not use UTF-8
    platforms: float = 0.03  #: share of hosts that share a registered domain with nine others
    edits: float = 0.05  #: share of articles that change later
    deletions: float = 0.02  #: share of articles that are withdrawn later
    syndication: float = 0.05  #: share of articles that another host had first
    archives: float = 0.0  #: share of hosts with RSS or Atom whose feed links to archived feeds
    paged: float = 0.0  #: share of hosts whose feed has pages, as WordPress has
    hints: float = 0.0  #: share of hosts whose feed states ttl and update period
    page_bytes: int = 0  #: pages are padded to about this size with navigation and scripts
    bodies: tuple[Path, ...] = ()  #: HTML files (.html, .html.gz) served instead of pages of our own
    spell_s: float = 1_800.0  #: how long a passing fault lasts
    cycle_s: float = 10_800.0  #: how often it comes
    change_s: float = 3_600.0  #: lasting changes (410, moves) happen one to three times so long after `begin`
    hang_s: float = 60.0  #: real: how long a server that has nothing to say keeps a connection open

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The languages of this world."""
        return self.languages or codes()

    @cached_property
    def _sites(self) -> dict[int, Site]:
        return {}

    def site(self, number: int) -> Site:
        """The site with this number, 0 to hosts - 1."""
        found = self._sites.get(number)
        if found is None:
            found = self._sites[number] = _site(self, number)
        return found

    def find(self, host: str) -> Site | None:
        """The site at a host name, under its old or its new name."""
        match = _HOST.match(host)
        if match is None or int(match[1]) >= self.hosts:
            return None
        site = self.site(int(match[1]))
        return site if host in {site.host, f"new.{site.host}"} else None


def _site(world: World, number: int) -> Site:
    bits = roll(world.seed, "site", number)
    dice = Dice(bits)
    own = tongue(world.codes[number % len(world.codes)])
    name = world.plan.get(number) or drawn(roll(world.seed, "fault", number), world.faults)
    fault = Fault(name) if name else None
    kind = drawn(roll(world.seed, "format", number), world.formats) or next(iter(world.formats))
    is_platform = share(roll(world.seed, "platform", number // 10)) < world.platforms
    is_legacy = share(roll(world.seed, "legacy", number)) < world.legacy and kind != "json"
    gap_s = HOUR / world.rate / (dice.pick(_PACES) * len(_PACES) / sum(_PACES))
    validators = dice.pick(("both", "both", "both", "etag", "date"))
    in_header = dice.below(3) > 0
    return Site(
        number=number,
        host=f"news{number}.blogs{number // 10}.test" if is_platform else f"news{number}.test",
        tongue=own,
        format=kind,
        feed_path=dice.pick(FEED_PATHS[kind]),
        gap_s=gap_s,
        phase_s=share(roll(world.seed, "phase", number)) * gap_s,
        full_text=fault not in SUMMARY_ONLY
        and kind != "news_sitemap"
        and share(roll(world.seed, "full", number)) < world.full_text,
        encoding=dice.pick((*own.encodings, "utf-16")) if is_legacy else "utf-8",
        charset_in_header=in_header,
        validators={Fault.NO_VALIDATORS: "none", Fault.LYING_ETAG: "etag", Fault.LYING_DATE: "date"}.get(
            fault or Fault.GONE, validators
        ),
        etag_style=dice.below(3),
        url_shape=dice.pick(URL_SHAPES),
        tracking=dice.below(4) == 0,
        layout=dice.below(4),
        has_robots=dice.below(10) > 0,
        fault=fault,
        quirk=roll(world.seed, "quirk", number),
    )
