"""What holds for every table: it is explained, and nobody may do more than he should."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from wireroom.model import Origin, Precision, Reason, Stage, ZoneSource
from wireroom.warehouse.dispositions import Outcome

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

OURS = "('raw', 'news', 'mart', 'ops')"


def test_every_schema_table_view_and_column_has_a_comment(conn: Connection) -> None:
    missing = conn.execute(
        f"""
        SELECT c.oid::regclass::text, a.attname
        FROM pg_class AS c
        LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace::regnamespace::text IN {OURS} AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
            AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL)
        UNION ALL
        SELECT nspname, NULL FROM pg_namespace
        WHERE nspname IN {OURS} AND obj_description(oid, 'pg_namespace') IS NULL
        UNION ALL
        SELECT proname, NULL FROM pg_proc
        WHERE pronamespace::regnamespace::text IN {OURS} AND obj_description(oid, 'pg_proc') IS NULL
        """.encode()
    ).fetchall()

    assert missing == []


def test_no_function_is_everybodys_and_a_definer_pins_its_path(conn: Connection) -> None:
    loose = conn.execute(
        f"""
        SELECT proname FROM pg_proc
        WHERE pronamespace::regnamespace::text IN {OURS}
            AND (has_function_privilege('public', oid, 'execute')
                OR (prosecdef AND array_to_string(proconfig, ',') NOT LIKE '%search_path=pg_catalog%'))
        """.encode()
    ).fetchall()

    assert loose == []


def test_every_constraint_and_index_was_named_by_a_person(conn: Connection) -> None:
    unnamed = conn.execute(
        f"""
        SELECT conname FROM pg_constraint AS k INNER JOIN pg_class AS c ON k.conrelid = c.oid
        WHERE k.connamespace::regnamespace::text IN {OURS} AND k.contype IN ('c', 'f', 'u')
            AND NOT c.relispartition AND conname ~ '_(check|fkey|key)[0-9]*$'
        """.encode()
    ).fetchall()

    assert unnamed == []


@pytest.mark.parametrize("what", ["news.article", "mart.article", "mart.ingest_run", "mart.removed_piece"])
def test_an_analyst_reads_facts_and_marts(conn: Connection, what: str) -> None:
    conn.execute("SET ROLE analyst")

    assert conn.execute(f"SELECT count(*) FROM {what}".encode()).fetchone() == (0,)


@pytest.mark.parametrize(
    "forbidden",
    [
        "SELECT FROM raw.page",
        "SELECT FROM ops.run",
        "SELECT FROM ops.migration",
        "INSERT INTO news.source (name) VALUES ('mine')",
        "UPDATE news.article SET title = 'mine'",
        "DELETE FROM news.removal",
        "CREATE VIEW mart.mine AS SELECT 1 AS one",
        "SELECT ops.ensure_partitions(1)",
    ],
)
def test_an_analyst_does_no_more_than_that(conn: Connection, forbidden: str) -> None:
    conn.execute("SET ROLE analyst")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(forbidden.encode())


@pytest.mark.parametrize(
    "forbidden",
    [
        "DELETE FROM news.article",
        "DELETE FROM news.removal",
        "UPDATE ops.migration SET name = 'x'",
        "DROP TABLE ops.run",
    ],
)
def test_a_writer_erases_no_history(conn: Connection, forbidden: str) -> None:
    conn.execute("SET ROLE wireroom")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(forbidden.encode())


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        ("article_published_precision_is_known", Precision),
        ("article_published_zone_source_is_known", ZoneSource),
        ("disposition_outcome_is_known", Outcome),
    ],
)
def test_a_word_of_the_model_is_a_word_of_the_schema(conn: Connection, constraint: str, words: type[Outcome]) -> None:
    definition = conn.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", (constraint,)
    ).fetchone()

    assert definition
    assert all(f"'{word}'" in definition[0] for word in words)


def test_words_that_will_grow_are_not_fenced_in(conn: Connection) -> None:
    fences = " ".join(
        row[0] for row in conn.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'")
    )

    assert not [word for word in (*Reason, *Stage, *Origin) if f"'{word}'" in fences]


def test_partitions_of_pages_store_their_bodies_as_they_are(conn: Connection) -> None:
    stored = conn.execute(
        "SELECT DISTINCT a.attstorage::text FROM pg_inherits AS i"
        " INNER JOIN pg_attribute AS a ON a.attrelid = i.inhrelid AND a.attname = 'body'"
        " WHERE i.inhparent = 'raw.page'::regclass"
    ).fetchall()

    assert stored == [("e",)]
