"""Loading: what is new or differs is written, what is not writes nothing, and one refused item harms no other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from builders import article, language, published, published_exactly, rejection, removal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wireroom.model import Article, Block, BlockKind, Origin, Rejection, Repairs
from wireroom.warehouse import articles, dispositions
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.runs import RunKey
from wireroom.warehouse.staging import body_of

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read", map_index=0)
SECOND = replace(FIRST, run_id="manual__2")


def rows(conn: Connection, query: str) -> list[tuple[Any, ...]]:
    return conn.execute(query.encode()).fetchall()


def fingerprint(conn: Connection) -> list[object]:
    """Changes with every write in news, also with one that writes the same again or burns a number."""
    return [
        rows(conn, "SELECT article_id, xmin, xmax, ctid FROM news.article ORDER BY 1"),
        rows(conn, "SELECT article_id, version, position, xmin, xmax, ctid FROM news.removal ORDER BY 1, 2, 3"),
        rows(conn, "SELECT article_id, version, xmin, ctid FROM news.article_version ORDER BY 1, 2"),
        rows(conn, "SELECT source_id, xmin, xmax, ctid FROM news.source ORDER BY 1"),
        rows(conn, "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'news' ORDER BY 1"),
    ]


def test_an_article_comes_back_as_it_was_loaded(conn: Connection) -> None:
    moment = datetime(2023, 8, 31, 8, 58, tzinfo=UTC)
    given_article = article(
        url="https://news.example/1",
        lead="The winter is over.",
        authors=("A. Writer", "B. Writer"),
        section="Local",
        published=published_exactly(moment),
        language=language(code="pl", confidence=0.5, declared="en", declared_where="html", agrees=False),
        repairs=Repairs(nul=1, surrogate=2, undecodable=3, mixed=4),
        removed=(removal(), removal(block=4, text="2023-08-31", kind="date_line", moved=True)),
    )

    tally = articles.load(conn, FIRST, [given_article])

    assert tally == {"stored": 1}
    assert rows(
        conn,
        "SELECT url, title, lead, body, body_kinds, authors, section, published_local, published_precision,"
        " published_offset_minutes, published_zone_source, published_at, language, language_confidence,"
        " language_agrees, nul_count, surrogate_count, undecodable_count, mixed_count, version FROM news.article",
    ) == [
        (
            *("https://news.example/1", "Ferry 1 returns", "The winter is over."),
            "\n\n".join(block.text for block in given_article.blocks),
            *("php", ["A. Writer", "B. Writer"], "Local", "2023-08-31T08:58", "minute", 0, "stated", moment),
            *("pl", 0.5, False, 1, 2, 3, 4, 1),
        )
    ]
    assert rows(conn, "SELECT version, position, block, start, text, kind, rule, moved, ruleset FROM news.removal") == [
        (1, 0, 1, 0, "Watch the video below.", "video_notice", "en.video.below", False, "2026.1"),
        (1, 1, 4, 0, "2023-08-31", "date_line", "en.video.below", True, "2026.1"),
    ]


def test_an_undated_article_stays_undated(conn: Connection) -> None:
    articles.load(conn, FIRST, [article(1, published=None), article(2, published=published())])

    assert rows(conn, "SELECT published_local, published_at FROM news.article ORDER BY article_id") == [
        (None, None),
        ("2026-01-01", None),
    ]


def test_a_second_run_of_the_same_writes_nothing_and_says_unchanged(conn: Connection) -> None:
    batch = [article(n) for n in range(50)] + [rejection(n) for n in range(50, 60)]
    articles.load(conn, FIRST, batch)
    before = fingerprint(conn)

    tally = articles.load(conn, SECOND, batch)

    assert tally == {"unchanged": 50, "rejected": 10}
    assert fingerprint(conn) == before


def test_the_same_run_again_is_a_no_op(conn: Connection) -> None:
    batch = [article(1), article(2), rejection(3)]
    articles.load(conn, FIRST, batch)
    dispositions_before = rows(conn, "SELECT *, xmin, ctid FROM ops.disposition ORDER BY entry_key")
    before = fingerprint(conn)

    tally = articles.load(conn, replace(FIRST, try_number=2), batch)

    assert tally == {"skipped": 3}
    assert fingerprint(conn) == before
    assert rows(conn, "SELECT *, xmin, ctid FROM ops.disposition ORDER BY entry_key") == dispositions_before


def test_a_retry_loads_what_the_killed_try_had_left(conn: Connection) -> None:
    articles.load(conn, FIRST, [article(1), article(2)])

    tally = articles.load(conn, replace(FIRST, try_number=2), [article(n) for n in range(1, 6)])

    assert tally == {"skipped": 2, "stored": 3}


def test_a_changed_text_is_a_new_version_and_the_old_one_stays_with_its_ledger(conn: Connection) -> None:
    articles.load(conn, FIRST, [article(title="Ferry sinks")])
    changed = article(
        title="Ferry afloat", removed=(removal(text="Read more:", kind="related_label"),), ruleset="2026.2"
    )

    tally = articles.load(conn, SECOND, [changed])

    assert tally == {"updated": 1}
    assert rows(conn, "SELECT title, version, ruleset FROM news.article") == [("Ferry afloat", 2, "2026.2")]
    assert rows(conn, "SELECT title, version, ruleset, cause, valid_from < valid_to FROM news.article_version") == [
        ("Ferry sinks", 1, "2026.1", "publisher", True)
    ]
    assert rows(conn, "SELECT version, kind FROM news.removal ORDER BY version") == [
        (1, "video_notice"),
        (2, "related_label"),
    ]


def test_a_changed_date_is_a_new_version(conn: Connection) -> None:
    articles.load(conn, FIRST, [article()])

    articles.load(conn, SECOND, [article(published=None)])

    assert rows(conn, "SELECT version, published_local FROM news.article") == [(2, None)]
    assert rows(conn, "SELECT version, published_local FROM news.article_version") == [(1, "2026-01-01")]


def test_another_language_is_an_update_without_a_version(conn: Connection) -> None:
    articles.load(conn, FIRST, [article()])

    tally = articles.load(conn, SECOND, [article(language=language(code="nl"), ruleset="2026.2")])

    assert tally == {"updated": 1}
    assert rows(conn, "SELECT language, version, ruleset FROM news.article") == [("nl", 1, "2026.1")]
    assert rows(conn, "SELECT count(*) FROM news.removal") == [(1,)]


@pytest.mark.parametrize(
    "aside",
    [
        {"ruleset": "2026.2"},
        {"extractor": "plain 2"},
        {"language": language(confidence=0.98, detector="langid 1.1.7")},
        {"page_sha256": b"x" * 32},
        {"removed": ()},
        {"source": "another"},
        {"content_sha256": b"x" * 32},
    ],
    ids=str,
)
def test_what_was_read_the_same_with_other_means_writes_nothing(conn: Connection, aside: dict[str, Any]) -> None:
    articles.load(conn, FIRST, [article()])
    before = fingerprint(conn)

    tally = articles.load(conn, SECOND, [article(**aside)])

    assert tally == {"unchanged": 1}
    assert fingerprint(conn) == before


def test_no_text_changes_without_a_trace(conn: Connection) -> None:
    articles.load(conn, FIRST, [article(title="Ferry sinks")])

    conn.execute("UPDATE news.article SET title = 'by hand'")

    assert rows(conn, "SELECT title, version FROM news.article_version") == [("Ferry sinks", 1)]
    assert rows(conn, "SELECT version FROM news.article") == [(2,)]


def test_a_second_entry_of_an_article_is_a_duplicate_in_its_batch_and_later(conn: Connection) -> None:
    one = article(1)
    again = replace(one, entry_key="seed:test/again.txt#1", title="Other words")
    later = replace(one, entry_key="seed:test/later.txt#1")

    first = articles.load(conn, FIRST, [one, again])
    second = articles.load(conn, FIRST, [later])

    assert first == {"stored": 1, "duplicate": 1}
    assert second == {"duplicate": 1}
    assert rows(conn, "SELECT title, version FROM news.article") == [("Ferry 1 returns", 1)]
    assert rows(conn, "SELECT count(DISTINCT article_id), count(*) FROM ops.disposition") == [(1, 3)]


def test_a_demo_article_that_somebody_ingests_is_no_longer_demo(conn: Connection) -> None:
    articles.load(conn, FIRST, [article(origin=Origin.DEMO)])

    articles.load(conn, SECOND, [article(origin=Origin.SEED)])
    articles.load(conn, replace(FIRST, run_id="manual__3"), [article(origin=Origin.DEMO)])

    assert rows(conn, "SELECT origin, version FROM news.article") == [("seed", 1)]


def test_marts_leave_demo_out_unless_nothing_else_is_there(conn: Connection) -> None:
    articles.load(conn, FIRST, [article(1, origin=Origin.DEMO)])
    alone = rows(conn, "SELECT origin FROM mart.article")

    articles.load(conn, FIRST, [article(2)])

    assert alone == [("demo",)]
    assert rows(conn, "SELECT origin FROM mart.article") == [("seed",)]


POISON = {
    "a NUL in the text": {"blocks": (Block(kind=BlockKind.PARAGRAPH, text="a\x00b"),)},
    "a lone surrogate in the title": {"title": "half \ud83d", "display_title": "half"},
    "a lone surrogate in the ledger": {"removed": (removal(text="\udce9"),)},
    "a NUL in the ledger": {"removed": (removal(text="\x00"),)},
    "a URL longer than any": {"url": "https://news.example/" + "a" * 9000},
    "a language that is none": {"language": language(code="English")},
    "a confidence that is none": {"language": language(confidence=float("nan"))},
    "an empty text": {"blocks": (), "lead": None},
    "a range that is empty": {"published": published(latest=published().earliest)},
    "a hash that is none": {"content_sha256": b"short"},
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
def test_an_item_postgres_refuses_is_recorded_and_all_others_are_stored(
    conn: Connection, poison: dict[str, Any]
) -> None:
    batch: Sequence[Article | Rejection] = [
        *(article(n) for n in range(5)),
        article(5, **poison),
        rejection(6),
        *(article(n) for n in range(7, 12)),
    ]

    tally = articles.load(conn, FIRST, batch)

    assert tally == {"stored": 10, "rejected": 2}
    assert rows(conn, "SELECT count(*) FROM news.removal") == [(10,)]
    (refusal,) = rows(conn, "SELECT entry_key, stage, reason, detail FROM ops.disposition WHERE stage = 'load'")
    assert refusal[:3] == ("seed:test/5.txt#1", "load", "refused_by_warehouse")
    assert refusal[3].startswith("seed:test/5.txt#1: the warehouse would not take it: ")


def test_three_poisons_among_two_hundred_take_nothing_with_them(conn: Connection) -> None:
    batch = [article(n, title="\x00") if n in {3, 77, 199} else article(n) for n in range(200)]

    tally = articles.load(conn, FIRST, batch)

    assert tally == {"stored": 197, "rejected": 3}


def test_a_rejection_with_a_name_that_is_no_unicode_is_recorded(conn: Connection) -> None:
    odd = rejection(
        entry_key="seed:test/caf\udce9.txt", url_key=None, file="caf\udce9.txt", detail="caf\udce9.txt: \x00"
    )

    articles.load(conn, FIRST, [odd])

    assert dispositions.known(conn, FIRST, [odd.entry_key, "seed:test/other.txt"]) == {odd.entry_key}
    assert rows(conn, "SELECT entry_key, detail FROM ops.disposition") == [
        ("seed:test/caf\ufffd.txt", "caf\ufffd.txt: \ufffd")
    ]


def test_a_very_long_identity_is_stored(conn: Connection) -> None:
    key = "https://news.example/" + "".join(chr(97 + n * n % 26) for n in range(8000))

    tally = articles.load(conn, FIRST, [article(url_key=key, entry_key=key)])

    assert tally == {"stored": 1}


def test_two_runs_that_bring_the_same_article_at_once_store_it_once(conn: Connection, database_url: str) -> None:
    batch = [article(n) for n in range(20)]

    def run(number: int) -> dict[str, int]:
        with connect(database_url, autocommit=True) as own:
            return articles.load(own, replace(FIRST, run_id=f"r{number}"), batch[:: 1 if number % 2 else -1])

    with ThreadPoolExecutor(4) as pool:
        tallies = list(pool.map(run, range(4)))

    assert rows(conn, "SELECT count(*), max(version) FROM news.article") == [(20, 1)]
    assert sum(tally.get("stored", 0) for tally in tallies) == 20
    assert sum(tally.get("unchanged", 0) for tally in tallies) == 60
    assert rows(conn, "SELECT count(*) FROM news.removal") == [(20,)]


def test_loading_inside_somebody_elses_transaction_is_refused(database_url: str) -> None:
    with connect(database_url) as conn, pytest.raises(ValueError, match="autocommit"):
        articles.load(conn, FIRST, [article()])


@given(st.lists(st.tuples(st.sampled_from(BlockKind), st.text(max_size=30)), max_size=6))
def test_every_block_of_a_body_has_its_letter(blocks: list[tuple[BlockKind, str]]) -> None:
    body, kinds = body_of(article(blocks=tuple(Block(kind=kind, text=text) for kind, text in blocks)))

    assert len(body.split("\n\n") if body else []) == len(kinds)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.integers(0, 9), min_size=1, max_size=12), cuts=st.sets(st.integers(0, 12)))
def test_dispositions_add_up_however_the_work_is_cut(conn: Connection, numbers: list[int], cuts: set[int]) -> None:
    run = replace(FIRST, run_id=f"{numbers}{cuts}")
    entries = [article(n, entry_key=f"{n} {place}") for place, n in enumerate(numbers)]
    edges = sorted({0, len(entries)} | {cut for cut in cuts if cut < len(entries)})

    for start, end in pairwise(edges):
        articles.load(conn, run, entries[start:end])
    funnel = {row.outcome: row.entry_count for row in dispositions.funnel(conn, run)}

    assert sum(funnel.values()) == len(entries)
    assert funnel.get("duplicate", 0) == len(entries) - len(set(numbers))
