"""Two month ends pass while nothing runs: whoever works first makes room, and no insert fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import NOW
from newsnet.fixtures import start_newsnet
from seedfiles import STORY
from small_world import fetch, poll, settings, world
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds
from wireroom.jobs.upkeep import keep_warehouse
from wireroom.settings import Settings
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsnet import World
    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]

PARTITIONED = ("raw.page", "raw.entry", "ops.poll", "ops.page_fetch")
MONTHS = """
SELECT p.relname FROM pg_inherits AS i
INNER JOIN pg_class AS p ON i.inhparent = p.oid
INNER JOIN pg_class AS c ON i.inhrelid = c.oid
WHERE c.relname = p.relname || '_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')
"""


def let_months_pass(conn: Connection) -> None:
    """The months that were made ahead are over: none is there for today."""
    for (name,) in conn.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ANY(%s::regclass[])", (list(PARTITIONED),)
    ).fetchall():
        conn.execute(f"DROP TABLE {name}".encode())


def test_feeds_are_polled_and_pages_fetched(
    conn: Connection, database_url: str, start_newsnet: Callable[[World], Net]
) -> None:
    net = start_newsnet(world(hosts=3))
    let_months_pass(conn)

    poll(conn, database_url, net, settings(net))
    announced = conn.execute(b"SELECT count(*) FROM raw.entry").fetchone()
    tally = fetch(database_url, settings(net))

    assert announced == (15,)
    assert tally["stored"] == 15
    assert conn.execute(b"SELECT count(*) FROM ops.page_fetch").fetchone() != (0,)


def test_pages_are_fetched_by_a_task_that_begins_in_a_new_month(
    conn: Connection, database_url: str, start_newsnet: Callable[[World], Net]
) -> None:
    net = start_newsnet(world(hosts=3, full_text=0))
    poll(conn, database_url, net, settings(net))
    conn.execute(b"DELETE FROM raw.page_key")
    for name in ("raw.page", "ops.page_fetch"):
        for (month,) in conn.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", (name,)
        ).fetchall():
            conn.execute(f"DROP TABLE {month}".encode())

    assert fetch(database_url, settings(net))["stored"] == 15


def test_seeds_are_read(conn: Connection, database_url: str, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(STORY, encoding="utf-8")
    asked = SeedRequest(
        path=str(tmp_path), glob="**/*", source="test", language=None, shards=1, dry_run=False, sweep=False
    )
    wanted, run = Settings(seed_roots=str(tmp_path), read_workers=1), RunKey(dag_id="d", run_id="r", task_id="t")
    let_months_pass(conn)

    plan_seeds(database_url, wanted, run, asked, now=NOW)

    assert read_seeds(database_url, wanted, run, asked, now=NOW)["stored"] == 1


def test_the_daily_upkeep_makes_the_months_to_come(conn: Connection, database_url: str) -> None:
    let_months_pass(conn)

    keep_warehouse(database_url, Settings(), RunKey(dag_id="maintain", run_id="r", task_id="keep_warehouse"))

    assert sorted(row[0] for row in conn.execute(MONTHS.encode())) == ["entry", "page", "page_fetch", "poll"]
