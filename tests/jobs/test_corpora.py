"""Corpora: frozen once, the same for good, and honest about what was taken down since."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import postgres
import pyarrow.parquet as pq
import pytest
from again import NOTICE, STORY, ingest, item
from again import reprocess as reprocess_stored
from builders import article, language, published
from leftovers import holding, own_hashes
from wireroom.errors import CorpusRefused, ExportRefused, QueryRefused
from wireroom.jobs.corpora import Exported, export_corpus, freeze, verify
from wireroom.jobs.exporting import Target
from wireroom.jobs.takedown import selector, take_down
from wireroom.model import Block, BlockKind
from wireroom.parts import Cause
from wireroom.settings import CHECKOUT, Settings
from wireroom.warehouse import articles, corpora, restrictions
from wireroom.warehouse.connection import connect
from wireroom.warehouse.queries import query
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.corpora import Corpus

RUN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
LATER = replace(RUN, run_id="manual__2")
TAKE_DOWN = replace(RUN, dag_id="take_down", task_id="erase")
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
URL = "https://gazeta.example/4"
ELSEWHERE = Settings(database_url="postgresql://somewhere", home="/nonexistent")  # not embedded: no list is kept
ALL = "SELECT article_id FROM mart.article"


@pytest.fixture
def stored(conn: Connection) -> Connection:
    """A warehouse with five articles of two sources."""
    load_five(conn)
    return conn


@pytest.fixture(scope="module")
def quiet_url(server_url: str, template_url: str) -> Generator[str]:
    """The same, for tests that change nothing."""
    with postgres.database(server_url, template=postgres.name_of(template_url)) as url:
        with connect(url, autocommit=True) as conn:
            load_five(conn)
        yield url


def load_five(conn: Connection) -> None:
    articles.load(conn, RUN, [article(number) for number in range(1, 4)])
    polish = language(code="pl", confidence=0.75)
    two = [
        article(
            4,
            source="gazeta",
            language=polish,
            url_key=URL,
            url=f"{URL}?from=feed",
            title="Zażółć „gęślą”",
            authors=("A. Łuk",),
            lead="Jaźń.\tX",
        ),
        article(5, source="gazeta", language=polish, title=None, display_title="Bez tytułu…", published=None),
    ]
    articles.load(conn, RUN, two)


def frozen(url: str, name: str = "ferries", text: str = ALL, **changes: Any) -> Corpus:
    return freeze(
        url, name, text, note=changes.get("note"), by="ana", now=NOW, timeout_s=changes.get("timeout_s", 60.0)
    )


def export(url: str, path: Path, name: str = "ferries", **changes: Any) -> Exported:
    return export_corpus(url, name, Target(path=path, force=True, **changes), say=lambda _: None)


def read(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path).to_pylist()


def reprocess(conn: Connection) -> None:
    """Read every article again with rules that leave other texts, languages and authors."""
    again = [
        article(
            number,
            source="test" if number < 4 else "gazeta",
            url_key=URL if number == 4 else article(number).url_key,
            title=f"Read {number} again",
            blocks=(Block(kind=BlockKind.PARAGRAPH, text="Quite another text than the one before."),),
            authors=("Somebody Else",),
            language=language(code="de"),
            published=published(),
            ruleset="2027.1",
            section="Other",
        )
        for number in range(1, 6)
    ]
    assert articles.load(conn, LATER, again, cause=Cause.REPROCESS) == {"updated": 5}


def test_a_corpus_has_a_manifest_of_what_it_holds(stored: Connection, database_url: str) -> None:
    corpus = frozen(database_url, note="a pilot")

    said = corpus.manifest
    assert (corpus.article_count, corpus.taken_down_count, corpus.note, corpus.query) == (5, 0, "a pilot", ALL)
    assert said["sources"] == {"gazeta": 2, "test": 3}
    assert said["languages"] == {"en": 3, "pl": 2}
    assert (said["date_precisions"]["undated"], said["days"], said["first_day"]) == (1, 1, published().local[:10])
    assert (said["extractors"], said["rulesets"]) == ({"plain 1": 5}, {"2026.1": 5})
    assert (said["language_detectors"], said["frozen_at"]) == ({"langid 1.1.6": 5}, "2026-01-02T03:04:05Z")
    hashes = stored.execute("SELECT row_sha256 FROM news.corpus_member ORDER BY public_id").fetchall()
    assert hashlib.sha256(b"".join(row for (row,) in hashes)).hexdigest() == corpus.content_sha256


@pytest.mark.parametrize("name", ["c.parquet", "c.csv", "c.csv.gz"])
def test_a_corpus_exports_identical_bytes_after_everything_was_read_again(
    stored: Connection, database_url: str, tmp_path: Path, name: str
) -> None:
    frozen(database_url)
    first = export(database_url, tmp_path / name)
    written = (tmp_path / name).read_bytes(), first.manifest.read_bytes()

    reprocess(stored)
    stored.execute("UPDATE news.article SET language = 'fr', site_name = 'changed by hand'")  # no new version
    again = export(database_url, tmp_path / name)

    assert ((tmp_path / name).read_bytes(), again.manifest.read_bytes()) == written
    assert json.loads(written[1])["file"]["sha256"] == hashlib.sha256(written[0]).hexdigest()
    assert verify(database_url, "ferries").holds
    assert stored.execute("SELECT count(*) FROM mart.article WHERE title LIKE 'Read%'").fetchone() == (5,)


def test_another_process_writes_the_same_bytes(stored: Connection, database_url: str, tmp_path: Path) -> None:
    stored.execute("SELECT 1")
    frozen(database_url)
    export(database_url, tmp_path / "one.parquet")
    command = [sys.executable, "-m", "wireroom.cli", "corpus", "export", "ferries", "--to", "two.parquet"]
    environment = {
        "WIREROOM_DATABASE_URL": database_url,
        "WIREROOM_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(CHECKOUT / "plugins"),
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
    }

    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

    assert (tmp_path / "two.parquet").read_bytes() == (tmp_path / "one.parquet").read_bytes()


def test_the_rows_are_what_was_frozen(stored: Connection, database_url: str, tmp_path: Path) -> None:
    frozen(database_url)
    reprocess(stored)

    export(database_url, tmp_path / "c.parquet")

    rows = read(tmp_path / "c.parquet")
    assert [row["public_id"] for row in rows] == sorted(row["public_id"] for row in rows)
    (polish,) = (row for row in rows if row["title"] == "Zażółć „gęślą”")
    assert (polish["version"], polish["authors"], polish["language"], polish["lead"]) == (
        1,
        ["A. Łuk"],
        "pl",
        "Jaźń.\tX",
    )
    text = "\x1f".join((polish["title"], polish["lead"], polish["body"]))
    assert polish["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    day, public_id = published().local[:10], polish["public_id"]
    assert polish["citation"] == (
        f"A. Łuk. “Zażółć „gęślą””. gazeta, {day}. https://gazeta.example/4 ({public_id}, version 1)"
    )
    (untitled,) = (row for row in rows if row["title"] is None)
    assert untitled["citation"].startswith("[Bez tytułu…]. gazeta, undated. (wr")
    assert untitled["citation"].endswith(f"({untitled['public_id']}, version 1)")
    assert {row["gap"] for row in rows} == {None}


def test_a_takedown_leaves_a_declared_gap(stored: Connection, database_url: str, tmp_path: Path) -> None:
    before = frozen(database_url)
    export(database_url, tmp_path / "before.parquet")
    found = stored.execute("SELECT article_id FROM mart.article WHERE source = 'gazeta' AND title IS NOT NULL")
    gone = found.fetchall()[0][0]

    hashes = own_hashes(stored, {gone})
    what = selector(url=URL)
    take_down(database_url, ELSEWHERE, TAKE_DOWN, what, reason="asked for", by="ana", now=NOW, dry_run=False)
    exported = export(database_url, tmp_path / "after.parquet")
    verified = verify(database_url, "ferries")

    rows = {row["public_id"]: row for row in read(tmp_path / "after.parquet")}
    intact = {row["public_id"]: row for row in read(tmp_path / "before.parquet")}
    (gap,) = (row for row in rows.values() if row["gap"])
    assert {key: row for key, row in rows.items() if row is not gap} == {
        key: row for key, row in intact.items() if key != gap["public_id"]
    }
    assert gap["gap"] == "taken down"
    assert (gap["title"], gap["lead"], gap["body"], gap["text_sha256"], gap["url"]) == (None,) * 5
    assert (gap["authors"], gap["source"], gap["language"]) == ([], "gazeta", "pl")
    assert gap["citation"] == f"gazeta, {published().local[:10]}. ({gap['public_id']}, version 1)"
    assert (exported.taken_down, exported.written.rows) == (1, 5)
    said = json.loads(exported.manifest.read_text(encoding="utf-8"))
    assert (said["file"]["taken_down"], said["corpus"]) == (1, before.manifest)
    assert (verified.holds, verified.count.taken_down, verified.count.adds_up) == (True, 1, None)
    assert corpora.listed(stored)[0].taken_down_count == 1
    assert holding(stored, {"gęślą", "jaźń", "łuk", URL}, hashes) == set()
    assert len(hashes) > 2


@pytest.mark.parametrize(
    ("damage", "is_gone"),
    [
        (
            "DELETE FROM news.article_version WHERE article_id = 1",
            True,
        ),
        ("UPDATE news.article_version SET body = 'x' || body WHERE article_id = 1", False),
        ("UPDATE news.corpus_member SET language = 'fr' WHERE article_id = 1", False),
        ("UPDATE news.corpus_member SET weight = 2 WHERE article_id = 1", False),
    ],
)
def test_what_was_altered_without_a_takedown_is_an_error(
    stored: Connection, database_url: str, tmp_path: Path, damage: str, is_gone: bool
) -> None:
    frozen(database_url)
    reprocess(stored)

    stored.execute(damage.encode())

    found = verify(database_url, "ferries")
    assert not found.holds
    assert [(version, gone) for _, version, gone in found.altered] == [(1, is_gone)]
    with pytest.raises(CorpusRefused, match="corpus verify ferries"):
        export(database_url, tmp_path / "c.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_member_that_vanished_is_an_error(stored: Connection, database_url: str, tmp_path: Path) -> None:
    frozen(database_url)

    stored.execute("DELETE FROM news.corpus_member WHERE position = 2")

    found = verify(database_url, "ferries")
    assert (found.holds, found.count.found, found.count.adds_up) == (False, 4, False)
    with pytest.raises(CorpusRefused, match="no longer"):
        export(database_url, tmp_path / "c.csv")


def test_texts_of_restricted_sources_are_gaps_unless_asked_for(
    stored: Connection, database_url: str, tmp_path: Path
) -> None:
    frozen(database_url)
    export(database_url, tmp_path / "before.parquet")
    restrictions.put(stored, "gazeta", reason="their terms", by="ana", at=NOW)

    exported = export(database_url, tmp_path / "after.parquet")
    export(database_url, tmp_path / "all.parquet", include_restricted=True)

    rows = read(tmp_path / "after.parquet")
    assert exported.restricted == 2
    assert [(row["source"], row["title"], row["body"]) for row in rows if row["gap"] == "restricted"] == [
        ("gazeta", None, None)
    ] * 2
    assert (tmp_path / "all.parquet").read_bytes() == (tmp_path / "before.parquet").read_bytes()


def test_a_corpus_never_changes(stored: Connection, database_url: str) -> None:
    frozen(database_url)
    articles.load(stored, LATER, [article(9)])

    with pytest.raises(CorpusRefused, match="ferries-2"):
        frozen(database_url)

    assert frozen(database_url, "ferries-2").article_count == 6
    assert [(each.corpus, each.article_count) for each in corpora.listed(stored)] == [("ferries", 5), ("ferries-2", 6)]


def test_an_article_named_twice_counts_once_and_other_columns_are_left_alone(
    stored: Connection, database_url: str
) -> None:
    twice = "SELECT public_id, title FROM mart.article UNION ALL SELECT public_id, title FROM mart.article"

    assert frozen(database_url, text=twice).article_count == 5
    assert frozen(database_url, "whole", "TABLE mart.article").article_count == 5
    assert stored.execute("SELECT count(*) FROM mart.corpus_article").fetchone() == (10,)


def test_strata_and_weights_of_a_sample_are_kept(stored: Connection, database_url: str, tmp_path: Path) -> None:
    text = "SELECT article_id, ARRAY[language, NULL] AS stratum, 2.5 AS weight FROM mart.article"

    corpus = frozen(database_url, text=text)
    export(database_url, tmp_path / "c.csv")

    rows = list(csv.DictReader(io.StringIO((tmp_path / "c.csv").read_bytes().decode(), newline="")))
    assert corpus.manifest["sampled"] == 5
    assert {(row["stratum"], row["weight"]) for row in rows} == {('["en", null]', "2.5"), ('["pl", null]', "2.5")}
    assert verify(database_url, "ferries").holds
    assert stored.execute("SELECT DISTINCT weight FROM mart.corpus_article").fetchall() == [(2.5,)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT article_id FROM mart.article WHERE FALSE", "names no article"),
        ("SELECT 99 AS article_id UNION ALL SELECT 98", "such as 98, 99"),
        ("SELECT NULL::bigint AS article_id", "such as NULL"),
        ("SELECT 'wr0' AS public_id", "such as wr0"),
        ("SELECT title FROM mart.article", "article_id"),
        ("SELECT article_id::text FROM mart.article", "article_id"),
        ("SELECT array_agg(article_id) AS article_id FROM mart.article", "article_id"),
        ("SELECT article_id, n AS weight FROM mart.article, generate_series(1, 2) AS n", "twice"),
        ("SELECT article_id, 'much' AS weight FROM mart.article", "must be a number"),
    ],
)
def test_a_query_that_names_no_articles_freezes_nothing(quiet_url: str, text: str, expected: str) -> None:
    with pytest.raises(CorpusRefused, match=expected):
        frozen(quiet_url, text=text)

    assert nothing_is_frozen(quiet_url)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT article_id FROM mart.article; DROP TABLE news.corpus",
        "DELETE FROM news.article RETURNING article_id",
        "WITH a AS (INSERT INTO news.source (name) VALUES ('x') RETURNING 1) SELECT article_id FROM mart.article",
        "SELECT article_id FROM mart.article WHERE set_config('transaction_read_only', 'off', TRUE) = 'off'",
        "SELECT ops.ensure_partitions(1) AS article_id",
        "SELECT article_id FROM raw.page",
        "SELECT article_id FORM mart.article",
    ],
)
def test_a_hostile_query_freezes_nothing(quiet_url: str, text: str) -> None:
    with pytest.raises(QueryRefused, match="was refused"):
        frozen(quiet_url, text=text)

    assert nothing_is_frozen(quiet_url)


def test_an_endless_query_freezes_nothing(quiet_url: str) -> None:
    with pytest.raises(QueryRefused, match="longer than"):
        frozen(quiet_url, text="SELECT n AS article_id FROM generate_series(1, 1000000000000) AS n", timeout_s=0.3)

    assert nothing_is_frozen(quiet_url)


def nothing_is_frozen(url: str) -> bool:
    with connect(url) as conn:
        counts = conn.execute("SELECT (SELECT count(*) FROM news.corpus), (SELECT count(*) FROM news.article)")
        return counts.fetchone() == (0, 5)


def test_a_query_that_becomes_somebody_else_gains_nothing(stored: Connection, database_url: str) -> None:
    text = "SELECT article_id, set_config('role', 'wireroom', TRUE) AS r FROM mart.article"

    frozen(database_url, text=text)

    assert stored.execute("SELECT frozen_by, article_count FROM mart.corpus").fetchall() == [("ana", 5)]


@pytest.mark.parametrize("name", ["", "Ferries", "a b", "../a", "ł", "-x", "x" * 101, "a\n"])
def test_a_name_that_is_no_plain_word_is_refused(quiet_url: str, name: str) -> None:
    with pytest.raises(CorpusRefused, match="cannot name"):
        frozen(quiet_url, name)


def test_a_corpus_that_is_not_there_is_refused_with_the_nearest(
    stored: Connection, database_url: str, tmp_path: Path
) -> None:
    frozen(database_url)

    with pytest.raises(CorpusRefused, match="did you mean ferries"):
        verify(database_url, "feries")
    with pytest.raises(CorpusRefused, match="corpus list"):
        export(database_url, tmp_path / "c.csv", "quite-other")
    assert list(tmp_path.iterdir()) == []
    assert stored.execute("SELECT count(*) FROM mart.corpus").fetchone() == (1,)


def test_a_manifest_that_is_there_is_not_replaced_unasked(quiet_url: str, tmp_path: Path) -> None:
    (tmp_path / "c.csv.manifest.json").write_text("{}", encoding="utf-8")

    with pytest.raises(ExportRefused, match=r"manifest\.json is there"):
        export_corpus(quiet_url, "ferries", Target(path=tmp_path / "c.csv"), say=lambda _: None)


def test_a_dropped_corpus_leaves_its_articles(stored: Connection, database_url: str) -> None:
    frozen(database_url)

    assert corpora.drop(stored, "ferries")
    assert not corpora.drop(stored, "ferries")

    left = stored.execute("SELECT (SELECT count(*) FROM news.corpus_member), (SELECT count(*) FROM news.article)")
    assert left.fetchone() == (0, 5)


def test_an_analyst_reads_corpora_and_may_verify_them(stored: Connection, database_url: str) -> None:
    frozen(database_url)
    stored.execute("SET ROLE analyst")

    found = stored.execute("SELECT count(*), bool_and(is_intact) FROM mart.corpus_article WHERE corpus = 'ferries'")

    assert found.fetchone() == (5, True)


def test_nothing_is_frozen_while_a_takedown_erases(stored: Connection, database_url: str) -> None:
    with connect(database_url, autocommit=True) as other, ThreadPoolExecutor(1) as pool:
        with other.transaction():
            other.execute(query("takedown/lock"))
            freezing = pool.submit(frozen, database_url)
            waits = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = %s::oid"
            (database,) = stored.execute(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).fetchone() or ("",)
            while not stored.execute(waits, (database,)).fetchall():
                time.sleep(0.02)
            assert not freezing.done()
            other.execute("DELETE FROM news.removal; DELETE FROM news.article_line; DELETE FROM news.article")

        with pytest.raises(CorpusRefused, match="names no article"):
            freezing.result()
    with connect(database_url, autocommit=True) as other:  # and it let go: a takedown may begin
        other.execute(query("takedown/lock"))


def test_stored_pages_read_again_by_another_rule_change_no_byte_of_it(
    conn: Connection, database_url: str, own_rule: Path, tmp_path: Path
) -> None:
    ingest(
        conn, [item(number, *STORY, *([NOTICE] if number < 3 else []), f"Ferry {number}.") for number in range(1, 5)]
    )
    frozen(database_url)
    export(database_url, tmp_path / "before.parquet")

    read_again = reprocess_stored(database_url, folder=own_rule)
    export(database_url, tmp_path / "after.parquet")

    assert (read_again["updated"], read_again["unchanged"]) == (2, 2)
    assert sum(NOTICE in row["body"] for row in read(tmp_path / "after.parquet")) == 2
    assert (tmp_path / "after.parquet").read_bytes() == (tmp_path / "before.parquet").read_bytes()
    assert verify(database_url, "ferries").holds
