"""Seed files written, and read into a warehouse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds, report_seeds
from wireroom.settings import CHECKOUT, Settings
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DEMO = CHECKOUT / "seeds" / "demo"
SENTENCES = (
    "The harbour board met on Tuesday and agreed to rebuild the northern pier before winter.",
    "Fishing crews have moored elsewhere since the storm of last spring broke its outer wall.",
    "Work begins in June and will cost less than the repair of the old wall, the board said.",
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


def ingest(url: str, chosen: Settings, asked: SeedRequest, run: str = "run-1", now: datetime = NOW) -> dict[str, int]:
    if plan_seeds(url, chosen, key("plan", run), asked, now=now):
        read_seeds(url, chosen, key("read", run), asked, now=now)
    return report_seeds(url, key("report", run), asked)


def text(number: int = 0) -> str:
    """An article of its own for each number."""
    body = "\n\n".join(f"{sentence} The clerk noted it as item {number}." for sentence in SENTENCES)
    return f"Harbour board rebuilds pier number {number}\n\n{body}\n"


def write(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(text(number), encoding="utf-8")
    return folder


def state(conn: Connection) -> list[Sequence[object]]:
    """All that a run leaves behind, without numbers and times of its own."""
    articles = "SELECT url_key, title, lead, body, language, version, content_sha256 FROM news.article ORDER BY 1"
    fates = "SELECT entry_key, outcome, stage, reason, detail, url_key FROM ops.disposition ORDER BY 1"
    files = "SELECT file, state, entry_count, reason FROM ops.seed_file ORDER BY 1"
    pages = "SELECT url_key, body_sha256 FROM raw.page ORDER BY 1, 2"
    return [row for query in (articles, fates, files, pages) for row in conn.execute(query.encode())]
