"""Near-duplicates on real rows: what is related and why, however and whenever the articles come."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders import article, published, published_exactly
from paragraphs import PARAGRAPHS
from prose import sentences
from wireroom.jobs.duplicates import relate_duplicates
from wireroom.jobs.lines import refresh_lines
from wireroom.model import Article, Block, BlockKind
from wireroom.parts import Lines
from wireroom.read.lines import line_hash
from wireroom.warehouse import articles, outbox
from wireroom.warehouse.queries import query
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OWN, FOREIGN = sentences(1, count=20), sentences(2, count=20)
LATER = ["Meanwhile the harbour of Saltmarsh was closed by the storm, and 40 boats waited outside until Friday. "] * 2


def story(number: int, said: Sequence[str], site: str = "paper.example", **changes: Any) -> Article:
    blocks = tuple(
        Block(kind=BlockKind.PARAGRAPH, text="".join(said[start : start + 3]).strip())
        for start in range(0, len(said), 3)
    )
    url = f"https://{site}/{changes.pop('slug', f'story-{number}')}"
    plain: dict[str, Any] = {"url": url, "url_key": url, "blocks": blocks, "title": f"Report {number} of the harbour"}
    return article(number, **{**plain, **changes})


def load(conn: Connection, outcomes: Sequence[Article], run: str = "run-1") -> None:
    articles.load(conn, RunKey(dag_id="ingest_seeds", run_id=run, task_id="read"), outcomes)


def relate(url: str, run: str = "run-1", **how: Any) -> dict[str, int]:
    key = RunKey(dag_id="refresh_marts", run_id=run, task_id="relate_duplicates")
    return relate_duplicates(url, key, now=NOW, is_asked=how.pop("is_asked", True))


def pairs(conn: Connection) -> set[tuple[str, str, str]]:
    """Kinds and addresses."""
    found = conn.execute(
        "SELECT r.kind, a.url, b.url FROM news.article_relation r JOIN news.article a USING (article_id)"
        " JOIN news.article b ON b.article_id = r.other_id"
    )
    return {(kind, min(one, other), max(one, other)) for kind, one, other in found}


def groups(conn: Connection) -> set[frozenset[str]]:
    """The addresses of each group."""
    found = conn.execute(
        "SELECT array_agg(url), min(article_id) = group_id FROM news.duplicate_member JOIN news.article"
        " USING (article_id) GROUP BY group_id"
    ).fetchall()
    assert all(is_named_for_its_first for _, is_named_for_its_first in found)
    return {frozenset(urls) for urls, _ in found}


def rows(conn: Connection) -> list[tuple[Any, ...]]:
    """Everything that is kept, with the transactions that wrote it."""
    tables = ("news.article_signature", "news.article_relation", "news.duplicate_member", "ops.crowd")
    return [
        (table, *row)
        for table in tables
        for row in conn.execute(f"SELECT xmin::text, t::text FROM {table} t ORDER BY 2")  # pyright: ignore[reportArgumentType]
    ]


def kinds(conn: Connection) -> Counter[str]:
    return Counter(kind for kind, _, _ in pairs(conn))


RATES = "On {day} the dollar cost {a}, the euro {b} and the franc {c} at the exchange in {place}. "
FORM = sentences(7, count=5)


def rates(number: int) -> Article:
    pick = random.Random(number)
    days = ("Monday", "Tuesday", "Wednesday", "Thursday")
    said = [
        RATES.format(day=days[number % 4], a=pick.random(), b=pick.random(), c=pick.random(), place=place)
        for place in ("Marlow", "Stony Ford", "Elm Crossing")
    ]
    return story(number, [*FORM, *said], title=f"Exchange rates of day {number}")


WALL_TITLES = ("Storm closes harbour", "Budget passes council", "Orchestra plays tonight", "Vaccine trial begins")


def wall_page(number: int, site: str = "paper.example") -> Article:
    return story(number, FOREIGN, site, title=WALL_TITLES[number % len(WALL_TITLES)])


def test_a_text_at_another_publisher_is_syndicated_and_one_s_own_again_an_update(
    conn: Connection, database_url: str
) -> None:
    load(
        conn,
        [
            story(1, OWN, "agency.example"),
            story(2, LATER + OWN[:15], "daily.example"),
            story(3, OWN, "www.daily.example"),
            story(4, FOREIGN, "daily.example"),
        ],
    )

    tally = relate(database_url)

    first, second, third = (f"https://{name}.example" for name in ("agency", "daily", "www.daily"))
    assert tally == {"articles": 4, "signed": 4, "related": 3}
    assert pairs(conn) == {
        ("syndicated", f"{first}/story-1", f"{second}/story-2"),
        ("syndicated", f"{first}/story-1", f"{third}/story-3"),
        ("template", f"{second}/story-2", f"{third}/story-3"),
    }
    assert groups(conn) == {frozenset({f"{first}/story-1", f"{second}/story-2", f"{third}/story-3"})}


@pytest.mark.parametrize("language", ["pl", "el", "ru", "ja", "zh", "th", "ar", "ko"])
def test_it_is_so_in_every_language(conn: Connection, database_url: str, language: str) -> None:
    if language not in PARAGRAPHS:
        pytest.fail(f"write a paragraph in {language}")
    text = PARAGRAPHS[language]
    others = [PARAGRAPHS[name] for name in ("de", "fr") if name in PARAGRAPHS]
    load(
        conn,
        [
            story(1, [text], "agency.example", title=None),
            story(2, [f"{text}\n\n{others[0]}"], "daily.example", title=None),
            story(3, others[-1:], "weekly.example", title=None),
        ],
    )

    relate(database_url)

    assert pairs(conn) == {("syndicated", "https://agency.example/story-1", "https://daily.example/story-2")}


def test_a_form_filled_every_day_is_a_template_and_kept_apart(conn: Connection, database_url: str) -> None:
    load(conn, [rates(number) for number in range(5)])

    relate(database_url)

    assert kinds(conn) == {"template": 10}
    assert groups(conn) == set()


def test_one_text_under_three_headlines_that_it_knows_nothing_of_is_a_wall(conn: Connection, database_url: str) -> None:
    load(conn, [wall_page(0), wall_page(1)])
    relate(database_url)
    two = kinds(conn)

    load(conn, [wall_page(2), story(9, FOREIGN, "other.example")], "run-2")
    relate(database_url, "run-2")

    assert two == {"update": 1}
    assert kinds(conn) == {"wall": 6}  # the copy at another publisher shows no article either
    assert conn.execute("SELECT kind, article_count FROM mart.duplicate_group").fetchall() == [("wall", 4)]


def test_a_wall_that_is_taken_down_leaves_an_update(conn: Connection, database_url: str) -> None:
    load(conn, [wall_page(0), wall_page(1), wall_page(2)])
    relate(database_url)

    load(conn, [story(2, OWN, title=WALL_TITLES[2])], "run-2")
    relate(database_url, "run-2")

    assert kinds(conn) == {"update": 1}
    assert conn.execute("SELECT count(*) FROM news.article_signature WHERE is_wall").fetchone() == (0,)


def test_a_second_run_writes_nothing_even_where_articles_come_again(conn: Connection, database_url: str) -> None:
    load(conn, [story(1, OWN, "a.example"), story(2, OWN, "b.example"), wall_page(3), wall_page(4), wall_page(5)])
    relate(database_url)
    before = rows(conn)
    conn.execute("INSERT INTO ops.outbox SELECT 'duplicates', article_id FROM news.article")

    tally = relate(database_url, "run-2")

    assert tally == {"articles": 5}
    assert rows(conn) == before


def test_a_changed_article_loses_its_relations_and_gets_new_ones(conn: Connection, database_url: str) -> None:
    load(conn, [story(1, OWN, "a.example"), story(2, OWN, "b.example"), story(3, FOREIGN, "c.example")])
    relate(database_url)

    load(conn, [story(2, FOREIGN, "b.example")], "run-2")
    relate(database_url, "run-2")

    assert pairs(conn) == {("syndicated", "https://b.example/story-2", "https://c.example/story-3")}
    assert groups(conn) == {frozenset({"https://b.example/story-2", "https://c.example/story-3"})}


def test_a_group_falls_apart_where_its_middle_goes(conn: Connection, database_url: str) -> None:
    third = sentences(3, count=20)
    ends = [story(1, OWN, "a.example"), story(3, third, "c.example")]
    load(conn, [*ends, story(2, OWN + third, "b.example")])
    relate(database_url)
    whole = groups(conn)

    load(conn, [story(2, OWN, "b.example")], "run-2")
    relate(database_url, "run-2")

    assert {len(group) for group in whole} == {3}
    assert groups(conn) == {frozenset({"https://a.example/story-1", "https://b.example/story-2"})}


def corpus() -> list[Article]:
    """Texts that went round, updates, forms, a wall, and what is nobody's copy."""
    made = [
        story(
            text * 10 + copy, sentences(text, count=20)[: 20 - 3 * copy], f"paper{copy}.example", slug=f"{text}-{copy}"
        )
        for text in range(20, 26)
        for copy in range(4)
    ]
    made += [story(300 + copy, OWN, slug=f"o{copy}") for copy in range(3)]
    return [
        *made,
        *map(rates, range(500, 505)),
        *map(wall_page, range(600, 604)),
        story(700, sentences(99), "z.example"),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_arrival_does_not_matter(conn: Connection, database_url: str, seed: int) -> None:
    outcomes = corpus()
    load(conn, outcomes)
    relate(database_url)
    wanted = pairs(conn), groups(conn)
    conn.execute("TRUNCATE news.article_signature, news.article_relation, news.duplicate_member, ops.crowd")
    conn.execute("TRUNCATE ops.outbox")
    waiting = [article_id for (article_id,) in conn.execute("SELECT article_id FROM news.article")]
    random.Random(seed).shuffle(waiting)

    for start in range(0, len(waiting), 5):
        queue = {"ids": waiting[start : start + 5]}
        conn.execute("INSERT INTO ops.outbox SELECT 'duplicates', unnest(%(ids)s::bigint[])", queue)
        relate(database_url, f"run-{start}")

    assert len(wanted[0]) > 40
    assert (pairs(conn), groups(conn)) == wanted


def test_killed_in_the_middle_and_run_again_it_ends_the_same(conn: Connection, database_url: str) -> None:
    load(conn, [story(1, OWN, "a.example"), story(2, OWN, "b.example")])
    conn.execute("BEGIN")
    conn.execute("LOCK TABLE news.duplicate_member IN EXCLUSIVE MODE")  # the task hangs at the end of its batch
    key = RunKey(dag_id="refresh_marts", run_id="run-1", task_id="relate_duplicates")
    task = multiprocessing.get_context("spawn").Process(
        target=relate_duplicates, args=(database_url, key), kwargs={"now": NOW, "is_asked": True}
    )
    task.start()
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'news.duplicate_member'::regclass"
    while conn.execute(waiting).fetchone() == (0,):
        task.join(0.05)
        assert task.exitcode is None
    os.kill(task.pid or 0, signal.SIGKILL)
    task.join()
    conn.execute("ROLLBACK")

    assert pairs(conn) == set()
    assert outbox.waiting(conn, "duplicates") == 2
    relate(database_url)
    assert kinds(conn) == {"syndicated": 1}
    assert outbox.waiting(conn, "duplicates") == 0


def test_a_formula_of_hundreds_of_pages_costs_few_comparisons(conn: Connection, database_url: str) -> None:
    pages = [
        story(number, [*FORM, *sentences(5000 + number, count=3)], title=f"Tide {number}") for number in range(250)
    ]
    load(conn, pages[:240])
    relate(database_url)
    crowd = conn.execute("SELECT count(DISTINCT key) FROM ops.crowd").fetchone()

    load(conn, pages[240:], "run-2")
    tally = relate(database_url, "run-2")

    assert crowd
    assert crowd[0] > 10
    assert 10 <= tally["related"] <= 10 * 150
    assert kinds(conn).keys() == {"template"}


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


def test_what_is_taken_down_leaves_no_hash_and_the_others_are_grouped_anew(conn: Connection, database_url: str) -> None:
    third = sentences(3, count=20)
    load(conn, [story(1, OWN + third, "b.example")])
    load(conn, [story(2, OWN, "a.example"), story(3, OWN, "d.example"), story(4, third, "c.example")], "run-2")
    load(conn, [wall_page(0, "w.example"), wall_page(1, "w.example"), wall_page(2, "w.example")], "run-3")
    relate(database_url)
    whole = {len(group) for group in groups(conn)}
    gone = [
        number
        for (number,) in conn.execute("SELECT article_id FROM news.article WHERE url ~ 'b.example|w.example/story-2'")
    ]

    for table in ("article_relation", "article_signature", "crowd", "duplicate_member"):
        conn.execute(query(f"takedown/erase_{table}"), {"article_ids": gone})  # pyright: ignore[reportArgumentType]
    relate(database_url, "run-2")

    assert whole == {4, 3}
    assert kinds(conn) == {"syndicated": 1, "update": 1}
    assert {frozenset(url.split("/")[2] for url in group) for group in groups(conn)} == {
        frozenset({"a.example", "d.example"}),
        frozenset({"w.example"}),
    }
    assert conn.execute(
        "SELECT count(*) FROM news.article_signature WHERE article_id = ANY(%s)", [gone]
    ).fetchone() == (0,)


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


def test_what_streams_in_is_related_at_most_every_ten_minutes(conn: Connection, database_url: str) -> None:
    relate(database_url)
    load(conn, [story(1, OWN)])

    assert relate(database_url, "run-2", is_asked=False) == {"too early": 1}
