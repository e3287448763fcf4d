"""Web archives and dated seed files: every record of the interval ends, every other one is counted by its reason."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from leftovers import holding
from loopback import reply
from served import served
from warcs import FIRST, Recorded, cut, flipped, headless, joined, page, recorded
from wireroom.errors import PastRefused, SeedPathRefused
from wireroom.interval import Interval
from wireroom.jobs.archives import fetch_past, find_past, read_files, report_past
from wireroom.jobs.past_request import PastRequest
from wireroom.jobs.takedown import selector, take_down
from wireroom.settings import Settings
from wireroom.warehouse import queries
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

RUN = RunKey(dag_id="backfill_archives", run_id="backfill__1", task_id="read_files")
DAY = Interval(start=FIRST.replace(hour=0), end=FIRST.replace(hour=0) + timedelta(days=1))
DOCUMENTS = "SELECT state, listed_count, chosen_count, passed_over, detail FROM ops.archive_document ORDER BY document"
NOW = FIRST + timedelta(days=90)
ELSEWHERE = Settings(database_url="postgresql://somewhere", home="/nonexistent")  # not embedded: no list is kept


def settings(folder: Path, **changes: Any) -> Settings:
    wanted: dict[str, Any] = {"seed_roots": str(folder), "read_workers": 1, "min_text_characters": 100, **changes}
    return Settings(**wanted)


def backfill(
    url: str, wanted: Settings, interval: Interval = DAY, *, run: RunKey = RUN, **asked: Any
) -> dict[str, int]:
    request = PastRequest(**asked)
    request.check()
    find_past(url, wanted, run, interval, request, now=lambda: NOW)
    read_files(url, wanted, run, request, now=NOW)
    assert fetch_past(url, wanted, run, until_s=1, now=lambda: NOW)
    return report_past(url, run, request)


def test_every_record_of_a_web_archive_is_accounted_for(conn: Connection, database_url: str, tmp_path: Path) -> None:
    """A thousand records: of the day and of others, of another host, of other kinds, damaged in three ways."""
    file: list[Any] = [recorded(number % 16) for number in range(16)]
    file += [recorded(number, body=b"<html><body>gone</body></html>", status="404 Not Found") for number in range(3)]
    file += [recorded(number, content_type="image/png", body=b"\x89PNG\r\n\x1a\n" + b"0" * 50) for number in range(2)]
    file += [recorded(number, kind="request") for number in range(40)]
    file += [recorded(number, host="www.other.example") for number in range(5)]
    file += [recorded(17, body=b"<html><body><p>Too short.</p></body></html>")]
    file += [recorded(number % 700 + 24, body=b"<html></html>") for number in range(1000 - len(file) - 6)]
    harmed = [harm(recorded(number)) for number, harm in enumerate([flipped, headless, cut] * 2)]
    for place, each in zip(range(100, 700, 100), harmed, strict=True):
        file.insert(place, each)
    (tmp_path / "news.warc.gz").write_bytes(joined(file))

    counts = backfill(
        database_url, settings(tmp_path), ways=("warc",), warc=(str(tmp_path),), sources=("courier.example",)
    )
    again = backfill(
        database_url,
        settings(tmp_path),
        run=replace(RUN, run_id="backfill__2"),
        ways=("warc",),
        warc=(str(tmp_path / "news.warc.gz"),),
        sources=("courier.example",),
    )

    first, second = conn.execute(DOCUMENTS).fetchall()
    state, listed, chosen, passed_over, detail = first
    assert (state, listed) == ("read", 1000)
    assert passed_over == {
        "damaged": 6,
        "kind": 40,
        "not_asked_for": 5,
        "another_date": 1000 - 6 - 40 - 5 - 16 - 3 - 2 - 1,
        "status": 3,
        "type": 2,
    }
    assert chosen + sum(passed_over.values()) == listed
    assert "byte" in detail
    assert (counts["chosen"], counts["stored"], counts["rejected"]) == (17, 16, 1)
    assert (again["chosen"], again["known before"], again["rejected before"], again["stored"]) == (17, 16, 1, 0)
    assert second[1:4] == first[1:4]
    assert conn.execute("SELECT count(*), min(origin) FROM news.article").fetchone() == (16, "backfill")
    assert counts["dated outside the interval"] == 16, "their pages are dated the day before: both dates are kept"
    assert conn.execute("SELECT DISTINCT announced_as FROM ops.archive_entry").fetchall() == [("captured",)]


def test_a_file_that_is_not_there_harms_no_other_and_one_outside_the_roots_is_refused(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc").write_bytes(joined([recorded(1, is_packed=False)]))
    os.mkfifo(tmp_path / "in" / "pipe.warc")

    counts = backfill(
        database_url,
        settings(tmp_path / "in"),
        ways=("warc",),
        warc=(str(tmp_path / "in" / "missing.warc.gz"), str(tmp_path / "in")),
        max_failed_share=0.6,
    )
    with pytest.raises(SeedPathRefused, match="not inside a seed root"):
        backfill(
            database_url,
            settings(tmp_path / "in"),
            run=replace(RUN, run_id="other"),
            ways=("warc",),
            warc=(str(tmp_path / "out.warc"),),
        )

    assert (counts["stored"], counts["documents read"], counts["documents not read"]) == (1, 1, 1)
    states = conn.execute("SELECT document, state FROM ops.archive_document ORDER BY document").fetchall()
    assert states == [("a.warc", "read"), ("missing.warc.gz", "failed")]


def edition(word: str, *, hours: int) -> Recorded:
    """The one article there is, with a sentence of its own, captured so many hours after FIRST."""
    body = page(0).replace(b"</article>", f"<p>The {word} edition of it said so on Sunday.</p></article>".encode())
    return recorded(0, body=body, captured=FIRST + timedelta(hours=hours))


def put_in(url: str, folder: Path, name: str, *records: Recorded) -> dict[str, int]:
    """What a pass over a web archive with these records counts, where it is told to fetch again."""
    (folder / f"{name}.warc.gz").write_bytes(joined(records))
    asked: dict[str, Any] = {"ways": ("warc",), "warc": (str(folder / f"{name}.warc.gz"),), "fetch_again": True}
    return backfill(url, settings(folder), run=replace(RUN, run_id=name), **asked)


TEXT = "SELECT substring(body FROM 'The (\\w+) edition'), version FROM news.article"


def test_an_older_capture_never_takes_the_place_of_newer_text(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    put_in(database_url, tmp_path, "noon", edition("noon", hours=6))
    older = put_in(database_url, tmp_path, "morning", edition("morning", hours=1))
    text = conn.execute(TEXT).fetchone()
    newer = put_in(database_url, tmp_path, "evening", edition("evening", hours=12))
    same = put_in(database_url, tmp_path, "dawn", edition("evening", hours=2))

    assert (older["updated"], older["rejected"], older["older than what is stored"]) == (0, 1, 1)
    assert text == ("noon", 1)
    assert (newer["updated"], newer["rejected"], conn.execute(TEXT).fetchone()) == (1, 0, ("evening", 2))
    assert (same["unchanged"], same["rejected"]) == (1, 0)
    asked = "SELECT stage, reason, detail, url_key FROM ops.disposition WHERE run_id = 'morning'"
    stage, reason, detail, url_key = conn.execute(asked).fetchone() or ("",) * 4
    assert (stage, reason, url_key) == ("load", "older_capture", edition("", hours=0).url)
    assert "its page is kept" in detail
    kept = conn.execute("SELECT p.fetched_at FROM raw.page AS p ORDER BY 1").fetchall()
    assert [at for (at,) in kept] == [FIRST + timedelta(hours=hours) for hours in (1, 6, 12)]


def test_pages_of_web_archives_taken_in_earlier_say_when_they_were_captured(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    put_in(database_url, tmp_path, "noon", edition("noon", hours=6))
    conn.execute("UPDATE raw.page SET fetched_at = now()")

    conn.execute(next(path for path in queries.migrations() if path.name.startswith("0101_")).read_bytes())

    assert conn.execute("SELECT fetched_at FROM raw.page").fetchall() == [(FIRST + timedelta(hours=6),)]


def test_a_takedown_reaches_what_is_noted_of_older_captures(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    put_in(database_url, tmp_path, "noon", edition("noon", hours=6))
    put_in(database_url, tmp_path, "morning", edition("morning", hours=1))
    put_in(database_url, tmp_path, "again", edition("morning", hours=2))  # the same page, from another archive
    what = selector(url=edition("", hours=0).url)
    run = replace(RUN, dag_id="take_down", task_id="erase")

    take_down(database_url, ELSEWHERE, run, what, reason="a court", by="ann", now=NOW, dry_run=False)

    assert holding(conn, {edition("", hours=0).url}, set()) == set()


def test_a_look_that_found_the_text_unchanged_makes_captures_before_it_older(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    put_in(database_url, tmp_path, "noon", edition("noon", hours=6))
    conn.execute(
        "INSERT INTO news.article_check (article_id, url, host, site, last_checked_at)"
        " SELECT article_id, url, 'www.courier.example', 'courier.example', %s FROM news.article",
        (FIRST + timedelta(hours=14),),
    )

    seen = put_in(database_url, tmp_path, "one", edition("one", hours=10))
    conn.execute("UPDATE news.article_check SET withdrawn_at = last_checked_at, withdrawn_status = 410")
    gone = put_in(database_url, tmp_path, "ten", edition("ten", hours=10))

    assert (seen["older than what is stored"], gone["updated"]) == (1, 1)
    assert conn.execute(TEXT).fetchone() == ("ten", 2)
    withdrawn = conn.execute("SELECT withdrawn_status FROM news.article_check").fetchone()
    assert withdrawn == (410,), "an archive says what was, not what is"


def test_a_web_archive_is_read_from_a_store_like_s3(conn: Connection, database_url: str, tmp_path: Path) -> None:
    body = joined([recorded(number) for number in range(4)])
    kept = reply(body, 200, "Content-Type: application/octet-stream", 'ETag: "1"')
    with served({"/crawls/news.warc.gz": kept}) as store:
        wanted = settings(tmp_path, s3_endpoint=f"http://127.0.0.1:{store.port}", s3_region="here")

        counts = backfill(database_url, wanted, ways=("warc",), warc=("s3://crawls/news.warc.gz",))

    assert counts["stored"] == 4
    assert conn.execute("SELECT document, state FROM ops.archive_document").fetchall() == [
        ("s3://crawls/news.warc.gz", "read")
    ]


def test_of_seed_files_those_records_are_taken_that_are_dated_in_the_interval(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    text = "The ferry crossed the bay again on Monday morning, after three weeks in the dock. " * 4
    dates = ["2026-03-01", "2026-03-01T23:59:59Z", "2026-03-02", "2026-03", "soon", None]
    records = [
        {"url": f"https://a.example/{n}", "text": f"{text}{n}", "published": each} for n, each in enumerate(dates)
    ]
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")
    (tmp_path / "b.html").write_bytes(page(24))
    (tmp_path / "c.html").write_bytes(page(0))

    counts = backfill(database_url, settings(tmp_path), ways=("seeds",), seeds=(str(tmp_path),))
    month = Interval(start=DAY.start, end=DAY.start + timedelta(days=31))
    later = backfill(
        database_url, settings(tmp_path), month, run=replace(RUN, run_id="m"), ways=("seeds",), seeds=(str(tmp_path),)
    )

    assert (counts["chosen"], counts["stored"]) == (3, 3)
    asked = "SELECT document, passed_over FROM ops.archive_document WHERE run_id = 'backfill__1'"
    assert dict(conn.execute(asked).fetchall()) == {
        "a.jsonl": {"another_date": 2, "undated": 2},
        "b.html": {},
        "c.html": {"another_date": 1},
    }
    assert (later["chosen"], later["stored"], later["known before"]) == (5, 2, 3), "the month holds all of 2026-03"
    assert conn.execute("SELECT DISTINCT origin FROM news.article").fetchall() == [("seed",)]


def test_a_request_without_files_or_names_is_refused_with_a_sentence() -> None:
    for asked, said in (
        ({"ways": ("warc",)}, "no file"),
        ({"ways": ()}, "no way"),
        ({"ways": ("wordpress",)}, "name the feeds"),
        ({"ways": ("guessing",)}, "unknown"),
    ):
        with pytest.raises(PastRefused, match=said):
            PastRequest(**asked).check()  # pyright: ignore[reportArgumentType]
