"""What versions changed, described once after loading."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders import NOW, article, language, published_exactly
from wireroom.jobs import changes
from wireroom.jobs.changes import describe_changes
from wireroom.model import Block, BlockKind
from wireroom.parts import Cause
from wireroom.warehouse import articles
from wireroom.warehouse.connection import connect
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection


def load(conn: Connection, number: int = 1, *, cause: Cause = Cause.PUBLISHER, **others: Any) -> None:
    count = conn.execute("SELECT count(*) FROM ops.disposition").fetchone() or (0,)
    run = RunKey(dag_id="ingest_seeds", run_id=f"manual__{count[0]}", task_id="read")
    articles.load(conn, run, [article(number, **others)], cause=cause)


def text(*paragraphs: str) -> tuple[Block, ...]:
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=paragraph) for paragraph in paragraphs)


def describe(url: str, run_id: str = "manual__1") -> dict[str, int]:
    run = RunKey(dag_id="refresh_marts", run_id=run_id, task_id="describe_changes")
    return describe_changes(url, run, now=NOW, is_asked=True)


def test_a_change_is_readable_word_by_word(conn: Connection, database_url: str) -> None:
    load(conn, title="Ferry returns", blocks=text("The ferry sails on Monday."))
    load(conn, title="Ferry returns", blocks=text("The old ferry sails on Tuesday."))

    tally = describe(database_url)

    assert tally == {"articles": 1, "changes": 1, "corrections": 0}
    row = conn.execute(
        "SELECT version, kinds, removed_word_count, added_word_count, word_diff FROM mart.article_version ORDER BY 1"
    ).fetchall()
    assert row == [
        (1, [], None, None, None),
        (2, ["body"], 1, 2, "The {+old+} ferry sails on\nferry sails on [-Monday-] {+Tuesday+} ."),
    ]
    pieces = conn.execute("SELECT field, removed, added, cause FROM mart.change_piece ORDER BY position").fetchall()
    assert pieces == [("body", "", "old", "publisher"), ("body", "Monday", "Tuesday", "publisher")]


def test_described_twice_is_described_once_and_only_what_is_new_is_looked_at(
    conn: Connection, database_url: str
) -> None:
    for number in range(3):
        load(conn, number)
    describe(database_url)
    load(conn, 1, title="Another headline")

    first = describe(database_url, "manual__2")
    stored = conn.execute("SELECT xmin::text, * FROM news.article_change").fetchall()
    conn.execute("INSERT INTO ops.outbox SELECT 'changes', article_id FROM news.article")
    second = describe(database_url, "manual__3")

    assert first == {"articles": 1, "changes": 1, "corrections": 0}
    assert second == {"articles": 3, "changes": 0, "corrections": 0}
    assert conn.execute("SELECT xmin::text, * FROM news.article_change").fetchall() == stored


def test_versions_that_came_between_two_runs_are_described_each(conn: Connection, database_url: str) -> None:
    for title in ("A", "B", "C"):
        load(conn, title=title)

    describe(database_url)

    rows = conn.execute("SELECT version, removed, added FROM mart.headline_change ORDER BY version").fetchall()
    assert rows == [(2, ["A"], ["B"]), (3, ["B"], ["C"])]


def test_only_what_publishers_changed_counts_as_a_changed_headline(conn: Connection, database_url: str) -> None:
    load(conn, title="Ferry returns", published=published_exactly(NOW - timedelta(hours=5)))
    load(conn, title="Ferry returns at last", published=published_exactly(NOW - timedelta(hours=5)))
    load(conn, title="Ferry: returns at last", cause=Cause.REPROCESS)
    load(conn, title="Ferry: returns at last!", cause=Cause.MANUAL)

    describe(database_url)

    rows = conn.execute(
        "SELECT version, old_title, new_title, removed, added, changes_text, age > interval '1 hour'"
        " FROM mart.headline_change"
    ).fetchall()
    assert rows == [(2, "Ferry returns", "Ferry returns at last", [], ["at last"], False, True)]


def test_a_correction_counts_from_the_version_that_first_has_it(conn: Connection, database_url: str) -> None:
    german = language(code="de", detected="de")
    notice = "Berichtigung: Die Brücke ist 40 Meter lang."
    load(conn, 1, language=german, blocks=text("Die Brücke ist 14 Meter lang."))
    load(conn, 2, language=german, blocks=text("Ein anderer Text.", "Korrektur: Er stand schon so da."))
    describe(database_url)
    load(conn, 1, language=german, blocks=text("Die Brücke ist 40 Meter lang.", notice))
    load(conn, 1, language=german, blocks=text("Die alte Brücke ist 40 Meter lang.", notice))
    describe(database_url, "manual__2")

    rows = conn.execute("SELECT version, came_later, text, rule FROM mart.correction ORDER BY version").fetchall()

    assert rows == [(1, False, "Korrektur: Er stand schon so da.", "de.label"), (2, True, notice, "de.label")]


def test_a_notice_that_our_reading_brought_to_light_is_not_the_publishers(conn: Connection, database_url: str) -> None:
    load(conn, blocks=text("The wall is long."))
    load(conn, blocks=text("The wall is long.", "Correction: it is not."), cause=Cause.REPROCESS)

    tally = describe(database_url)

    assert tally["corrections"] == 1
    assert conn.execute("SELECT count(*) FROM mart.correction").fetchone() == (0,)


def test_killed_in_the_middle_it_goes_on_where_it_was(
    conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "BATCH", 2)
    for number in range(5):
        load(conn, number)
        load(conn, number, title=f"Another headline {number}")
    conn.execute(
        "CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN IF NEW.article_id % 5 = 4 THEN RAISE ''power cut''; END IF; RETURN NEW; END';"
        "CREATE TRIGGER fail BEFORE INSERT ON news.article_change FOR EACH ROW EXECUTE FUNCTION public.fail()"
    )

    with pytest.raises(Exception, match="power cut"):
        describe(database_url)
    halfway = conn.execute("SELECT count(*) FROM news.article_change").fetchone()
    conn.execute("DROP TRIGGER fail ON news.article_change")
    rest = describe(database_url, "manual__2")

    assert halfway == (2,)
    assert rest["changes"] == 3


def test_runs_that_come_too_early_do_nothing(conn: Connection, database_url: str) -> None:
    load(conn)
    conn.execute("DELETE FROM ops.run")
    runs = [RunKey(dag_id="refresh_marts", run_id=f"asset__{n}", task_id="describe_changes") for n in range(2)]
    now = conn.execute("SELECT now()").fetchone() or (NOW,)

    first = describe_changes(database_url, runs[0], now=now[0], is_asked=False)
    load(conn, 2)
    second = describe_changes(database_url, runs[1], now=now[0], is_asked=False)

    assert first["articles"] == 1
    assert second == {"too early": 1}


def test_a_change_that_commits_after_a_run_is_described_by_the_next(conn: Connection, database_url: str) -> None:
    load(conn, title="A")
    load(conn, title="B")
    with connect(database_url, autocommit=True) as writer, writer.transaction():
        writer.execute("UPDATE news.article SET title = 'C'")
        describe(database_url)

    describe(database_url, "manual__2")

    rows = conn.execute("SELECT version, kinds FROM mart.article_version ORDER BY version").fetchall()
    assert rows == [(1, []), (2, ["title"]), (3, ["title"])]
