"""The past of a feed: archived feeds and pages it links to (RFC 5005), and pages as WordPress gives them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from yarl import URL

from wireroom.discover.urls import canonical_url
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Trouble
from wireroom.jobs.desk import at_desk
from wireroom.jobs.past_search import failed
from wireroom.jobs.windows import place_of
from wireroom.warehouse import archives
from wireroom.warehouse.archives import PastDocument

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.jobs.past_choice import Choice
    from wireroom.jobs.past_search import Place, Search

_AMPLY = timedelta(days=2)  # feeds are not strictly in order: one goes on so far past the interval
_ENDS = {Trouble.HTTP_404, Trouble.HTTP_410}


async def search_archived_feed(search: Search, place: Place, feed_url: str) -> None:
    """Follow `prev-archive`, else `next`, back to before the interval; at most so many pages, never in a circle.

    An archived feed that an earlier pass has read cannot have changed: it is not asked for again where its dates lie
    outside the interval.
    """
    known = await at_desk(search.desk, lambda: archives.known_documents(search.conn, place.source))
    url: str | None = feed_url
    kind, seen = "feed_page", set[str]()
    for _ in range(search.wanted.max_pages):
        seen.add(canonical_url(url) or url)
        held = known.get(redact(url)) if kind == "feed_archive" else None
        if held and not _touches(search, held.earliest, held.latest):
            await search.keep(_known(place, held))
            following, latest = held.leads_to, held.latest
        else:
            choice = await _look_into(search, place, url, kind)
            if choice is None:
                return
            following, latest = choice.archive_link or choice.next_link, choice.latest
            kind = "feed_archive" if choice.archive_link else kind
        if following is None or _is_before(search, latest):
            return
        if (canonical_url(following) or following) in seen or place_of(following)[1] != place_of(feed_url)[1]:
            await search.keep(_ended(place, following, kind, "circle", "leads in a circle or to another site"))
            return
        url = following
    await search.keep(_ended(place, url, kind, "too_many", f"more than {search.wanted.max_pages} pages"))


async def search_wordpress(search: Search, place: Place, feed_url: str) -> None:
    """Ask for `?paged=2`, `3`, ... until there is none, one says the same again, or the interval is past."""
    said: set[frozenset[str]] = set()
    for number in range(1, search.wanted.max_pages + 1):
        url = feed_url if number == 1 else str(URL(feed_url).update_query(paged=str(number)))
        choice = await _look_into(search, place, url, "wordpress", said=said, is_first=number == 1)
        if choice is None or _is_before(search, choice.latest):
            return
        said.add(choice.links)
    await search.keep(_ended(place, feed_url, "wordpress", "too_many", f"more than {search.wanted.max_pages} pages"))


async def _look_into(  # noqa: PLR0913 - one document and what is known of it
    search: Search,
    place: Place,
    url: str,
    kind: str,
    *,
    said: set[frozenset[str]] | None = None,
    is_first: bool = True,
) -> Choice | None:
    """Read one page and note what it announces; None where it ends there."""
    answer = await search.get(url, is_feed=True)
    if isinstance(answer, Failure):
        if not is_first and answer.trouble in _ENDS:  # this is how WordPress says that there are no more
            return None
        await search.keep(failed(url, place, kind, answer))
        return None
    choice = await search.choice(place, answer)
    if said is not None and (choice.links in said or not choice.links) and not choice.reason:
        return None
    count, passed_over = (0, choice.passed_over)
    if not choice.reason:
        count, passed_over = await search.take(place, choice, found_by=kind, found_in=url)
    made = PastDocument(
        document=redact(url),
        source=place.source,
        kind=kind,
        state="failed" if choice.reason else "read",
        listed=choice.listed,
        chosen=count,
        passed_over=passed_over,
        reason=choice.reason,
        detail=choice.detail,
        earliest=choice.earliest,
        latest=choice.latest,
        leads_to=choice.archive_link or choice.next_link,
    )
    await search.keep(made)
    return None if choice.reason else choice


def _touches(search: Search, earliest: datetime, latest: datetime) -> bool:
    interval = search.wanted.interval
    return latest >= interval.start - _AMPLY and earliest < interval.end + _AMPLY


def _is_before(search: Search, latest: datetime | None) -> bool:
    return latest is not None and latest < search.wanted.interval.start - _AMPLY


def _known(place: Place, held: archives.KnownDocument) -> PastDocument:
    plain = PastDocument(document=held.document, source=place.source, kind="feed_archive", state="known")
    return replace(plain, earliest=held.earliest, latest=held.latest, leads_to=held.leads_to)


def _ended(place: Place, url: str, kind: str, reason: str, detail: str) -> PastDocument:
    said = f"{redact(url)}: {detail}"
    return PastDocument(
        document=f"{redact(url)} ({reason})",
        source=place.source,
        kind=kind,
        state="failed",
        reason=reason,
        detail=said,
    )
