"""The commands that take data out, as a person types them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from builders import article
from wireroom import cli
from wireroom.warehouse import articles
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

RUN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")


@pytest.fixture(autouse=True)
def _checkout(conn: Connection, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("WIREROOM_DATABASE_URL", database_url)
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path / "home"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    articles.load(conn, RUN, [article(1), article(2, source="closed")])


def wireroom(*arguments: str) -> object:
    """The exit code of a command, or the sentence it ends with."""
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    return ended.value.code


def test_a_corpus_is_frozen_shown_exported_verified_and_dropped(
    conn: Connection, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    query = "SELECT article_id, stratum, weight FROM mart.sample(2, per => '{source}')"

    assert wireroom("corpus", "freeze", "pilot", "--query", query, "--note", "a pilot", "--by", "ana") == 0
    assert "froze 2 articles as pilot" in capfd.readouterr().out
    assert wireroom("corpus", "list") == 0
    assert capfd.readouterr().out.splitlines()[-1].split()[:3] == ["pilot", "2", "0"]
    assert wireroom("corpus", "show", "pilot") == 0
    shown = json.loads(capfd.readouterr().out)
    assert (shown["query"], shown["frozen_by"], shown["taken_down_since"]) == (query, "ana", 0)
    assert wireroom("corpus", "export", "pilot", "--to", "pilot.csv") == 0
    said = capfd.readouterr().out
    assert wireroom("export", "--corpus", "pilot", "--to", "again.csv") == 0
    here = tmp_path / "here"
    assert (here / "again.csv").read_bytes() == (here / "pilot.csv").read_bytes()
    assert json.loads((here / "pilot.csv.manifest.json").read_text("utf-8"))["file"]["sha256"] in said
    assert wireroom("corpus", "verify", "pilot") == 0
    conn.execute("UPDATE news.corpus_member SET language = 'xx' WHERE position = 2")
    assert wireroom("corpus", "verify", "pilot") == 1
    assert "version 1: is not what was frozen\npilot does not hold: 2 articles\n" in capfd.readouterr().out
    assert "--yes" in str(wireroom("corpus", "drop", "pilot"))
    assert wireroom("corpus", "drop", "pilot", "--yes") == 0
    assert "no corpus pilot" in str(wireroom("corpus", "verify", "pilot"))


def test_restricted_sources_stay_in_until_they_are_lifted(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert wireroom("sources", "restrict", "closed", "--reason", "their terms", "--by", "ana") == 0
    assert wireroom("export", "--mart", "article", "--to", "a.csv") == 0
    assert "1 rows to a.csv" in capfd.readouterr().out
    assert wireroom("export", "--mart", "article", "--to", "b.parquet", "--include-restricted") == 0
    assert "2 rows to b.parquet" in capfd.readouterr().out
    assert wireroom("sources", "restricted") == 0
    assert "their terms" in capfd.readouterr().out
    assert wireroom("sources", "lift", "closed") == 0
    assert wireroom("export", "--mart", "article", "--to", "a.csv", "--force") == 0
    assert "2 rows to a.csv" in capfd.readouterr().out
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["a.csv", "b.parquet"]


def test_what_cannot_be_done_is_one_sentence() -> None:
    assert wireroom("export", "--query", "SELECT 1 AS a", "--to", "a.csv") == 0
    assert "there already: --force" in str(wireroom("export", "--query", "SELECT 1 AS a", "--to", "a.csv"))
    assert "no directory" in str(wireroom("export", "--query", "SELECT 1 AS a", "--to", "there/a.csv"))
    assert "was refused: column" in str(wireroom("export", "--query", "SELECT b", "--to", "b.csv"))
    assert "did you mean article" in str(wireroom("export", "--mart", "artikel", "--to", "b.csv"))
    assert "not restricted" in str(wireroom("sources", "lift", "test"))
    assert "no article and no feed" in str(wireroom("sources", "restrict", "tset", "--reason", "a slip"))
    assert "say why" in str(wireroom("sources", "restrict", "test", "--reason", " "))
    assert "cannot name" in str(wireroom("corpus", "freeze", "A B", "--query", "SELECT 1"))
    assert wireroom("export", "--to", "a.csv") == 2
