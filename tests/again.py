"""Pages of a feed that were stored, and their being read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from wireroom.interval import Interval
from wireroom.jobs.reprocess import ReprocessRequest, plan_reprocess, read_again, report_reprocess
from wireroom.model import Entry, Origin, Page
from wireroom.parts import Cause
from wireroom.read.process import process
from wireroom.settings import Settings
from wireroom.warehouse import articles, pages
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

STORY = (
    "The ferry crossed the bay again on Monday morning after three weeks in the yard of Brevik.",
    "Sixty people stood on the pier before sunrise, most of them clerks and teachers on their way to work.",
    "Its captain said that the new engine needs a third less oil and makes hardly any noise at all.",
    "The council had meanwhile paid for two buses, which took an hour and a half around the bay.",
)
RUN = RunKey(dag_id="reprocess_articles", run_id="backfill__1", task_id="plan")
ALL = ReprocessRequest()
NOTICE = "Ask the harbour desk anything you like."
RULE = f"""
[[rule]]
id = "en.harbour_desk"
kind = "promo"
patterns = ['ask the harbour desk anything you like\\.?']
cuts = ["{NOTICE}"]
keeps = ["Ask the harbour desk anything you like, said the clerk on Monday, and laughed."]
"""
XMIN = "SELECT url_key, xmin::text FROM news.article ORDER BY url_key"


def clock() -> datetime:
    return datetime.now(UTC)


def today() -> Interval:
    return Interval(start=clock() - timedelta(hours=1), end=clock() + timedelta(hours=1))


def how(folder: Path | None = None) -> Settings:
    return Settings(home="/nonexistent", read_workers=1, load_batch=3, notices_dir=str(folder) if folder else "")


def html(*paragraphs: str, title: str = "Ferry returns to the bay") -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    head = f"<title>{title}</title><meta property='article:published_time' content='2026-01-02T08:00:00+01:00'>"
    return f"<html lang='en'><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def item(number: int, *paragraphs: str, **changes: Any) -> tuple[Entry, Page]:
    """A page of a feed, with what the feed said of it."""
    key = f"https://courier.example/{number}"
    entry = Entry(entry_key=f"feed:{number}", url_key=key, source="courier", origin=Origin.LIVE, url=key)
    text = html(*(paragraphs or (*STORY, f"It was ferry number {number} of the year.")))
    page = Page(url_key=key, body=text, content_type="text/html", fetched_at=clock())
    return replace(entry, **changes), page


def ingest(conn: Connection, items: Sequence[tuple[Entry, Page]], **known: Any) -> None:
    """As it was when they first came."""
    pages.store(conn, items)
    read = [process(entry, page, now=clock(), min_text_characters=200, **known) for entry, page in items]
    articles.load(conn, RunKey(dag_id="ingest", run_id=f"{clock()}", task_id="t"), read, cause=Cause.MANUAL)


def reprocess(
    url: str, *, run: RunKey = RUN, folder: Path | None = None, request: ReprocessRequest = ALL, **interval: Any
) -> dict[str, Any]:
    given = how(folder)
    count = plan_reprocess(url, given, run, interval.get("interval") or today(), request)
    if count:
        read_again(url, given, replace(run, task_id="read", map_index=0), now=clock())
    return dict(report_reprocess(url, given, replace(run, task_id="report"), request))


@pytest.fixture
def five(conn: Connection) -> list[tuple[Entry, Page]]:
    """Five stored articles, of which two hold a notice that no shipped rule knows."""
    plain = STORY
    items = [
        item(number, *plain, *([NOTICE] if number in {2, 4} else []), f"It was ferry number {number} of the year.")
        for number in range(1, 6)
    ]
    ingest(conn, items)
    return items
