"""The faults at work: what a site answers instead of, or makes of, what it should."""

from __future__ import annotations

from dataclasses import replace
from email.utils import formatdate
from math import ceil
from typing import TYPE_CHECKING

from newsnet.exchange import Answer, media_type
from newsnet.faults import PASSING, Fault, changed_at, in_spell
from newsnet.world import HOUR

if TYPE_CHECKING:
    from newsnet.exchange import Moment, Request
    from newsnet.world import Site, World

_HTML, _TEXT = "text/html", "text/plain"


def passing(world: World, site: Site, what: str, at: Moment) -> Answer | None:  # noqa: PLR0911 - one for each fault
    """The answer during a spell in which nothing is to be had."""
    left = in_spell(world, site, at.virtual)
    if left <= 0:
        return None
    wait_s = max(1, ceil(left / at.speed)) if at.speed > 0 else 60
    fault = site.fault
    match fault:
        case Fault.TIMEOUT:
            return Answer(status=0, what=what, fault=fault, hangs=True)
        case Fault.RESET:
            return Answer(status=0, what=what, fault=fault, resets=True)
        case Fault.ERROR_500 if what != "robots":
            return Answer(status=500, headers=media_type(_TEXT), body=b"out of order\n", what=what, fault=fault)
        case Fault.ERROR_503 if what != "robots":
            headers = media_type(_TEXT) | {"Retry-After": str(wait_s)}
            return Answer(status=503, headers=headers, what=what, fault=fault)
        case Fault.BUSY if what != "robots":
            headers = media_type(_TEXT) | {"Retry-After": str(wait_s)}
            return Answer(status=429, headers=headers, what=what, fault=fault)
        case Fault.BUSY_DATE if what != "robots":
            headers = media_type(_TEXT) | {"Retry-After": formatdate(ceil(at.wall) + wait_s, usegmt=True)}
            return Answer(status=429, headers=headers, what=what, fault=fault)
        case _:
            return None


def flawed(world: World, site: Site, answer: Answer, request: Request, at: Moment) -> Answer:  # noqa: PLR0911 - one for each fault
    """The answer as it leaves a site whose fault is in the sending."""
    fault = site.fault
    if fault in {Fault.FORBIDDEN, Fault.CHALLENGE} and answer.what != "robots":
        challenge = {"CF-Mitigated": "challenge"} if fault is Fault.CHALLENGE else {}
        return Answer(
            status=403, headers=media_type(_HTML) | challenge, body=b"<p>No.</p>", what=answer.what, fault=fault
        )
    lasting = {Fault.GONE: 410, Fault.MISSING: 404}.get(fault) if fault else None
    if lasting and answer.what == "feed" and at.virtual >= changed_at(world, site):
        return Answer(status=lasting, headers=media_type(_TEXT), body=b"closed\n", what="feed", fault=fault)
    if fault is Fault.INTERIM:
        return replace(answer, fault=fault, interim=2)
    if fault not in PASSING or in_spell(world, site, at.virtual) <= 0:
        return answer
    if not answer.body or answer.what not in {"feed", "page"} or request.method == "HEAD":
        return answer
    match fault:
        case Fault.SLOW:
            return replace(answer, fault=fault, drips=True)
        case Fault.TRUNCATED:
            return replace(answer, fault=fault, sent=len(answer.body) // 2)
        case Fault.TRUNCATED_GZIP if "Content-Encoding" in answer.headers:
            return replace(answer, fault=fault, body=answer.body[: len(answer.body) * 2 // 3])
        case Fault.TRUNCATED_GZIP:
            return replace(answer, fault=fault, sent=len(answer.body) // 2)
        case _:
            return answer


def moved(world: World, site: Site, request: Request, at: Moment) -> Answer | None:
    """The redirect away from where a feed was, None where it is here."""
    path, status = request.path.partition("?")[0], 301
    is_old = path == site.feed_path and request.host == site.host
    match site.fault:
        case Fault.LOOP:
            location, status = (site.feed_path if path == "/loop/feed" else "/loop/feed"), 302
        case Fault.MOVED | Fault.MOVED_308 if is_old and at.virtual >= changed_at(world, site):
            location, status = "/moved/feed", 308 if site.fault is Fault.MOVED_308 else 301
        case Fault.MOVED_HOST if is_old and at.virtual >= changed_at(world, site):
            location = f"http://new.{site.host}{site.feed_path}"
        case Fault.MOVED_UNSTABLE if is_old and int(at.virtual // HOUR) % 3:
            location = f"/{'ab'[int(at.virtual // HOUR) % 3 - 1]}/feed"
        case _:
            return None
    return Answer(status=status, headers={"Location": location}, what="feed", fault=site.fault)
