"""What people who write rules type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from again import NOTICE, RULE, STORY, html, ingest, item
from wireroom.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection


@pytest.fixture(autouse=True)
def folder(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of rules, and a home whose warehouse is a database of one's own."""
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WIREROOM_DATABASE_URL", database_url)
    monkeypatch.setenv("WIREROOM_AIRFLOW_DATABASE_URL", database_url)
    monkeypatch.setenv("WIREROOM_READ_WORKERS", "1")
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "en.toml").write_text(RULE, encoding="utf-8")
    return tmp_path


def typed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code, capsys.readouterr().out


def test_a_page_is_tried(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "ferry.html").write_bytes(html(*STORY, NOTICE))

    code, said = typed(capsys, "try", str(folder / "ferry.html"), "--notices", str(folder / "notices"))

    assert code == 0
    assert "cut by en.harbour_desk" in said


def test_a_reprocess_is_previewed_and_otherwise_left_to_airflow(
    folder: Path, conn: Connection, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(conn, [item(1), item(2, *STORY, NOTICE)])
    monkeypatch.setenv("WIREROOM_NOTICES_DIR", str(folder / "notices"))

    code, said = typed(capsys, "reprocess", "--preview", "--since", "1d", "--language", "en")
    refused, _ = typed(capsys, "reprocess")

    assert code == 0
    assert "2 articles of" in said
    assert f"[-{NOTICE}-]" in said
    assert said.endswith("nothing was written\n")
    assert "airflow backfill create" in str(refused)
