"""What was taken down stays away: feeds, files, stored pages, older copies do not bring it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import postgres
import psycopg
import pytest
from announcing import POLL, announce, announced, claim_one, feed, funnel, poll
from builders import NOW, article
from leftovers import holding, naming
from taking_down import ELSEWHERE, RARE, SEEDS, URL, down, ids_of, ingest, record, streamed
from wireroom.jobs import takedown
from wireroom.warehouse import announcements, articles, feeds, pages, polls, takedowns
from wireroom.warehouse.connection import Connection, connect

if TYPE_CHECKING:
    from pathlib import Path


def test_a_feed_that_announces_it_again_brings_nothing_back(conn: Connection, database_url: str) -> None:
    streamed(conn)
    down(database_url, url=URL)
    known = announcements.known(conn, 1, keys=["feed:news1#1"])
    again = announced(1, url_key=URL, url=URL, link=URL, says=f"{RARE} anew", summary=RARE)
    guid = announced(2, url_key=URL, url=URL, link=URL, says=f"{RARE} under a new guid", summary=RARE)
    short = announced(3, url_key=f"https://short.example/{RARE}", url=URL, says=f"{RARE} under a short link")

    saved = polls.save(conn, POLL, poll(claim_one(conn), new=[guid, short], changed=[again], entry_count=3))

    assert [each.is_erased for each in known] == [True]  # so the next poll does not even call it changed
    assert saved
    assert (saved.queued, saved.known) == (0, 0)
    assert holding(conn, {RARE}, set()) == set()
    assert conn.execute("SELECT count(*) FROM ops.entry").fetchone() == (0,)
    assert funnel(conn) == (3, 0, 0, 1, 0, 0, 2, 1)
    assert conn.execute("SELECT rejected_by_reason FROM mart.stream_funnel").fetchone() == ({"taken_down": 2},)


def test_neither_a_seed_file_nor_a_stored_page_read_again_brings_it_back(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    ingest(database_url, tmp_path / "in", [record(n, rare=n == 1) for n in range(1, 4)], "first")
    kept = list(pages.load(conn, since=datetime(2020, 1, 1, tzinfo=UTC), until=datetime(2100, 1, 1, tzinfo=UTC)))
    down(database_url, url=URL)

    ingest(database_url, tmp_path / "in", [record(n, rare=n == 1) for n in range(1, 4)], "again", source="other")
    stored_again = pages.store(conn, kept)

    ends = conn.execute(
        "SELECT outcome, reason, entry_key, url_key FROM ops.disposition WHERE run_id = 'again' ORDER BY outcome"
    ).fetchall()
    assert ends[0][:2] == ("rejected", "taken_down")
    assert ends[0][2:] == ("taken down", None)
    assert [outcome for outcome, *_ in ends[1:]] == ["unchanged", "unchanged"]
    assert stored_again == 0
    assert holding(conn, {RARE}, set()) == set()
    assert conn.execute(
        "SELECT bool_and(is_balanced) FROM mart.ingest_run WHERE dag_id = 'ingest_seeds'"
    ).fetchone() == (True,)


def test_the_warehouse_refuses_it_from_whoever_goes_round_the_loader(conn: Connection, database_url: str) -> None:
    articles.load(conn, SEEDS, [article(1), article(2)])
    other = conn.execute("SELECT url_key_hash FROM news.article WHERE article_id = 2").fetchone()
    down(database_url, url=article(2).url_key)
    assert other

    with pytest.raises(psycopg.errors.CheckViolation, match="taken down"):
        conn.execute(
            "INSERT INTO news.article OVERRIDING SYSTEM VALUE"
            " SELECT (jsonb_populate_record(a, jsonb_build_object('url_key_hash', %s::bytea, 'article_id', 99))).*"
            " FROM news.article AS a",
            other,
        )


def test_a_source_is_erased_and_shut_until_the_takedown_is_lifted(conn: Connection, database_url: str) -> None:
    feeds.register(conn, feed(2))
    streamed(conn)
    announce(conn, announced(7, says=f"{RARE} still waits"))
    body = poll(claim_one(conn), result="unparsable", body=f"<rss>{RARE}".encode())
    polls.save(conn, POLL, body)
    elsewhere = announced(1, of=2, url_key=URL, url=URL, says=f"{RARE} elsewhere", entry_key="feed:news2#1")
    announce(conn, elsewhere, number=2)
    mine = ids_of(conn)

    down(database_url, source="news1")
    announce(conn, announced(8, says=f"{RARE} is new"))
    shut = holding(conn, {RARE}, set())
    (found,) = takedowns.listed(conn)
    takedown.lift(database_url, ELSEWHERE, str(found.takedown_id), by="bob", now=NOW + timedelta(days=1))
    announce(conn, announced(9, says="open again"))

    assert len(mine) == 1
    assert naming(conn, mine) == set()
    assert shut == set()
    assert conn.execute("SELECT url FROM ops.entry").fetchall() == [("https://www.news1.test/9",)]
    assert takedowns.listed(conn)[0].lifted_by == "bob"


def test_an_older_copy_learns_what_was_taken_down_since(
    conn: Connection, database_url: str, server_url: str, tmp_path: Path
) -> None:
    streamed(conn)
    articles.load(conn, SEEDS, [article(1), article(2, source="shut")])
    conn.close()  # a template must have no guests
    file = tmp_path / "takedowns.json"
    with postgres.database(server_url, template=postgres.name_of(database_url)) as older:
        down(database_url, "manual__1", url=URL)
        down(database_url, "manual__2", source="shut")
        with connect(database_url, autocommit=True) as now_conn:
            written = takedown.write_list(now_conn, file)

        done = takedown.bring_in_list(older, ELSEWHERE, file, now=NOW)
        again = takedown.bring_in_list(older, ELSEWHERE, file, now=NOW)

        with connect(older, autocommit=True) as old_conn:
            articles.load(old_conn, replace(SEEDS, run_id="later"), [article(3, source="shut")])
            assert holding(old_conn, {RARE}, set()) == set()
            assert old_conn.execute("SELECT count(*) FROM news.article").fetchone() == (1,)
    assert written == 2
    assert done["article"] == 2
    assert again == {}
    assert RARE not in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0
