"""What people who look after the text type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from stream import HEAD, stories, write
from wireroom.cli import main
from wireroom.jobs.lines import refresh_lines
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds
from wireroom.read.lines import hash_hex, line_hash
from wireroom.settings import Settings
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RULE = """
[[rule]]
id = "courier.promo.circle"
kind = "promo"
patterns = ['join the courier circle']
cuts = ["Join the Courier Circle!"]
keeps = ["KEEP"]
"""


@pytest.fixture(autouse=True)
def warehouse(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose warehouse is a database of one's own."""
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WIREROOM_DATABASE_URL", database_url)
    monkeypatch.setenv("WIREROOM_AIRFLOW_DATABASE_URL", database_url)
    return tmp_path


def typed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    """How it ended, and what it printed."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code, capsys.readouterr().out


def test_own_rules_are_checked(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = warehouse / "notices"
    own.mkdir()
    (own / "courier.en.toml").write_text(RULE.replace("KEEP", "He did join the Courier Circle."), encoding="utf-8")

    good = typed(capsys, "notices", "check", str(own))
    (own / "courier.en.toml").write_text(RULE.replace("KEEP", "Join the Courier Circle"), encoding="utf-8")
    bad = typed(capsys, "notices", "check", str(own))

    assert good[0] == 0
    assert good[1].startswith("1 rules of your own hold, 0 shipped ones are off, version ")
    assert "courier.en.toml: rule courier.promo.circle" in str(bad[0])


def test_lines_are_listed_and_decided(
    warehouse: Path, database_url: str, conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(warehouse / "in", stories(40, days=20))
    request = SeedRequest(
        path=str(folder), glob="**/*", source="courier", language=None, shards=1, dry_run=False, sweep=False
    )
    settings = Settings(seed_roots=str(folder), home="/nonexistent")
    run = RunKey(dag_id="ingest_seeds", run_id="r", task_id="read")
    plan_seeds(database_url, settings, run, request, now=NOW)
    read_seeds(database_url, settings, run, request, now=NOW)
    refresh_lines(database_url, RunKey(dag_id="refresh_marts", run_id="r", task_id="l"), now=NOW, is_asked=True)
    number = hash_hex(line_hash(HEAD) or 0)

    listing = typed(capsys, "lines", "list", "--source", "courier")
    decided = typed(capsys, "lines", "reject", number, "--reason", "ours", "--by", "ann")
    unknown = typed(capsys, "lines", "approve", "0" * 16)

    found = conn.execute("SELECT status, decided_by FROM mart.learned_line WHERE line_hash = %s", (number,)).fetchone()
    assert number in listing[1]
    assert HEAD in listing[1]
    assert decided == (0, f"rejected for courier: {HEAD}\n")
    assert found == ("rejected", "ann")
    assert "no source has a learned line" in str(unknown[0])


def test_an_article_is_corrected(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    key = "https://courier.example/1"

    said = typed(capsys, "override", "set", key, "--not-article", "--reason", "prices", "--by", "ann")
    listing = typed(capsys, "override", "list")
    taken = typed(capsys, "override", "remove", key)

    assert said[0] == listing[0] == taken[0] == 0
    assert f"{key}  not_article = true\n    prices (ann, " in listing[1]
    assert conn.execute("SELECT count(*) FROM news.override").fetchone() == (0,)
