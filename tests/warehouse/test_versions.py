"""Versions of articles: why each came, and that a page which goes back and forth makes no endless history."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from builders import article
from wireroom.parts import Cause
from wireroom.warehouse import articles
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

NUMBERS = count()


def load(conn: Connection, title: str, *, cause: Cause = Cause.PUBLISHER, **changes: Any) -> str:
    """Load article 1 under this headline in a run of its own; what became of it."""
    run = RunKey(dag_id="ingest_seeds", run_id=f"manual__{next(NUMBERS)}", task_id="read")
    (outcome,) = articles.load(conn, run, [article(title=title, **changes)], cause=cause)
    return outcome


def titles(conn: Connection) -> list[str]:
    return [row[0] for row in conn.execute("SELECT title FROM mart.article_version ORDER BY version")]


def flaps(conn: Connection) -> list[tuple[Any, ...]]:
    return conn.execute("SELECT held_count, last_why, is_behind FROM mart.flapping").fetchall()


def test_each_version_has_why_it_came_and_what_made_it(conn: Connection) -> None:
    load(conn, "A", extractor="plain 1")
    load(conn, "B", extractor="plain 1")
    load(conn, "C", extractor="plain 2", cause=Cause.REPROCESS)
    load(conn, "D", extractor="plain 2", ruleset="2026.2", cause=Cause.MANUAL)

    rows = conn.execute(
        "SELECT version, cause, title, extractor, ruleset, language_detector, is_newest, valid_to IS NULL"
        " FROM mart.article_version ORDER BY version"
    ).fetchall()

    assert rows == [
        (1, "publisher", "A", "plain 1", "2026.1", "langid 1.1.6", False, False),
        (2, "publisher", "B", "plain 1", "2026.1", "langid 1.1.6", False, False),
        (3, "reprocess", "C", "plain 2", "2026.1", "langid 1.1.6", False, False),
        (4, "manual", "D", "plain 2", "2026.2", "langid 1.1.6", True, True),
    ]
    assert conn.execute(
        "SELECT bool_and(after.valid_from = before.valid_to) FROM mart.article_version AS before"
        " INNER JOIN mart.article_version AS after ON after.version = before.version + 1"
    ).fetchone() == (True,)


def test_what_is_unchanged_writes_nothing(conn: Connection) -> None:
    load(conn, "A")
    before = conn.execute("SELECT xmin::text, ctid::text FROM news.article").fetchall()

    assert load(conn, "A", extractor="plain 2", ruleset="2027.1") == "unchanged"

    assert conn.execute("SELECT xmin::text, ctid::text FROM news.article").fetchall() == before
    assert flaps(conn) == []


def test_a_text_may_come_back_once_a_day_and_then_is_only_counted(conn: Connection) -> None:
    became = [load(conn, title) for title in "ABABAB"]

    assert became == ["stored", "updated", "updated", "unchanged", "unchanged", "unchanged"]
    assert titles(conn) == ["A", "B", "A"]
    assert flaps(conn) == [(2, "returned", True)]  # the fifth load brought what is stored


def test_a_new_text_of_a_page_that_goes_back_and_forth_is_kept(conn: Connection) -> None:
    for title in "ABABC":
        load(conn, title)

    assert titles(conn) == ["A", "B", "A", "C"]
    assert flaps(conn) == [(1, "returned", False)]


def test_a_day_later_the_page_is_taken_at_its_word_again(conn: Connection) -> None:
    for title in "ABAB":
        load(conn, title)
    conn.execute(
        "UPDATE news.article_version SET valid_to = valid_to - interval '25 hours', valid_from = '2020-01-01Z'"
    )

    load(conn, "B")

    assert titles(conn) == ["A", "B", "A", "B"]


def test_an_article_has_at_most_twelve_new_versions_a_day(conn: Connection) -> None:
    for number in range(20):
        load(conn, f"Updated {number} minutes ago")

    assert len(titles(conn)) == 13
    assert flaps(conn) == [(7, "too_often", True)]


def test_our_own_reading_is_never_held_back_and_does_not_count(conn: Connection) -> None:
    for title in "ABABAB":
        load(conn, title, cause=Cause.REPROCESS)

    assert titles(conn) == list("ABABAB")
    assert load(conn, "A") == "updated"


def test_an_earlier_date_alone_is_a_version_that_may_flap(conn: Connection) -> None:
    became = [load(conn, "A", published=published) for published in (None, article().published) * 3]

    assert became == ["stored", "updated", "updated", "unchanged", "unchanged", "unchanged"]
