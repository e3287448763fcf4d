"""What is taken down is gone from everywhere, whoever was at work when it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from announcing import FETCH, announce, announced, claim, funnel, make_due, stored
from builders import NOW, article
from leftovers import holding, naming, own_hashes
from refreshing import refresh_all
from taking_down import ELSEWHERE, RARE, RUN, SEEDS, URL, down, ids_of, ingest, record, streamed
from wireroom.errors import TakedownRefused, WarehouseBusy
from wireroom.jobs import takedown
from wireroom.jobs.overrides import set_override
from wireroom.jobs.takedown import selector, take_down
from wireroom.warehouse import articles, outbox, takedowns
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.overrides import Field

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_of_it_is_left_in_any_column_of_any_table(conn: Connection, database_url: str, tmp_path: Path) -> None:
    streamed(conn)
    ingest(database_url, tmp_path / "in", [record(n, rare=n == 1) for n in range(1, 6)], "first")
    ingest(database_url, tmp_path / "in", [record(1, rare=True, edition=2)], "second")
    refresh_all(database_url)
    set_override(database_url, ELSEWHERE, URL, Field.LANGUAGE, "nn", reason=f"{RARE} is Norse", by="ann", now=NOW)
    mine = ids_of(conn)
    hashes = own_hashes(conn, mine)
    conn.execute("ANALYZE")
    before = holding(conn, {RARE}, hashes)

    done = down(database_url, url=f"{URL}?utm_campaign=x")

    assert len(mine) == 1
    assert {"news.article.body", "news.article_version.body", "news.removal.text", "raw.page.body"} <= before
    assert {"raw.entry.summary", "news.article_line.line_hashes", "ops.disposition.url_key"} <= before
    assert {f"pg_stats.news.article.{name}" for name in ("title", "url_key", "body")} <= before
    assert "pg_stats.news.article_search.fts" in before
    assert len(hashes) > 10
    assert done["articles"] == 1
    assert holding(conn, {RARE}, hashes) == set()
    assert naming(conn, mine) == set()
    assert conn.execute("SELECT content_hash FROM ops.sighting").fetchall() == [(takedowns.ERASED,)]
    assert conn.execute("SELECT count(*) FROM news.article").fetchone() == (4,)
    assert funnel(conn)[-1] == 1
    assert conn.execute("SELECT article_id, kind FROM mart.taken_down").fetchall() == [(*mine, "url")]


def test_nothing_of_it_is_left_in_samples_of_tables_that_it_leaves_empty(conn: Connection, database_url: str) -> None:
    announce(conn, *(announced(n, title=f"{RARE} {n}", summary=RARE, says=f"{RARE} {n}") for n in range(1, 4)))
    articles.load(conn, SEEDS, [article(n, source="news1", title=f"{RARE} {n}") for n in range(7, 10)])
    conn.execute("ANALYZE")
    before = holding(conn, {RARE}, set())

    down(database_url, source="news1")

    empty = ("news.article", "ops.entry", "raw.entry")
    assert {"pg_stats.news.article.title", "pg_stats.ops.entry.title", "pg_stats.raw.entry.title"} <= before
    assert [conn.execute(f"SELECT count(*) FROM {name}".encode()).fetchone() for name in empty] == [(0,)] * 3
    assert holding(conn, {RARE}, set()) == set()


def test_a_line_that_others_hold_too_stays_theirs(conn: Connection, database_url: str, tmp_path: Path) -> None:
    ingest(database_url, tmp_path / "in", [record(n, rare=n < 5) for n in range(1, 10)], "first")
    refresh_all(database_url)
    shared = "SELECT example_article_ids FROM news.learned_line WHERE text = 'The Courier is made by its readers.'"
    (before,) = conn.execute(shared).fetchone() or ([],)
    mine = ids_of(conn)
    assert len(before) == 5

    for number in range(1, 5):
        down(database_url, f"manual__{number}", url=f"https://courier.example/{RARE}-{number}")

    assert conn.execute(shared).fetchone() == ([number for number in before if number not in mine],)
    assert mine.intersection(before)
    assert holding(conn, {RARE}, set()) == set()


def test_it_is_audited_without_a_word_of_it(conn: Connection, database_url: str) -> None:
    streamed(conn)

    down(database_url, url=URL)

    (found,) = takedowns.listed(conn)
    assert (found.kind, found.host, found.reason, found.decided_by) == (
        "url",
        "courier.example",
        "the court of Anholm says so",
        "ann",
    )
    assert found.finished_at is not None
    erased = conn.execute("SELECT erased FROM ops.takedown").fetchone()
    assert erased
    assert {name: erased[0][name] for name in ("article", "raw_entry", "page", "removal")} == {
        "article": 1,
        "raw_entry": 1,
        "page": 1,
        "removal": 1,
    }


def test_a_dry_run_counts_and_changes_nothing(conn: Connection, database_url: str) -> None:
    streamed(conn)

    counted = down(database_url, url=URL, dry_run=True)

    assert counted == {"articles": 1, "addresses to erase": 2}  # its own and the short one
    assert len(ids_of(conn)) == 1
    assert takedowns.listed(conn) == []


def test_what_waits_in_the_queue_ends_there(conn: Connection, database_url: str) -> None:
    announce(conn, announced(1, url_key=URL, url=URL, says=RARE), announced(2))

    down(database_url, url=URL)

    assert funnel(conn) == (2, 1, 0, 0, 0, 0, 1, 1)
    assert holding(conn, {RARE}, set()) == set()


def test_what_another_source_announced_first_stays_without_the_words_of_this_one(
    conn: Connection, database_url: str
) -> None:
    announce(conn, announced(1, says="Ferry returns"))
    make_due(conn)
    (site,) = claim(conn).sites
    articles.load(conn, FETCH, [stored(site.entries[0])])
    same = announced(1, of=2, url_key=site.entries[0].url_key, entry_key="feed:news2#1", says=f"{RARE}: it is back")
    announce(conn, same, number=2)

    down(database_url, source="news2")

    assert conn.execute("SELECT count(*) FROM news.article").fetchone() == (1,)
    assert holding(conn, {RARE}, set()) == set()


def test_a_period_takes_what_was_published_in_it(conn: Connection, database_url: str, tmp_path: Path) -> None:
    ingest(database_url, tmp_path / "in", [record(n, rare=n in {4, 5}) for n in range(1, 10)], "first")
    since, until = datetime(2025, 12, 4, tzinfo=UTC), datetime(2025, 12, 6, tzinfo=UTC)

    counted = down(database_url, since=since, until=until, source="courier", dry_run=True)
    down(database_url, since=since, until=until, source="courier")

    assert counted["articles"] == 2
    assert ids_of(conn) == set()
    assert holding(conn, {RARE}, set()) == set()


@pytest.mark.parametrize(
    "what",
    [
        {},
        {"url": "https://a.example/1", "source": "b"},
        {"since": NOW},
        {"since": NOW, "until": NOW},
        {"url": "https://a.example/1", "since": NOW, "until": NOW + timedelta(days=1)},
    ],
)
def test_what_names_nothing_or_too_much_is_refused(what: dict[str, Any]) -> None:
    with pytest.raises(TakedownRefused, match="one url, or one source, or both ends of a period"):
        selector(**what)


def test_a_takedown_needs_a_reason_and_the_right_to_erase(conn: Connection, database_url: str) -> None:
    with pytest.raises(TakedownRefused, match="say why"):
        take_down(database_url, ELSEWHERE, RUN, selector(url=URL), reason=" ", by="ann", now=NOW, dry_run=True)
    conn.execute("SET ROLE wireroom")

    with pytest.raises(TakedownRefused, match="owns the warehouse"):
        takedowns.require_owner(conn)


def test_one_that_was_killed_goes_on_where_it_was(
    conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles.load(conn, SEEDS, [article(number) for number in range(5)])
    monkeypatch.setattr(takedowns, "BATCH", 2)
    what = selector(source="test")
    name = takedown._name_of(RUN)
    with conn.transaction():
        takedowns.add(conn, name, what, reason="r", by="ann", at=NOW)
    next(takedowns.erase(conn, RUN, name))  # and here it is killed
    left = conn.execute("SELECT count(*) FROM news.article").fetchone()

    down(database_url, source="test")

    assert left == (3,)
    assert conn.execute("SELECT count(*) FROM news.article").fetchone() == (0,)
    assert len(takedowns.listed(conn)) == 1


def test_it_waits_for_whoever_is_making_something_of_texts_but_not_for_ever(
    conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takedowns, "PATIENCE", "50ms")
    articles.load(conn, SEEDS, [article(1)])
    conn.execute("INSERT INTO ops.outbox_reader (reader) VALUES ('test')")

    with connect(database_url, autocommit=True) as other, other.transaction():
        outbox.take(other, "test", limit=10)
        with pytest.raises(WarehouseBusy):
            down(database_url, source="test")

    down(database_url, source="test")
    assert outbox.waiting(conn, "test") == 0
