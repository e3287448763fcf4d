"""A warehouse with the demo in it as one would find it after some weeks: for the ready questions and their page.

The demo articles, a later edition of some of them and what other papers made of the same take the real path. The
polls are rows of a past that never was: hourly through May 2025, but for two days in which nobody looked and some in
which the feed did not answer.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from announcing import feed
from watching import every_hour, make_month, polled
from wireroom.jobs import changes, counts, duplicates, events, lines, search
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds
from wireroom.settings import CHECKOUT, Settings
from wireroom.warehouse import feeds
from wireroom.warehouse.connection import session
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SEEDS = CHECKOUT / "seeds"
REFRESHES: dict[str, Callable[..., dict[str, int]]] = {
    "refresh_lines": lines.refresh_lines,
    "describe_changes": changes.describe_changes,
    "index_articles": search.index_articles,
    "relate_duplicates": duplicates.relate_duplicates,
    "relate_events": events.relate_events,
    "refresh_counts": counts.refresh_counts,
}


def fill(url: str) -> None:
    """Bring all of it into the migrated warehouse at `url`."""
    _ingest(url, SEEDS / "demo", "demo")
    _ingest(url, SEEDS / "demo-later", "demo-later")
    _ingest(url, SEEDS / "demo-abroad", "demo-abroad")
    with session(url) as conn:
        shown = "https://wire.demo.example/feed"
        feeds.register(conn, feed(key="demo", url=shown, url_key=shown, url_shown=shown, **_FACTS))
        found = conn.execute("SELECT feed_id FROM ops.feed WHERE feed_key = 'demo'").fetchone()
        assert found
        make_month(conn, _may(1))
        polled(conn, found[0], every_hour(_may(1), _may(13, 22)), new=1)
        polled(conn, found[0], every_hour(_may(15, 22), _may(21)), new=1)
        polled(conn, found[0], every_hour(_may(21), _may(22)), result="server_error")
        polled(conn, found[0], every_hour(_may(22), _may(22, 1)), new=4, missed=7)
        polled(conn, found[0], every_hour(_may(22, 1), _may(31)))
    for task, refresh in REFRESHES.items():
        refresh(url, RunKey(dag_id="refresh_marts", run_id="manual__demo", task_id=task), now=NOW, is_asked=True)


_FACTS: dict[str, Any] = {
    "host": "wire.demo.example",
    "site": "demo.example",
    "title": "The Demo Wire",
    "publisher": "Demo Press",
    "country": "SE",
    "language": "sv",
}


def _ingest(url: str, folder: Path, run_id: str) -> None:
    asked = SeedRequest(
        path=str(folder), glob="**/*", source="demo", language=None, shards=1, dry_run=False, sweep=False
    )
    settings = Settings(home="/nonexistent", read_workers=1)
    plan_seeds(url, settings, RunKey(dag_id="ingest_seeds", run_id=run_id, task_id="plan"), asked, now=NOW)
    read_seeds(url, settings, RunKey(dag_id="ingest_seeds", run_id=run_id, task_id="read"), asked, now=NOW)


def _may(day: int, hour: int = 0) -> datetime:
    return datetime(2025, 5, day, hour, tzinfo=UTC)
