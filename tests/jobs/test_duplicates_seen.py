"""What is told of near-duplicates: who was first, who copies whom, what they share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from builders import published, published_exactly
from copies import FOREIGN, NOON, NOW, OWN, load, relate, story
from paragraphs import PARAGRAPHS
from prose import sentences
from wireroom.jobs.lines import refresh_lines
from wireroom.parts import Lines
from wireroom.read.lines import line_hash
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.model import Article
    from wireroom.warehouse.connection import Connection


def test_who_was_first_and_how_surely(conn: Connection, database_url: str) -> None:
    day = published(
        raw="2026-03-03",
        local="2026-03-03",
        earliest=datetime(2026, 3, 2, 10, tzinfo=UTC),
        latest=datetime(2026, 3, 4, 12, tzinfo=UTC),
    )
    load(
        conn,
        [
            story(1, OWN, "copy.example", published=published_exactly(NOON + timedelta(hours=2))),
            story(2, OWN, "agency.example", published=published_exactly(NOON)),
            story(3, OWN, "vague.example", published=day),
            story(4, OWN, "undated.example", published=None),
        ],
    )

    relate(database_url)

    members = conn.execute(
        "SELECT publisher, is_first, lag, lag_least FROM mart.duplicate_member ORDER BY lag"
    ).fetchall()
    group = conn.execute(
        "SELECT kind, article_count, first_publisher, is_first_certain FROM mart.duplicate_group"
    ).fetchone()
    assert members[0] == ("agency.example", True, timedelta(0), -timedelta(minutes=1))
    assert members[1] == ("copy.example", False, timedelta(hours=2), timedelta(hours=2, minutes=-1))
    assert members[2] == ("vague.example", False, timedelta(hours=23), -timedelta(hours=2, minutes=1))
    assert members[3][0] == "undated.example"
    assert members[3][3] is None
    assert group == ("syndicated", 4, "agency.example", False)


def test_who_copies_whom(conn: Connection, database_url: str) -> None:
    outcomes = [
        story(text * 10 + place, sentences(text, count=20), site, published=published_exactly(NOON + place * lag))
        for text, lag in ((31, timedelta(hours=1)), (32, timedelta(hours=3)), (33, timedelta(hours=5)))
        for place, site in enumerate(("agency.example", "daily.example"))
    ]
    load(conn, outcomes)

    relate(database_url)

    assert conn.execute("SELECT * FROM mart.copying").fetchall() == [
        ("agency.example", "daily.example", 3, 3, timedelta(hours=3))
    ]
    first = conn.execute(
        "SELECT kind, first_publisher, later_publisher, is_order_certain FROM mart.duplicate"
    ).fetchall()
    assert set(first) == {("syndicated", "agency.example", "daily.example", True)}


@pytest.mark.parametrize("language", ["en", "zh", "th"])
def test_the_sentences_that_two_articles_share_can_be_seen(conn: Connection, database_url: str, language: str) -> None:
    said = PARAGRAPHS[language] if language in PARAGRAPHS else OWN[0] + OWN[1]
    load(conn, [story(1, [said]), story(2, [FOREIGN[0] + FOREIGN[1], said.upper()])])
    numbers = [number for (number,) in conn.execute("SELECT article_id FROM news.article ORDER BY url")]

    shared = conn.execute("SELECT sentence FROM mart.shared_sentences(%s, %s)", numbers).fetchall()
    relate(database_url)
    hashes = conn.execute(
        "SELECT cardinality(sentence_hashes) FROM news.article_signature WHERE article_id = %s", numbers[:1]
    ).fetchone()

    assert shared
    assert all(sentence in said for (sentence,) in shared)
    assert hashes == (len(shared),)


def test_lines_of_copies_count_once_among_what_a_source_repeats(conn: Connection, database_url: str) -> None:
    days = [
        published(raw=f"2026-03-{day:02}", local=f"2026-03-{day:02}", earliest=NOON + timedelta(days=day))
        for day in range(1, 11)
    ]
    days = [replace(day, latest=day.earliest + timedelta(days=1)) for day in days]

    def lined(number: int, line: str, said: list[str]) -> Article:
        hashes = [line_hash(text) or 0 for text in (f"Own words {number}", line)]
        lines = Lines(
            hashes=tuple(hashes),
            kinds="oo",
            word_counts=(3, 6),
            title_hash=line_hash(f"{number} says it all"),
            opening_hash=line_hash(f"{number}"),
            base_sha256=bytes([number]) * 32,
            learned="",
        )
        return story(number, said, lines=lines, published=days[number % 10], title=f"{number} says it all")

    notice, repeated = "Subscribe to the harbour letter now", "As the pilots said on Tuesday"
    load(conn, [lined(number, notice, sentences(400 + number)) for number in range(10)])
    load(conn, [lined(number, repeated, OWN) for number in range(10, 20)], "run-2")
    relate(database_url)

    refresh_lines(database_url, RunKey(dag_id="m", run_id="1", task_id="lines"), now=NOW, is_asked=True)

    learned = conn.execute(
        "SELECT text_count, article_count, 'articles' = ANY(lacks) FROM mart.learned_line"
    ).fetchall()
    assert sorted(learned) == [(1, 10, True), (10, 10, False)]
