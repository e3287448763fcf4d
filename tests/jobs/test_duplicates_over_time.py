"""Near-duplicates that come in any order, change, go, or are related by a run that is killed."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from typing import TYPE_CHECKING

import pytest
from copies import FOREIGN, NOW, OWN, groups, kinds, load, pairs, rates, relate, rows, story, wall_page
from prose import sentences
from wireroom.jobs.duplicates import relate_duplicates
from wireroom.warehouse import outbox
from wireroom.warehouse.queries import query
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.model import Article
    from wireroom.warehouse.connection import Connection


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


def test_what_streams_in_is_related_at_most_every_ten_minutes(conn: Connection, database_url: str) -> None:
    load(conn, [story(1, OWN)])
    relate(database_url)
    load(conn, [story(2, OWN)])

    assert relate(database_url, "run-2", is_asked=False) == {"too early": 1}


def test_a_run_that_found_nothing_makes_the_next_one_no_less_welcome(conn: Connection, database_url: str) -> None:
    relate(database_url)
    load(conn, [story(1, OWN)])

    assert relate(database_url, "run-2", is_asked=False)["articles"] == 1
