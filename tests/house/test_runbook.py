"""What the runbook tells people to ask can be asked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom import errors

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

RUNBOOK = (Path(__file__).resolve().parents[2] / "docs" / "runbook.md").read_text(encoding="utf-8")
STATEMENTS = [text for text in re.findall(r"`([^`]+)`", RUNBOOK) if text.startswith(("SELECT", "INSERT"))]


def test_every_statement_of_the_runbook_runs_on_the_schema(conn: Connection) -> None:
    for statement in STATEMENTS:
        filled = statement.replace("'…'", "'x'").replace("…", "NULL")
        conn.execute(f"EXPLAIN {filled}".encode())

    assert len(STATEMENTS) > 12


def test_every_error_the_runbook_names_exists() -> None:
    named = set(re.findall(r"`([A-Z][a-z]+[A-Z][A-Za-z]+)`", RUNBOOK))

    assert named
    assert [name for name in sorted(named) if not hasattr(errors, name)] == []
