"""ingest_seeds as Airflow runs it, in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("metadata")]

TEXT = (
    "Harbour board rebuilds the northern pier\n\n"
    "The harbour board met on Tuesday and agreed to rebuild the northern pier before winter. "
    "Fishing crews have moored elsewhere since the storm of last spring broke its outer wall. "
    "Work begins in June and will cost less than the repair of the old wall, the board said.\n\n"
    "Read more: Ferry times change\n"
)


@pytest.fixture
def inbox(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A seed root with one article, and Airflow's connection to a warehouse of our own."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "pier.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", database_url)
    monkeypatch.setenv("WIREROOM_SEED_ROOTS", str(folder))
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path))
    return folder


def run(dags: Mapping[str, Any], conf: Mapping[str, object]) -> str:
    return str(dags["ingest_seeds"].test(run_conf=dict(conf)).state)


def test_a_file_becomes_an_article(dags: Mapping[str, Any], inbox: Path, conn: Connection) -> None:
    state = run(dags, {"path": str(inbox)})

    found = conn.execute("SELECT title, language, body FROM news.article").fetchall()
    sources = conn.execute("SELECT name FROM news.source").fetchall()
    tries = conn.execute("SELECT task_id, try_number, state FROM ops.run ORDER BY started_at").fetchall()
    assert state == "success"
    assert [(title, language) for title, language, _ in found] == [("Harbour board rebuilds the northern pier", "en")]
    assert "Read more" not in found[0][2]
    assert sources == [("inbox",)]
    assert tries == [("plan", 1, "succeeded"), ("read", 1, "succeeded"), ("report", 1, "succeeded")]


def test_a_dry_run_stores_nothing(dags: Mapping[str, Any], inbox: Path, conn: Connection) -> None:
    state = run(dags, {"path": str(inbox), "dry_run": True})

    assert state == "success"
    for table in ("news.article", "raw.page", "ops.disposition", "ops.seed_file"):
        assert conn.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,)


def test_a_path_outside_the_roots_fails_the_task_at_once(
    dags: Mapping[str, Any], inbox: Path, conn: Connection
) -> None:
    state = run(dags, {"path": str(inbox / ".." / "elsewhere")})

    tries = conn.execute("SELECT task_id, try_number, state FROM ops.run").fetchall()
    assert state == "failed"
    assert tries == [("plan", 1, "failed")]
