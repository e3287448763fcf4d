"""What a site answers: a pure function of the world, the moment and the request."""

from __future__ import annotations

from email.utils import formatdate
from typing import TYPE_CHECKING

from newsnet import feeds, pages, past_feeds, sitemaps, stories
from newsnet.chance import roll
from newsnet.exchange import Answer, media_type
from newsnet.faults import Fault
from newsnet.feed_formats import CONTENT_TYPES
from newsnet.misbehaviour import flawed, moved, passing
from newsnet.robots_rules import robots_txt
from newsnet.shelf import Shelf, bomb, packed

if TYPE_CHECKING:
    from newsnet.exchange import Moment, Request
    from newsnet.world import Site, World

MOVED_PATHS = ("/moved/feed", "/a/feed", "/b/feed")
HTML, XML, TEXT = "text/html", "application/xml", "text/plain"


class Library:
    """Answers, with a memory for what was made before."""

    def __init__(self, world: World, shelf: Shelf | None = None) -> None:
        self.world = world
        self._shelf = shelf or Shelf()
        self._states: dict[int, feeds.State] = {}

    def answer(self, request: Request, at: Moment) -> Answer:
        """The answer to a request for a page, a feed or anything else of a site."""
        site = self.world.find(request.host)
        if site is None:
            return Answer(status=404, headers=media_type(TEXT), body=b"no such site\n")
        what = _what(site, request.path)
        instead = passing(self.world, site, what, at)
        if instead is not None:
            return instead
        match what:
            case "robots":
                answer = self._robots(site)
            case "feed":
                answer = self._feed(site, request, at)
            case "page":
                answer = self._page(site, request, at)
            case "sitemap":
                answer = self._sitemap(site, request, at)
            case _:
                answer = self._text(site, request, pages.home(site), "home")
        return flawed(self.world, site, answer, request, at)

    def _robots(self, site: Site) -> Answer:
        if site.fault is Fault.ROBOTS_500:
            return Answer(status=500, headers=media_type(TEXT), what="robots", fault=site.fault)
        text = robots_txt(self.world, site)
        if text is None:
            return Answer(status=404, headers=media_type(TEXT), body=b"none\n", what="robots")
        return Answer(status=200, headers=media_type(TEXT), body=text.encode(), what="robots")

    def _old_feed(self, site: Site, request: Request, at: Moment) -> Answer | None:
        """A page of the feed's past, None where today's is asked for."""
        text = past_feeds.page(self.world, site, request.path, at.virtual)
        if text is None:
            return None
        if not text:
            return Answer(status=404, headers=media_type(TEXT), what="feed")
        return _sent(_encoded(text, site), request, media_type(CONTENT_TYPES[site.format], _charset(site)), "feed")

    def _sitemap(self, site: Site, request: Request, at: Moment) -> Answer:
        path = request.path.partition("?")[0]
        text = (
            sitemaps.index(self.world, site, at.virtual)
            if path == "/sitemap.xml"
            else sitemaps.month(self.world, site, path, at.virtual)
        )
        if text is None:
            return Answer(status=404, headers=media_type(TEXT), what="sitemap")
        if path.endswith(".gz"):
            return Answer(
                status=200, headers=media_type("application/gzip"), body=packed(text.encode()), what="sitemap"
            )
        return _sent(text.encode(), request, media_type(XML), "sitemap")

    def _feed(self, site: Site, request: Request, at: Moment) -> Answer:
        if old := self._old_feed(site, request, at):
            return old
        elsewhere = moved(self.world, site, request, at)
        if elsewhere is not None:
            return elsewhere
        match site.fault:
            case Fault.PARKED:
                return self._text(site, request, pages.parked(site), "feed", fault=site.fault)
            case Fault.BOMB_GZIP | Fault.BOMB_BR:
                wants_br = site.fault is Fault.BOMB_BR and "br" in request.headers.get("accept-encoding", "")
                coding = "br" if wants_br else "gzip"
                headers = media_type(CONTENT_TYPES[site.format]) | {"Content-Encoding": coding}
                return Answer(status=200, headers=headers, body=bomb(coding), what="feed", fault=site.fault)
            case _:
                pass
        state = self._state(site, at.virtual)
        headers = {"ETag": state.etag or "", "Last-Modified": state.last_modified or ""}
        headers = {name: value for name, value in headers.items() if value}
        lies = site.fault if site.fault in {Fault.LYING_ETAG, Fault.LYING_DATE} else None
        if _is_held(request, state.etag, state.last_modified):
            return Answer(status=304, headers=headers, what="feed", fault=lies)
        headers |= media_type(CONTENT_TYPES[site.format], _charset(site))
        is_packed = _accepts_gzip(request)

        def make() -> bytes:
            body = _encoded(feeds.render(self.world, site, at.virtual), site)
            return packed(body) if is_packed else body

        body = self._shelf.get((site.number, state.version, is_packed), make)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"} if is_packed else {}
        return Answer(status=200, headers=headers, body=body, what="feed", fault=lies)

    def _state(self, site: Site, moment: float) -> feeds.State:
        known = self._states.get(site.number)
        if known is None or not known.since <= moment < known.until:
            known = self._states[site.number] = feeds.state(self.world, site, moment)
        return known

    def _page(self, site: Site, request: Request, at: Moment) -> Answer:
        found = stories.find(self.world, site, request.path)
        if found is None or found.published > at.virtual:
            return self._text(site, request, pages.parked(site), "page", status=404)
        if found.deleted_at <= at.virtual:
            return self._text(site, request, pages.parked(site), "page", status=410 if found.k % 2 else 404)
        if stories.is_out_of_reach(found):
            if site.fault is Fault.DEAD_LINKS:
                return self._text(site, request, pages.parked(site), "page", status=404, fault=site.fault)
            headers = media_type(HTML) | {"Content-Encoding": "gzip"}
            return Answer(status=200, headers=headers, body=bomb("gzip"), what="page", fault=site.fault)
        edited = found.is_edited(at.virtual)
        etag = f'"{roll(site.host, found.k, edited):x}"' if site.validators in {"both", "etag"} else None
        changed = found.edited_at if edited else found.published
        modified = formatdate(changed, usegmt=True) if site.validators in {"both", "date"} else None
        headers = {name: value for name, value in (("ETag", etag), ("Last-Modified", modified)) if value}
        if _is_held(request, etag, modified):
            return Answer(status=304, headers=headers, what="page")
        is_packed = _accepts_gzip(request)

        given = pages.given_body(self.world, found) if self.world.bodies else None

        def make() -> bytes:
            body = pages.body_of(given) if given else _encoded(pages.page(self.world, found, edited=edited), site)
            return packed(body) if is_packed else body

        key = ("given", given, is_packed) if given else (site.number, found.k, edited, is_packed)
        body = self._shelf.get(key, make)
        headers |= media_type(HTML, None if self.world.bodies else _charset(site))
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"} if is_packed else {}
        return Answer(status=200, headers=headers, body=body, what="page")

    def _text(  # noqa: PLR0913 - one page with everything that may be odd about it
        self, site: Site, request: Request, text: str, what: str, *, status: int = 200, fault: Fault | None = None
    ) -> Answer:
        headers = media_type(HTML, _charset(site))
        return _sent(_encoded(text, site), request, headers, what, status=status, fault=fault)


