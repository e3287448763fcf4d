"""A corpus as files: the same bytes for good, with gaps declared and alterations told."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from again import NOTICE, STORY, ingest, item
from again import reprocess as reprocess_stored
from builders import published
from five_articles import ELSEWHERE, NOW, TAKE_DOWN, URL, export, frozen, quiet_url, read, reprocess, stored
from leftovers import holding, own_hashes
from wireroom.errors import CorpusRefused, ExportRefused
from wireroom.jobs.corpora import export_corpus, verify
from wireroom.jobs.exporting import Target
from wireroom.jobs.takedown import selector, take_down
from wireroom.settings import CHECKOUT
from wireroom.warehouse import corpora, restrictions

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

__all__ = ["quiet_url", "stored"]


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


def test_strata_and_weights_of_a_sample_are_kept(stored: Connection, database_url: str, tmp_path: Path) -> None:
    text = "SELECT article_id, ARRAY[language, NULL] AS stratum, 2.5 AS weight FROM mart.article"

    corpus = frozen(database_url, text=text)
    export(database_url, tmp_path / "c.csv")

    rows = list(csv.DictReader(io.StringIO((tmp_path / "c.csv").read_bytes().decode(), newline="")))
    assert corpus.manifest["sampled"] == 5
    assert {(row["stratum"], row["weight"]) for row in rows} == {('["en", null]', "2.5"), ('["pl", null]', "2.5")}
    assert verify(database_url, "ferries").holds
    assert stored.execute("SELECT DISTINCT weight FROM mart.corpus_article").fetchall() == [(2.5,)]


def test_a_manifest_that_is_there_is_not_replaced_unasked(quiet_url: str, tmp_path: Path) -> None:
    (tmp_path / "c.csv.manifest.json").write_text("{}", encoding="utf-8")

    with pytest.raises(ExportRefused, match=r"manifest\.json is there"):
        export_corpus(quiet_url, "ferries", Target(path=tmp_path / "c.csv"), say=lambda _: None)


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


def test_a_takedown_takes_the_stratum_with_it_in_which_a_query_may_have_put_the_text(
    stored: Connection, database_url: str, tmp_path: Path
) -> None:
    frozen(database_url, text="SELECT article_id, ARRAY[lead, body, title] AS stratum, 2 AS weight FROM mart.article")
    before = holding(stored, {"gęślą", "jaźń"}, set())

    what = selector(url=URL)
    take_down(database_url, ELSEWHERE, TAKE_DOWN, what, reason="asked for", by="ana", now=NOW, dry_run=False)
    export(database_url, tmp_path / "c.parquet")

    assert "news.corpus_member.stratum" in before
    assert holding(stored, {"gęślą", "jaźń"}, set()) == set()
    assert verify(database_url, "ferries").holds
    assert [(row["stratum"], row["weight"]) for row in read(tmp_path / "c.parquet") if row["gap"]] == [(None, 2.0)]


def test_no_word_of_a_restricted_source_is_in_any_column_of_an_export(
    stored: Connection, database_url: str, tmp_path: Path
) -> None:
    stored.execute("UPDATE news.article SET section = 'Gazeta Łódź' WHERE source_id = 2")
    frozen(database_url, text="SELECT article_id, ARRAY[lead, body, title] AS stratum FROM mart.article")
    restrictions.put(stored, "gazeta", reason="their terms", by="ana", at=NOW)

    export(database_url, tmp_path / "c.parquet")

    gaps = [row for row in read(tmp_path / "c.parquet") if row["gap"] == "restricted"]
    said = json.dumps(gaps, default=str, ensure_ascii=False).casefold()
    assert [word for word in ("gęślą", "jaźń", "łuk", "bez tytułu", "łódź", "winter") if word in said] == []
    assert [(row["authors"], row["section"], row["stratum"]) for row in gaps] == [([], None, None)] * 2
    (titled,) = (row for row in gaps if row["url"] == URL)
    assert titled["citation"] == f"gazeta, {published().local[:10]}. {URL} ({titled['public_id']}, version 1)"
