"""poll_feeds as Airflow runs it, against a small news internet on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from newsnet import World
from newsnet.server import serving
from wireroom.jobs.registry import import_feeds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("metadata")]


def test_what_is_due_is_polled_once_and_its_entries_wait_in_the_queue(
    dags: Mapping[str, Any], conn: Connection, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(seed=1, hosts=3, faults={}, speed=1.0)
    with serving(world) as net:
        monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", database_url)
        monkeypatch.setenv("WIREROOM_HOME", str(tmp_path))
        monkeypatch.setenv("WIREROOM_FETCH_ALLOW_LOOPBACK", net.allow_loopback)
        import_feeds(database_url, "\n".join(feed["feed_url"] for feed in net.feeds()).encode())
        conn.execute("UPDATE ops.feed_state SET next_poll_at = now()")

        run = dags["poll_feeds"].test(run_conf={"seconds": 0})

    assert str(run.state) == "success"
    assert conn.execute("SELECT count(*) FROM ops.poll").fetchone() == (3,)
    waiting = conn.execute("SELECT count(*) FROM ops.entry").fetchone()
    assert waiting
    assert waiting[0] > 0
