"""Exports: what a person may ask, what is left out, and that nothing is written anywhere else."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from math import isnan
from typing import TYPE_CHECKING, Any

import postgres
import psycopg
import pyarrow.parquet as pq
import pytest
from builders import article
from wireroom.errors import ExportRefused, QueryRefused, WarehouseGone
from wireroom.jobs.exporting import Target, Written, export_mart, export_query
from wireroom.warehouse import articles, restrictions
from wireroom.warehouse.connection import connect
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

RUN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def quiet_url(server_url: str, template_url: str) -> Generator[str]:
    """A warehouse with one article, for tests that change nothing."""
    with postgres.database(server_url, template=postgres.name_of(template_url)) as url:
        with connect(url, autocommit=True) as conn:
            articles.load(conn, RUN, [article(1)])
        yield url


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(path=tmp_path / "out.parquet")


def export(url: str, text: str, target: Target, **changes: Any) -> Written:
    return export_query(url, text, replace(target, force=True, **changes), say=lambda _: None)


def exported(url: str, text: str, target: Target, **changes: Any) -> list[tuple[Any, ...]]:
    """What is in the file afterwards."""
    export(url, text, target, **changes)
    return [tuple(row.values()) for row in pq.read_table(target.path).to_pylist()]


def restrict(conn: Connection, source: str) -> None:
    assert restrictions.put(conn, source, reason="their terms", by="test", at=NOW)


def test_a_mart_is_exported_with_every_row_and_column(conn: Connection, database_url: str, target: Target) -> None:
    articles.load(conn, RUN, [article(number, authors=("Ana Łuk", "B")) for number in range(250)])
    heard: list[int] = []

    written = export_mart(database_url, "mart.article", target, say=heard.append)

    table = pq.read_table(target.path)
    assert table.num_rows == written.rows == heard[-1] == 250
    assert table.column_names == [
        name
        for (name,) in conn.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'mart.article'::regclass AND attnum > 0 ORDER BY attnum"
        )
    ]
    assert set(table["body"].to_pylist()) == {body for (body,) in conn.execute("SELECT body FROM news.article")}
    assert table["authors"][0].as_py() == ["Ana Łuk", "B"]
    assert str(table.schema.field("changed_at").type) == "timestamp[us, tz=UTC]"
    assert str(table.schema.field("alternates").type) == "string"


def test_types_of_postgres_come_out_as_their_own(quiet_url: str, target: Target) -> None:
    text = """SELECT 1::smallint AS a, 1.5::numeric(6, 2) AS b, avg(n) AS c, '{"k": [1]}'::jsonb AS d,
        '1 mon'::interval AS e, ARRAY[1, 2] AS f, '{x,NULL}'::text[] AS g, 'a'::"char" AS h, '[1,3)'::int4range AS i,
        NULL AS j, '\\x00'::bytea AS k, 'f7c2bd1e-0f6d-4ad5-8a0c-111111111111'::uuid AS l, '{"{}"}'::jsonb[] AS m,
        'mart.article'::regclass AS n, '1850-01-01 00:00Z'::timestamptz AS o, 'NaN'::float8 AS p
        FROM (VALUES (1), (2)) AS v (n)"""

    (row,) = exported(quiet_url, text, target)

    assert row[:15] == (
        *(1, Decimal("1.50"), 1.5, '{"k": [1]}', "1 mon", [1, 2], ["x", None], "a", "[1,3)", None, b"\x00"),
        *("f7c2bd1e-0f6d-4ad5-8a0c-111111111111", '{"{}"}', "mart.article", datetime(1850, 1, 1, tzinfo=UTC)),
    )
    assert isnan(row[15])


def test_an_order_is_kept_and_percent_signs_are_just_that(quiet_url: str, target: Target) -> None:
    text = "SELECT n, '100 %s %(x)s {}' AS t FROM generate_series(1, 5000) AS n WHERE 'ab' LIKE 'a%' ORDER BY n DESC"

    rows = exported(quiet_url, text, target)

    assert rows == [(n, "100 %s %(x)s {}") for n in range(5000, 0, -1)]


@pytest.mark.parametrize("name", ["out.parquet", "out.csv", "out.csv.gz"])
def test_the_same_answer_is_the_same_bytes(conn: Connection, database_url: str, tmp_path: Path, name: str) -> None:
    articles.load(conn, RUN, [article(number, title=f"Śnieg, {number} cm") for number in range(30)])
    target, text = Target(path=tmp_path / name), "SELECT * FROM mart.article ORDER BY public_id"

    first = export(database_url, text, target)
    bytes_of_first = target.path.read_bytes()
    again = export(database_url, text, target)

    assert (first, bytes_of_first) == (again, target.path.read_bytes())
    assert first.size == len(bytes_of_first)


def test_csv_and_its_gzip_hold_the_same(conn: Connection, database_url: str, tmp_path: Path) -> None:
    articles.load(conn, RUN, [article(1, title='=HYPERLINK("x")')])
    plain, zipped = Target(path=tmp_path / "a.csv"), Target(path=tmp_path / "a.csv.gz")
    text = "SELECT title, lead, authors FROM mart.article"

    export(database_url, text, plain)
    export(database_url, text, zipped)

    assert gzip.decompress(zipped.path.read_bytes()) == plain.path.read_bytes()
    rows = list(csv.reader(io.StringIO(plain.path.read_bytes().decode(), newline="")))
    assert rows == [["title", "lead", "authors"], ['=HYPERLINK("x")', "", "[]"]]


HOSTILE = {
    "two statements": "SELECT 1 AS a; DROP TABLE news.removal",
    "two statements and a comment": "SELECT 1 AS a; -- ok\nDELETE FROM news.article",
    "a write": "DELETE FROM news.article",
    "a write that answers": "DELETE FROM news.article RETURNING article_id",
    "a write inside": "WITH gone AS (DELETE FROM news.article RETURNING 1) SELECT * FROM gone",
    "a table of its own": "SELECT 1 AS a INTO news.mine",
    "a table of its own for a while": "CREATE TEMP TABLE mine AS SELECT 1 AS a",
    "a lock": "SELECT article_id FROM news.article FOR UPDATE",
    "the end of the transaction": "COMMIT",
    "a copy to a program": "COPY (SELECT 1) TO PROGRAM 'touch /tmp/wireroom-was-here'",
    "an anonymous block": "DO $$ BEGIN DELETE FROM news.article; END $$",
    "a call": "CALL news.nothing()",
    "a sequence": "SELECT setval('news.source_source_id_seq', 99) AS a",
    "a function that writes": "SELECT ops.ensure_partitions(1) AS a",
    "back to writing": "SELECT set_config('transaction_read_only', 'off', TRUE) AS a",
    "raw pages": "SELECT * FROM raw.page",
    "a file of the server": "SELECT pg_read_file('/etc/passwd') AS a",
    "nothing": "",
    "only a comment": "-- SELECT 1",
    "a broken one": "SELECT article_id FORM mart.article",
    "a NUL": "SELECT '\x00' AS a",
    "an unknown column": "SELECT nothing FROM mart.article",
    "an error late": "SELECT 1 / (5000 - n) AS a FROM generate_series(1, 6000) AS n",
    "a value of no calendar": "SELECT 'infinity'::timestamptz AS a",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_plain_question_is_refused_and_changes_nothing(quiet_url: str, target: Target, text: str) -> None:
    with pytest.raises(QueryRefused, match="the query was refused"):
        export(quiet_url, text, target)

    assert list(target.path.parent.iterdir()) == []
    with connect(quiet_url) as conn:
        assert conn.execute("SELECT count(*), max(version) FROM news.article").fetchone() == (1, 1)
        found = conn.execute("SELECT to_regclass('news.mine')::text, to_regclass('news.removal')::text").fetchone()
        assert found == (None, "news.removal")


def test_a_mistake_is_shown_where_it_is(quiet_url: str, target: Target) -> None:
    with pytest.raises(QueryRefused, match='syntax error at or near "FORM", at character 15'):
        export(quiet_url, "SELECT 1 AS a FORM x", target)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT pg_sleep(60) AS a",
        "SELECT n FROM generate_series(1, 1000000000000) AS n",
        "SELECT set_config('statement_timeout', '0', TRUE) AS a, n FROM generate_series(1, 1000000000000) AS n",
        """SELECT set_config('statement_timeout', '0', TRUE) AS a, NULL AS b FROM generate_series(1, 100)
        UNION ALL SELECT NULL, pg_sleep(60)::text""",
    ],
)
def test_an_endless_query_ends(quiet_url: str, target: Target, text: str) -> None:
    with pytest.raises(QueryRefused, match=r"longer than 0\.3 s"):
        export(quiet_url, text, target, timeout_s=0.3)

    assert list(target.path.parent.iterdir()) == []


def test_a_server_that_goes_away_is_not_the_fault_of_the_query(
    conn: Connection, database_url: str, target: Target
) -> None:
    def end() -> None:
        while not conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'FETCH%'"
        ).fetchall():
            time.sleep(0.02)

    ender = threading.Thread(target=end)
    ender.start()
    with pytest.raises(WarehouseGone):
        export(database_url, "SELECT pg_sleep(9) AS a", target)
    ender.join()


def test_a_user_who_may_not_act_as_analyst_still_reads_only(
    conn: Connection, database_url: str, target: Target
) -> None:
    conn.execute("CREATE ROLE plain_writer LOGIN PASSWORD 'x' IN ROLE wireroom")
    try:
        with psycopg.connect(database_url) as known:
            place = known.info
            url = f"postgresql://plain_writer:x@{place.host}:{place.port}/{place.dbname}"
        assert exported(url, "SELECT current_user::text AS a", target) == [("plain_writer",)]
        assert exported(database_url, "SELECT current_user::text AS a", target) == [("analyst",)]
        with pytest.raises(QueryRefused, match="read-only transaction"):
            export(url, "SELECT nextval('ops.feed_feed_id_seq') AS a", target)
    finally:
        conn.execute("DROP ROLE plain_writer")


def test_restricted_sources_are_left_out_by_whatever_names_them(
    conn: Connection, database_url: str, target: Target
) -> None:
    articles.load(conn, RUN, [article(1), article(2, source="closed"), article(3, source="closed"), article(4)])
    restrict(conn, "closed")

    for columns in ("source, title", "article_id, title", "public_id, title"):
        text = f"SELECT {columns} FROM mart.article ORDER BY url_key"
        assert [row[1] for row in exported(database_url, text, target)] == ["Ferry 1 returns", "Ferry 4 returns"]
        assert len(exported(database_url, text, target, include_restricted=True)) == 4
    written = export(database_url, "SELECT NULL::text AS source, a.* FROM (TABLE news.article) AS a", target)
    assert (written.rows, written.left_out) == (2, 2)
    with pytest.raises(ExportRefused, match=r"closed.*--include-restricted"):
        export(database_url, "SELECT title FROM mart.article", target)
    assert len(exported(database_url, "SELECT title FROM mart.article", target, include_restricted=True)) == 4


@pytest.mark.parametrize(
    "column",
    [
        "array_agg(source) AS source",
        "array_agg(article_id) AS article_id",
        "array_agg(article_id::integer) AS article_id",
        "array_agg(public_id) AS public_id",
        "array_agg(source) AS feed_key",
    ],
)
def test_a_list_of_sources_does_not_say_whose_a_row_is(
    conn: Connection, database_url: str, target: Target, column: str
) -> None:
    articles.load(conn, RUN, [article(1), article(2, source="closed")])
    restrict(conn, "closed")
    text = f"SELECT {column}, max(title) AS title FROM mart.article"

    with pytest.raises(ExportRefused, match=r"select article_id.*one of each row and no list"):
        export(database_url, text, target)

    assert not target.path.exists()
    assert len(exported(database_url, text, target, include_restricted=True)) == 1
    grouped = f"SELECT source, {column} FROM mart.article GROUP BY source".replace("AS source", "AS sources")
    assert [row[0] for row in exported(database_url, grouped, target)] == ["test"]


def test_a_source_is_let_in_again(conn: Connection, database_url: str, target: Target) -> None:
    articles.load(conn, RUN, [article(1)])
    restrict(conn, "test")

    restrict(conn, "test")
    before = export_mart(database_url, "article", target, say=lambda _: None).rows
    assert restrictions.lift(conn, "test")
    after = export(database_url, "SELECT title FROM mart.article", target).rows

    assert (before, after) == (0, 1)
    assert not restrictions.lift(conn, "test")
    assert not restrictions.put(conn, "tset", reason="a slip", by="test", at=NOW)


def test_what_cannot_be_a_file_is_refused_before_anything_is_asked(quiet_url: str, tmp_path: Path) -> None:
    for text, expected in (("SELECT 1 AS a, 2 AS a", "several columns named a"), ("SELECT", "no columns")):
        with pytest.raises(ExportRefused, match=expected):
            export(quiet_url, text, Target(path=tmp_path / "a.csv"))
    with pytest.raises(ExportRefused, match="did you mean articles_per_day"):
        export_mart(quiet_url, "articles_pro_day", Target(path=tmp_path / "a.csv"), say=lambda _: None)
    with pytest.raises(ExportRefused, match="end its name"):
        export("postgresql://nowhere.example/x", "SELECT 1 AS a", Target(path=tmp_path / "a.xlsx"))


def test_huge_rows_pass(quiet_url: str, tmp_path: Path) -> None:
    target = Target(path=tmp_path / "a.csv")

    written = export(quiet_url, "SELECT n, repeat('słowo ', 200000) AS t FROM generate_series(1, 8) AS n", target)

    assert (written.rows, written.size) == (8, len(b"n,t\r\n") + 8 * (4 + 200_000 * 7))


def test_public_ids_are_made_of_the_identity_alone_and_found_by_an_index(conn: Connection) -> None:
    articles.load(conn, RUN, [article(number) for number in range(3)])
    found = conn.execute("SELECT url_key, public_id FROM mart.article").fetchall()

    assert found == [(key, f"wr{hashlib.sha256(key.encode()).hexdigest()[:20]}") for key, _ in found]
    conn.execute("SET enable_seqscan = off")
    conn.execute("SET ROLE analyst")
    plan = conn.execute(b"EXPLAIN SELECT title FROM mart.article WHERE public_id = %s", (found[0][1],)).fetchall()
    assert any("article_public_id_is_unique" in line for (line,) in plan)


def test_a_second_article_with_the_public_id_of_another_is_refused_by_name(database_url: str) -> None:
    with connect(database_url, autocommit=True) as conn:
        articles.load(conn, RUN, [article(1)])
        conn.execute(
            "UPDATE news.article SET url_key_hash = substring(sha256(%s), 1, 10) || substring(url_key_hash, 11)",
            (article(2).url_key.encode(),),
        )

        tally = articles.load(conn, RUN, [article(2), article(3)])

        assert tally == {"stored": 1, "rejected": 1}
        (detail,) = conn.execute(
            "SELECT detail FROM ops.disposition WHERE reason = 'refused_by_warehouse'"
        ).fetchone() or ("",)
        assert "article_public_id_is_unique" in detail
