"""What the tasks of `backfill_archives` do: find the past of an interval, fetch it beside what is live, report."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wireroom.discover.urls import canonical_url
from wireroom.errors import BackfillFailed, PastRefused
from wireroom.fetch.client import fetcher
from wireroom.fetch.politeness import Scoreboard, pace_of
from wireroom.fetch.visit_rules import paced_rules
from wireroom.fetch.visits import Visits
from wireroom.jobs.desk import open_desk
from wireroom.jobs.fetching import fetch_entries
from wireroom.jobs.giving_way import Past
from wireroom.jobs.notices import own_rules
from wireroom.jobs.parsing import parsers
from wireroom.jobs.past_feeds import search_archived_feed, search_wordpress
from wireroom.jobs.past_files import Intake
from wireroom.jobs.past_request import PastRequest, places_of
from wireroom.jobs.past_search import Search, Wanted, by_itself
from wireroom.jobs.past_seeds import read_seed_files
from wireroom.jobs.past_sitemaps import search_sitemaps
from wireroom.jobs.past_warc import Filed, read_warc, warc_files
from wireroom.jobs.reading import Terms, readers
from wireroom.jobs.tries import noted
from wireroom.jobs.turns import shared_turns
from wireroom.model import Reason
from wireroom.warehouse import archives, dispositions, intervals, pages, takedowns
from wireroom.warehouse.connection import session
from wireroom.warehouse.intervals import Ending, Kind

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Sequence

    from wireroom.interval import Interval
    from wireroom.jobs.past_search import Place
    from wireroom.settings import Settings
    from wireroom.warehouse.archives import Fate
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.intervals import Pass
    from wireroom.warehouse.runs import RunKey

AT_ONCE_S = 5.0  # what is due later is waited for without holding a place in Airflow

log = logging.getLogger(__name__)


def find_past(  # noqa: PLR0913 - the facts of a task, and a clock that differs in tests
    url: str,
    settings: Settings,
    run: RunKey,
    interval: Interval,
    request: PastRequest,
    *,
    now: Callable[[], datetime] = lambda: datetime.fromtimestamp(time.time(), UTC),
) -> dict[str, int]:
    """Look for what was published in the interval, note it and queue what is not known; counts.

    Begins the pass. Raises PastRefused, WarehouseGone, and BadSetting where fetching beyond loopback lacks a contact.
    """
    with (
        parsers(
            workers=settings.poll_parsers,
            timeout_s=settings.backfill_parse_timeout_s,
            setting="WIREROOM_BACKFILL_PARSE_TIMEOUT_S",
        ) as pool,
        session(url) as conn,
        noted(conn, run) as tally,
        open_desk() as desk,
    ):
        if said := takedowns.objection(conn, [canonical_url(each) or each for each in request.sources]):
            raise PastRefused(said)  # what is asked is kept with the pass
        of = intervals.begin(conn, run, interval, Kind.ARCHIVES, terms=request.terms)
        places = places_of(conn, request)
        tally["sites"] = len(places)

        async def work() -> None:
            async with fetcher(settings) as fetch:
                board = Scoreboard(pace_of(settings).faster(settings.time_factor))
                turns = shared_turns(conn, desk)
                search = Search(
                    conn=conn,
                    desk=desk,
                    settings=settings,
                    run=of.run,
                    wanted=_wanted(interval, request),
                    pool=pool,
                    visits=Visits(fetch, board, paced_rules(settings), robots={}, now=now, take_turn=turns),
                    now=now,
                    tally=tally,
                )
                await _search(search, places, request)

        asyncio.run(work())
        found = archives.fate(conn, of.run, interval)
        intervals.count(conn, of, selected=found.chosen, skipped=_skipped(found))
        return dict(+tally)


async def _search(search: Search, places: Sequence[Place], request: PastRequest) -> None:
    room = asyncio.Semaphore(search.settings.backfill_sites)

    async def one(place: Place) -> None:
        async with room:
            if "sitemaps" in request.ways:
                await by_itself(search, place, "sitemap", search_sitemaps(search, place))
            if "feed_archives" in request.ways and place.feed_url:
                await by_itself(search, place, "feed_page", search_archived_feed(search, place, place.feed_url))
            if "wordpress" in request.ways and place.feed_url:
                await by_itself(search, place, "wordpress", search_wordpress(search, place, place.feed_url))

    looking = [asyncio.create_task(one(place)) for place in places]
    try:
        await asyncio.gather(*looking)  # only what must end the task is raised
    finally:
        for task in looking:
            task.cancel()


def read_files(url: str, settings: Settings, run: RunKey, request: PastRequest, *, now: datetime) -> dict[str, int]:
    """Read what the web archives and seed files of the request hold of the interval; counts.

    Raises PastRefused, SeedPathRefused, WarehouseGone.
    """
    files = warc_files(request.warc, settings.seed_root_paths) if "warc" in request.ways else []
    seeds = request.seeds if "seeds" in request.ways else ()
    if not files and not seeds:
        return {}
    with (
        readers(_terms(settings, now), workers=settings.read_workers, timeout_s=settings.read_timeout_s) as pool,
        session(url) as conn,
        noted(conn, run) as tally,
    ):
        pages.ensure_partitions(conn)
        of = intervals.current(conn, run)
        intake = Intake(
            conn=conn,
            run=of.run,
            settings=settings,
            pool=pool,
            interval=of.interval,
            months=request.whole_months,
            again=request.fetch_again,
            dry_run=request.dry_run,
            tally=tally,
        )
        filed = Filed(places_of(conn, request), asked=bool(request.sources))
        for file in files:
            read_warc(intake, file, filed, now=now)
        for path in seeds:
            read_seed_files(intake, path, now=now)
        _count(conn, of)
        return dict(+tally)


def fetch_past(
    url: str,
    settings: Settings,
    run: RunKey,
    *,
    until_s: float,
    now: Callable[[], datetime] = lambda: datetime.fromtimestamp(time.time(), UTC),
) -> bool:
    """Fetch, read and load what the pass waits for, for at most `until_s` seconds; has all of it ended?

    Where nothing is due soon this comes back at once. Raises what `fetch_entries` raises.
    """
    with session(url) as conn:
        of = intervals.current(conn, run)
        left = archives.waiting(conn, of.run)
        sites = tuple(archives.sites(conn, of.run))
    if left.count and (left.due_s or 0.0) <= AT_ONCE_S:
        past = Past(run=of.run, sites=sites)
        fetch_entries(
            url, settings, run, _terms(settings, now()), until_s=until_s, linger_s=AT_ONCE_S, now=now, past=past
        )
    with session(url) as conn:
        _count(conn, of)
        return archives.waiting(conn, of.run).count == 0


def report_past(
    url: str, run: RunKey, request: PastRequest, *, say: Callable[[str], object] = log.info
) -> dict[str, int]:
    """End the pass with a sentence, which is said too; counts. Raises BackfillFailed where too large a share failed."""
    with session(url) as conn, noted(conn, run) as tally:
        of = intervals.current(conn, run)
        found = _count(conn, of)
        read, unread = archives.documents(conn, of.run)
        counts = intervals.count(conn, of)
        older = sum(row.entry_count for row in dispositions.funnel(conn, of.run) if row.reason == Reason.OLDER_CAPTURE)
        tally.update(
            {
                "chosen": found.chosen,
                "stored": counts.stored_count,
                "updated": counts.updated_count,
                "unchanged": counts.unchanged_count,
                "duplicate": counts.duplicate_count,
                "rejected": counts.rejected_count,
                "older than what is stored": older,
                "known before": found.known,
                "rejected before": found.rejected_before,
                "ended elsewhere": found.ended_elsewhere,
                "dated outside the interval": found.outside,
                "without a date": found.undated,
                "documents read": read,
                "documents not read": unread,
            }
        )
        note = _note(of, found, tally, request)
        allowed = request.max_failed_share
        is_failed = counts.rejected_count - older > allowed * found.chosen or unread > allowed * (read + unread)
        if is_failed:
            note = f"more than {allowed:.0%} failed: {note} {' '.join(archives.troubles(conn, of.run))}".strip()
        intervals.finish(conn, of, Ending.FAILED if is_failed else Ending.DONE, note)
        say(note)
        if is_failed:
            raise BackfillFailed(note)
        return dict(tally)


def _terms(settings: Settings, now: datetime) -> Terms:
    return Terms(
        now=now,
        at_fetch=True,  # a page of a web archive states no date after its capture
        min_text_characters=settings.min_text_characters,
        language_plain=settings.language_plain,
        overlay=own_rules(settings),
    )


def _count(conn: Connection, of: Pass) -> Fate:
    found = archives.fate(conn, of.run, of.interval)
    more = {
        "known": found.known,
        "rejected_before": found.rejected_before,
        "ended_elsewhere": found.ended_elsewhere,
        "undated": found.undated,
    }
    intervals.count(conn, of, selected=found.chosen, skipped=_skipped(found), outside=found.outside, more=more)
    return found


def _skipped(found: Fate) -> int:
    return found.known + found.rejected_before + found.ended_elsewhere


def _note(of: Pass, found: Fate, tally: Counter[str], request: PastRequest) -> str:
    """What was done, in one sentence or two; that nothing was is said first."""
    about = f"articles of {of.interval}"
    unread = f"; {tally['documents not read']} documents could not be read" if tally["documents not read"] else ""
    if request.dry_run:
        return f"Dry run: {about} were looked for and nothing was queued, see the counts of the first task{unread}."
    if not found.chosen:
        return f"Nothing was done: no {about} were found in {tally['documents read']} documents{unread}."
    done = ", ".join(
        f"{tally[what]} {what}" for what in ("stored", "updated", "unchanged", "duplicate", "rejected") if tally[what]
    )
    skipped = _skipped(found)
    if not done:
        return (
            f"Nothing was done: all {found.chosen} {about} were known already "
            f"(tick *Fetch again* to fetch them nevertheless){unread}."
        )
    rest = f", {skipped} known already" if skipped else ""
    outside = f"; {found.outside} turned out to be dated outside the interval" if found.outside else ""
    older = f"; {tally['older than what is stored']} of the rejected are captures older than what is stored"
    older = older if tally["older than what is stored"] else ""
    return f"{found.chosen} {about}: {done}{rest}{older}{outside}{unread}."


def _wanted(interval: Interval, request: PastRequest) -> Wanted:
    return Wanted(
        interval=interval,
        months=request.whole_months,
        again=request.fetch_again,
        dry_run=request.dry_run,
        max_documents=request.max_documents,
        max_pages=request.max_pages,
    )