def _what(site: Site, target: str) -> str:
    path = target.partition("?")[0]
    if path == "/robots.txt":
        return "robots"
    if path == site.feed_path or path in MOVED_PATHS or path == "/loop/feed" or past_feeds.is_archive(path):
        return "feed"
    if path.startswith("/sitemap"):
        return "sitemap"
    return "home" if path == "/" else "page"


def _is_held(request: Request, etag: str | None, modified: str | None) -> bool:
    """Does the client hold what there is? If-None-Match, where sent, decides alone."""
    held = request.headers.get("if-none-match")
    if held is not None:
        return etag is not None and etag in [part.strip() for part in held.split(",")]
    return modified is not None and request.headers.get("if-modified-since") == modified


def _encoded(text: str, site: Site) -> bytes:
    return text.encode(site.encoding, "xmlcharrefreplace")


def _charset(site: Site) -> str | None:
    if site.fault is Fault.WRONG_CHARSET and site.format != "json":
        return "iso-8859-1" if site.encoding == "utf-8" else "utf-8"
    return site.encoding.replace("_", "-") if site.charset_in_header else None


def _accepts_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _sent(  # noqa: PLR0913 - everything an ordinary answer has
    body: bytes, request: Request, headers: dict[str, str], what: str, *, status: int = 200, fault: Fault | None = None
) -> Answer:
    if _accepts_gzip(request):
        headers, body = headers | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}, packed(body)
    return Answer(status=status, headers=headers, body=body, what=what, fault=fault)
