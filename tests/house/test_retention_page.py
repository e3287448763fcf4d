"""The page on retention names every setting with its default."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from wireroom.settings import Settings

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "retention.md").read_text(encoding="utf-8")


def test_every_setting_of_retention_stands_there_with_its_default() -> None:
    keeping = [field for field in fields(Settings) if field.name.startswith("keep_")]

    assert len(keeping) >= 7
    assert [field.name for field in keeping if f"`WIREROOM_{field.name.upper()}={field.default}`" not in PAGE] == []
