"""What tests of jobs share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from again import RULE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def own_rule(tmp_path: Path) -> Path:
    """A directory with one rule of one's own."""
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "en.toml").write_text(RULE, encoding="utf-8")
    return folder
