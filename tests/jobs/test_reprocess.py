"""Stored pages read again: only what differs is written, whatever is killed, cleared or dropped meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from again import ALL, NOTICE, RUN, STORY, XMIN, clock, five, html, ingest, item, reprocess, today
from again import how as settings
from wireroom.jobs.reprocess import ReprocessRequest, plan_reprocess, read_again, report_reprocess
from wireroom.model import Article, Entry, Page
from wireroom.parts import Cause
from wireroom.read.process import process
from wireroom.warehouse import articles, batches, intervals, stored

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.interval import Interval
    from wireroom.warehouse.connection import Connection

__all__ = ["five"]


def test_a_rule_that_is_added_makes_versions_of_affected_articles_only(
    database_url: str, conn: Connection, five: list[tuple[Entry, Page]], own_rule: Path
) -> None:
    before = dict(conn.execute(XMIN).fetchall())

    report = reprocess(database_url, folder=own_rule)

    after = dict(conn.execute(XMIN).fetchall())
    ledger = conn.execute(
        "SELECT a.url_key, r.version, r.text FROM news.removal AS r INNER JOIN news.article AS a USING (article_id)"
        " WHERE r.rule = 'en.harbour_desk' ORDER BY a.url_key"
    ).fetchall()
    causes = conn.execute("SELECT cause, version FROM news.article_version").fetchall()
    assert report["updated"] == 2
    assert report["unchanged"] == 3
    assert "2 updated; 3 as they were" in report["note"]
    assert {key for key in before if before[key] != after[key]} == {five[1][0].url_key, five[3][0].url_key}
    assert ledger == [(five[1][0].url_key, 2, NOTICE), (five[3][0].url_key, 2, NOTICE)]
    assert causes == [("reprocess", 1), ("reprocess", 1)]


def test_the_same_run_again_really_runs_and_changes_nothing(
    database_url: str, conn: Connection, five: list[tuple[Entry, Page]], own_rule: Path
) -> None:
    reprocess(database_url, folder=own_rule)
    before = conn.execute(XMIN).fetchall()

    again = reprocess(database_url, folder=own_rule, run=replace(RUN, try_number=2))

    rows = conn.execute(
        "SELECT pass_number, selected_count, unchanged_count, state, is_balanced, is_latest"
        " FROM mart.backfill_progress ORDER BY pass_number"
    ).fetchall()
    assert len(five) == 5
    assert again["note"].startswith("5 read again (")
    assert again["note"].endswith("nothing differs, nothing was written (pass 2 of this run)")
    assert conn.execute(XMIN).fetchall() == before
    assert rows == [(1, 5, 3, "done", True, False), (2, 5, 5, "done", True, True)]


@pytest.mark.usefixtures("five")
def test_a_rule_that_is_added_between_two_goes_of_a_run_acts_in_the_second(
    database_url: str, conn: Connection, own_rule: Path
) -> None:
    first = reprocess(database_url)
    second = reprocess(database_url, folder=own_rule, run=replace(RUN, try_number=2))

    assert "nothing differs" in first["note"]
    assert second["updated"] == 2
    assert conn.execute("SELECT count(*) FROM news.article_version").fetchone() == (2,)


def test_a_killed_task_goes_on_where_it_stopped(
    database_url: str, conn: Connection, five: list[tuple[Entry, Page]], own_rule: Path
) -> None:
    how = settings(own_rule)
    plan_reprocess(database_url, how, RUN, today(), ALL)
    reader = replace(RUN, task_id="read", map_index=0)
    of = intervals.current(conn, reader)
    batch = batches.claim(conn, of.run, lease_s=3600)
    assert batch
    # It had loaded two articles of its batch, and did not live to say that the batch was done.
    some = stored.load(conn, stored.of_batch(conn, batch)[:2]).pages
    read = [process(entry, page, now=clock(), min_text_characters=200) for entry, page in some]
    articles.load(conn, of.run, read, cause=Cause.REPROCESS)
    plan_reprocess(database_url, how, replace(RUN, try_number=2), today_of(conn), ALL)

    tally = read_again(database_url, how, replace(reader, try_number=2), now=clock())
    report = report_reprocess(database_url, how, replace(RUN, task_id="report"), ALL)

    assert sum(tally.values()) == 3  # the others had their dispositions
    assert conn.execute("SELECT count(*) FROM ops.disposition WHERE dag_id = 'reprocess_articles'").fetchone() == (
        len(five),
    )
    assert conn.execute("SELECT max(pass_number), bool_and(is_balanced) FROM mart.backfill_progress").fetchone() == (
        1,
        True,
    )
    assert report["selected"] == 5


def today_of(conn: Connection) -> Interval:
    """The interval of the run: it is the same in every try."""
    return intervals.current(conn, RUN).interval


def test_shards_take_no_page_twice(database_url: str, conn: Connection) -> None:
    ingest(conn, [item(number) for number in range(20)])
    how = settings()
    plan_reprocess(database_url, how, RUN, today(), ALL)

    def shard(number: int) -> dict[str, int]:
        return read_again(database_url, how, replace(RUN, task_id="read", map_index=number), now=clock())

    with ThreadPoolExecutor(2) as pool:
        tallies = list(pool.map(shard, range(2)))

    assert sum(tally.get("unchanged", 0) for tally in tallies) == 20
    assert conn.execute("SELECT sum(attempts), count(*) FROM ops.batch").fetchone() == (7, 7)


def test_an_older_page_never_overwrites_a_newer_version(database_url: str, conn: Connection) -> None:
    old, new = item(1), item(1, *STORY, "The ferry was late again, as everybody had expected.")
    ingest(conn, [old])
    ingest(conn, [new])

    report = reprocess(database_url)

    assert conn.execute("SELECT count(*) FROM raw.page").fetchone() == (2,)
    assert report["selected"] == 1
    assert report["unchanged"] == 1
    assert conn.execute("SELECT version, body LIKE %s FROM news.article", ("%late again%",)).fetchone() == (2, True)


def test_what_a_publisher_brings_between_reading_and_loading_stays(conn: Connection) -> None:
    old, new = item(1), item(1, *STORY, "The ferry was late again, as everybody had expected.")
    ingest(conn, [old])
    read = process(*old, now=clock(), min_text_characters=200)
    assert isinstance(read, Article)
    ingest(conn, [new])

    tally = articles.load(
        conn, RUN, [replace(read, entry_key=f"{stored.AGAIN}{read.url_key}", title="Other")], cause=Cause.REPROCESS
    )

    assert tally == {"skipped": 1}
    assert conn.execute("SELECT title, version FROM news.article").fetchone() == ("Ferry returns to the bay", 2)


def test_what_the_feed_said_last_is_not_undone(database_url: str, conn: Connection) -> None:
    undated = html(*STORY).replace(b"article:published_time", b"something:else")
    entry, page = item(1, published_raw="Fri, 02 Jan 2026 08:00:00 +0100")
    page = replace(page, body=undated)
    ingest(conn, [(entry, page)])
    other = replace(entry, entry_key="feed:other", published_raw="Sat, 03 Jan 2026 08:00:00 +0100")
    ingest(conn, [(other, page)])

    report = reprocess(database_url)

    assert report["unchanged"] == 1
    assert conn.execute("SELECT published_local, version FROM news.article").fetchone() == ("2026-01-03T08:00:00", 2)


def test_an_article_that_would_be_rejected_stays_and_is_counted(
    database_url: str, conn: Connection, five: list[tuple[Entry, Page]]
) -> None:
    how = replace(settings(), min_text_characters=5000)
    plan_reprocess(database_url, how, RUN, today(), ALL)
    read_again(database_url, how, replace(RUN, task_id="read", map_index=0), now=clock())
    report = report_reprocess(database_url, how, replace(RUN, task_id="report"), ALL)

    assert report["rejected"] == len(five)
    assert "5 rejected (an article that is stored stays as it is)" in str(report["note"])
    assert conn.execute("SELECT count(*) FROM news.article WHERE version = 1").fetchone() == (5,)


def test_a_page_that_made_no_article_may_make_one_now(database_url: str, conn: Connection) -> None:
    entry, page = item(1, "Only a little text about a ferry that returned to the bay on Monday morning.")
    ingest(conn, [(entry, page)])
    how = replace(settings(), min_text_characters=20)
    plan_reprocess(database_url, how, RUN, today(), ALL)
    read_again(database_url, how, replace(RUN, task_id="read", map_index=0), now=clock())
    report = report_reprocess(database_url, how, replace(RUN, task_id="report"), ALL)

    assert report["stored"] == 1
    assert conn.execute("SELECT entry_key, origin FROM news.article").fetchall() == [("feed:1", "live")]


def drop_pages(conn: Connection) -> None:
    conn.execute("DELETE FROM raw.page_key")
    conn.execute("DELETE FROM raw.page")


def test_an_article_whose_page_was_dropped_is_cleaned_from_its_text(
    database_url: str, conn: Connection, five: list[tuple[Entry, Page]], own_rule: Path
) -> None:
    drop_pages(conn)
    before = dict(conn.execute(XMIN).fetchall())

    report = reprocess(database_url, folder=own_rule)
    again = reprocess(database_url, folder=own_rule, run=replace(RUN, try_number=2))

    after = dict(conn.execute(XMIN).fetchall())
    assert "5 of them cleaned from stored text" in report["note"]
    assert (report["updated"], report["unchanged"]) == (2, 3)
    assert {key for key in before if before[key] != after[key]} == {five[1][0].url_key, five[3][0].url_key}
    assert conn.execute("SELECT count(*) FROM news.article WHERE body LIKE '%%harbour desk%%'").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM news.removal WHERE rule = 'en.harbour_desk'").fetchone() == (2,)
    assert again["unchanged"] == 5


@pytest.mark.usefixtures("five")
def test_what_a_rule_that_is_gone_removed_comes_back_where_it_stood(
    database_url: str, conn: Connection, own_rule: Path
) -> None:
    body = "SELECT body, body_kinds FROM news.article ORDER BY url_key"
    before = conn.execute(body).fetchall()
    reprocess(database_url, folder=own_rule)
    drop_pages(conn)

    report = reprocess(database_url, run=replace(RUN, try_number=2))

    assert report["updated"] == 2
    assert conn.execute(body).fetchall() == before
    assert conn.execute(
        "SELECT count(*) FROM news.removal AS r INNER JOIN news.article AS a USING (article_id, version)"
        " WHERE r.rule = 'en.harbour_desk'"
    ).fetchone() == (0,)


def test_learned_lines_act_and_are_named_as_the_cause(
    database_url: str, conn: Connection, five: list[tuple[Entry, Page]]
) -> None:
    from wireroom.read.lines import line_hash  # noqa: PLC0415

    conn.execute(
        "INSERT INTO news.learned_line (source_id, line_hash, status, article_count, title_count, opening_count,"
        " day_count, source_share, tail_share, head_share, sole_share, neighbour_share, heading_count, quote_count,"
        " sentence_count, is_title, word_count, first_day, last_day, example_article_ids, lacks, decided_by,"
        " decided_at) SELECT source_id, %s, 'approved', 5, 5, 5, 5, 1, 1, 0, 0, 1, 0, 0, 5, FALSE, 7, current_date,"
        " current_date, '{}', '{}', 'ann', now() FROM news.source",
        (line_hash(NOTICE),),
    )

    report = reprocess(database_url, request=ReprocessRequest(older=("lines",)))

    assert report["selected"] == len(five)
    assert (report["updated"], report["unchanged"]) == (2, 3)
    assert conn.execute("SELECT DISTINCT cause FROM news.article_version").fetchall() == [("learned",)]
    assert conn.execute("SELECT count(*) FROM news.removal WHERE kind = 'learned'").fetchone() == (2,)
