"""What somebody asks of the past: which sources, by which ways, and how. Checked before anything is asked for."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wireroom.discover.urls import canonical_url
from wireroom.errors import PastRefused
from wireroom.jobs.past_search import Place
from wireroom.jobs.windows import place_of
from wireroom.warehouse import archives

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from wireroom.warehouse.archives import FeedPlace
    from wireroom.warehouse.connection import Connection

WAYS = ("sitemaps", "feed_archives", "wordpress", "warc", "seeds")
_OF_NAMED_FEEDS = {"feed_archives", "wordpress"}  # a person allows them feed by feed


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRequest:
    """One request; the fields are the params of `backfill_archives`."""

    sources: tuple[str, ...] = ()  #: keys of feeds, hosts, addresses of sites; empty: all feeds that are polled
    ways: tuple[str, ...] = ("sitemaps",)
    warc: tuple[str, ...] = ()  #: paths inside the seed roots, or s3:// addresses
    seeds: tuple[str, ...] = ()  #: paths inside the seed roots
    fetch_again: bool = False
    whole_months: bool = False  #: a mere month counts where it touches the interval
    max_documents: int = 200
    max_pages: int = 100
    max_failed_share: float = 0.5
    dry_run: bool = False

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> PastRequest:
        """The request in the params of a run. Raises PastRefused with one sentence where it makes no sense."""
        request = cls(
            sources=tuple(str(each).strip() for each in params["sources"] or () if str(each).strip()),
            ways=tuple(dict.fromkeys(params["ways"] or ())),
            warc=tuple(params["warc"] or ()),
            seeds=tuple(params["seeds"] or ()),
            fetch_again=params["fetch_again"],
            whole_months=params["whole_months"],
            max_documents=params["max_documents"],
            max_pages=params["max_pages"],
            max_failed_share=params["max_failed_share"],
            dry_run=params["dry_run"],
        )
        request.check()
        return request

    def check(self) -> None:
        """Raises PastRefused with one sentence where the request makes no sense."""
        if not self.ways:
            raise PastRefused(f"no way is chosen: name at least one of {', '.join(WAYS)}")
        if unknown := set(self.ways) - set(WAYS):
            raise PastRefused(f"unknown ways {', '.join(sorted(unknown))}: the known ones are {', '.join(WAYS)}")
        if not self.sources and (named := _OF_NAMED_FEEDS & set(self.ways)):
            msg = f"{' and '.join(sorted(named))} must be allowed feed by feed: name the feeds under Sources"
            raise PastRefused(msg)
        for way, paths in (("warc", self.warc), ("seeds", self.seeds)):
            if way in self.ways and not paths:
                raise PastRefused(f"{way} is chosen, but no file of that kind is named")

    @property
    def terms(self) -> str:
        """What decides about a pass: one that was broken off goes on only under the same."""
        return json.dumps(asdict(self), sort_keys=True)


def places_of(conn: Connection, request: PastRequest) -> list[Place]:
    """The sites to look at, each once, under the first of its feeds. Raises PastRefused for a source nobody knows."""
    if not request.sources:
        return _by_origin(archives.places(conn, keys=None))
    hosts = {source: host for source in request.sources if (host := _host(source))}
    found = archives.places(conn, keys=request.sources, hosts=list(hosts.values()))
    known = {name for feed in found for name in (feed.feed_key, feed.host)}
    made = _by_origin(found)
    for source in request.sources:
        if source in known or hosts.get(source) in known:
            continue
        if source not in hosts:
            msg = f"{source!r} is neither the key of a feed (`wireroom feeds list`) nor a host or address of a site"
            raise PastRefused(msg)
        origin = _origin(source if "://" in source else f"https://{source}")
        host, site = place_of(origin)
        made.append(Place(source=host, origin=origin, site=site))
    return made


def _by_origin(feeds: list[FeedPlace]) -> list[Place]:
    made: dict[str, Place] = {}
    for feed in feeds:
        own = feed.site_url and canonical_url(feed.site_url)
        home = own if own and place_of(own)[1] == feed.site else feed.url
        origin = _origin(home)
        place = Place(
            source=feed.feed_key,
            origin=origin,
            site=feed.site,
            feed_id=feed.feed_id,
            feed_url=feed.url,
            language=feed.language,
            zone=feed.publisher_zone,
        )
        made.setdefault(origin, place)
    return list(made.values())


def _host(source: str) -> str | None:
    """The host that a source names, None where it names none."""
    url = canonical_url(source if "://" in source else f"https://{source}")
    host = place_of(url)[0] if url else None
    return host if host and "." in host else None


def _origin(url: str) -> str:
    parts = urlsplit(canonical_url(url) or url)
    return f"{parts.scheme}://{parts.netloc}"
