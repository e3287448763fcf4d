"""Seed files all the way into a real warehouse."""

from __future__ import annotations

import json
import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from wireroom.errors import DemoRefused, SeedPathRefused
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds, report_seeds
from wireroom.settings import CHECKOUT, Settings
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SHARED = Path(os.environ.get("WIREROOM_SHARED", CHECKOUT.parent / "shared"))
TEXT = (
    "The harbour board met on Tuesday and agreed to rebuild the northern pier before winter. "
    "Fishing crews have moored elsewhere since the storm of last spring broke its outer wall. "
    "Work begins in June and will cost less than the repair of the old wall, the board said. "
)


def request(path: Path, **changes: Any) -> SeedRequest:
    plain: dict[str, Any] = {
        "path": str(path),
        "glob": "**/*",
        "source": "test",
        "language": None,
        "shards": 1,
        "dry_run": False,
        "sweep": False,
    }
    return SeedRequest(**{**plain, **changes})


def settings(*roots: Path, **changes: Any) -> Settings:
    return Settings(seed_roots=":".join(map(str, roots)), home="/nonexistent", **changes)


def key(task: str, run: str = "run-1", attempt: int = 1) -> RunKey:
    return RunKey(dag_id="ingest_seeds", run_id=run, task_id=task, try_number=attempt)


def ingest(url: str, chosen: Settings, asked: SeedRequest, run: str = "run-1") -> dict[str, int]:
    plan_seeds(url, chosen, key("plan", run), asked, now=NOW)
    read_seeds(url, chosen, key("read", run), asked, now=NOW)
    return report_seeds(url, key("report", run), asked)


def test_the_demo_becomes_what_it_says_it_should(database_url: str, conn: Connection) -> None:
    demo = CHECKOUT / "seeds" / "demo"
    expected = tomllib.loads((CHECKOUT / "tests" / "discover" / "demo_expected.toml").read_text(encoding="utf-8"))

    tally = ingest(database_url, Settings(home="/nonexistent"), request(demo, source="demo"))

    print(json.dumps(tally, indent=1), list(expected)[:3])
    for row in conn.execute(
        "SELECT entry_key, language, language_confidence, published_local, title, "
        "(SELECT count(*) FROM news.removal r WHERE r.article_id = a.article_id) FROM news.article a ORDER BY 1"
    ):
        print(row)
    for row in conn.execute("SELECT entry_key, reason, detail FROM ops.disposition WHERE outcome = 'rejected'"):
        print(row)
    assert tally["stored"] >= 24
