"""The past of a site from its sitemaps: those of its robots.txt and /sitemap.xml, and all that these name in turn."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from wireroom.discover.feed import Fault, FeedKind
from wireroom.discover.past import MAX_DEPTH, wanted_sitemaps
from wireroom.discover.urls import canonical_url
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Trouble
from wireroom.fetch.robots import sitemaps
from wireroom.fetch.visits import Postponed
from wireroom.jobs.past_search import failed
from wireroom.warehouse.archives import PastDocument

if TYPE_CHECKING:
    from wireroom.jobs.past_choice import Choice
    from wireroom.jobs.past_search import Place, Search

_GONE = {Trouble.HTTP_404, Trouble.HTTP_410}  # robots.txt and indexes often name what is no more
_NOTHING_THERE = _GONE | {Trouble.NO_CONTENT, Trouble.EMPTY_BODY}


async def search_sitemaps(search: Search, place: Place) -> None:
    """Note the entries of the interval that the sitemaps of a site name. One that cannot be read harms no other."""
    conventional = f"{place.origin}/sitemap.xml"
    rules = await search.visits.rules_for(conventional)
    listed = () if isinstance(rules, Postponed) else sitemaps(rules, conventional)
    waiting = deque((url, 0) for url in dict.fromkeys((*listed, conventional)))
    seen = {canonical_url(url) or url for url, _ in waiting}
    asked = 0
    while waiting:
        url, depth = waiting.popleft()
        if asked == search.wanted.max_documents:
            await search.keep(_too_many(place, url, len(waiting) + 1, asked))
            return
        asked += 1
        choice = await _look_into(search, place, url, is_guess=url == conventional and url not in listed)
        if choice is None:
            continue
        interval = search.wanted.interval
        wanted = wanted_sitemaps(choice.sitemaps, start=interval.start, end=interval.end)
        search.tally["sitemaps passed over by their date"] += len(choice.sitemaps) - len(wanted)
        fresh = [each.url for each in wanted if (canonical_url(each.url) or each.url) not in seen]
        if fresh and depth >= MAX_DEPTH:
            await search.keep(_too_deep(place, url, len(fresh)))
            continue
        seen |= {canonical_url(each) or each for each in fresh}
        waiting.extend((each, depth + 1) for each in dict.fromkeys(fresh))


async def _look_into(search: Search, place: Place, url: str, *, is_guess: bool) -> Choice | None:
    """Read one sitemap and note what it names; None where it cannot be had."""
    answer = await search.get(url, is_feed=False)
    if isinstance(answer, Failure):
        nothing = answer.trouble in (_NOTHING_THERE if is_guess else _GONE)
        absent = PastDocument(document=redact(url), source=place.source, kind="sitemap", state="absent")
        await search.keep(absent if nothing else failed(url, place, "sitemap", answer))
        return None
    choice = await search.choice(place, answer)
    kind = choice.kind if choice.is_sitemap else FeedKind.SITEMAP.value
    count, passed_over = 0, Counter[str](choice.passed_over)
    if choice.is_sitemap or not choice.reason:
        count, passed_over = await search.take(place, choice, found_by=_found_by(kind), found_in=url)
    # A web page at the conventional address is a site's way of saying that there is none.
    state = "absent" if is_guess and choice.reason == "html" else "failed" if choice.reason else "read"
    await search.keep(
        PastDocument(
            document=redact(url),
            source=place.source,
            kind=kind,
            state=state,
            listed=choice.listed or len(choice.sitemaps),
            chosen=count,
            passed_over=dict(passed_over),
            reason=choice.reason if state == "failed" else None,
            detail="a page stands where a sitemap was" if choice.reason == Fault.HTML else choice.detail,
        )
    )
    return choice


def _found_by(kind: str) -> str:
    return kind if kind == FeedKind.NEWS_SITEMAP.value else FeedKind.SITEMAP.value


def _too_many(place: Place, url: str, left: int, asked: int) -> PastDocument:
    detail = f"{left} sitemaps were not asked for after {asked}: raise the limit of the run, or name a shorter interval"
    return _not_followed(place, url, "too_many", detail)


def _too_deep(place: Place, url: str, count: int) -> PastDocument:
    detail = f"{redact(url)} names {count} sitemaps deeper than {MAX_DEPTH} indexes: they are not followed"
    return _not_followed(place, url, "too_deep", detail)


def _not_followed(place: Place, url: str, reason: str, detail: str) -> PastDocument:
    document = f"{redact(url)} ({reason})"
    return PastDocument(
        document=document, source=place.source, kind="sitemap", state="failed", reason=reason, detail=detail
    )
