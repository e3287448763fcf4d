"""Seed files that are many, huge, held back or read by a task that is killed."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from seeding import NOW, ingest, key, request, settings, state, text, write
from wireroom.errors import ClaimsHeld
from wireroom.jobs.seeds import plan_seeds, read_seeds, report_seeds
from wireroom.warehouse.connection import connect

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection


def test_a_sweep_reads_what_is_new_or_changed_and_settled(database_url: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 3)
    chosen, asked = settings(folder, seed_settle_s=5), request(folder, sweep=True)
    later = datetime.fromtimestamp(time.time() + 60, tz=UTC)
    first = ingest(database_url, chosen, asked, now=later)
    (folder / "00001.txt").write_text(text(11), encoding="utf-8")
    (folder / "00003.txt").write_text(text(13), encoding="utf-8")

    too_early = ingest(database_url, chosen, asked, run="run-2", now=datetime.now(UTC))
    second = ingest(database_url, chosen, asked, run="run-3", now=later)
    third = ingest(database_url, chosen, asked, run="run-4", now=later)

    assert (first, too_early, second, third) == ({"stored": 3}, {}, {"updated": 1, "stored": 1}, {})


def test_one_huge_file_is_read_in_many_transactions(database_url: str, conn: Connection, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with (folder / "all.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"title": f"Pier {n}", "text": text(n)}) + "\n" for n in range(60))

    tally = ingest(database_url, settings(folder, load_batch=10), request(folder))

    assert tally == {"stored": 60}
    assert conn.execute("SELECT count(DISTINCT xmin::text) FROM news.article").fetchone() == (6,)


def test_a_killed_task_and_its_retry_leave_what_an_undisturbed_run_leaves(
    database_url: str, conn: Connection, server_url: str, template_url: str, tmp_path: Path
) -> None:
    import postgres  # noqa: PLC0415

    folder = write(tmp_path / "in", 120)
    chosen, asked = settings(folder, load_batch=10, seed_batch_files=40), request(folder)
    with postgres.database(server_url, template=postgres.name_of(template_url)) as undisturbed:
        ingest(undisturbed, chosen, asked)
        with connect(undisturbed, autocommit=True) as other:
            wanted = state(other)

    plan_seeds(database_url, chosen, key("plan"), asked, now=NOW)
    task = multiprocessing.get_context("spawn").Process(
        target=read_seeds, args=(database_url, chosen, key("read"), asked), kwargs={"now": NOW}
    )
    task.start()
    deadline = time.monotonic() + 60
    while conn.execute("SELECT count(*) FROM ops.disposition").fetchone() == (0,) and time.monotonic() < deadline:
        time.sleep(0.01)
    children = _children(task.pid)
    os.kill(task.pid or 0, signal.SIGKILL)
    task.join()
    done = conn.execute("SELECT count(*) FROM ops.disposition").fetchone()
    read_seeds(database_url, chosen, key("read", attempt=2), asked, now=NOW)
    tally = report_seeds(database_url, key("report"), asked)

    tries = "SELECT try_number, state FROM ops.run WHERE task_id = 'read' ORDER BY 1"
    assert done is not None
    assert 0 < done[0] < 120
    assert tally == {"stored": 120}
    assert state(conn) == wanted
    assert conn.execute(tries).fetchall() == [(1, "lost"), (2, "succeeded")]
    assert children
    _wait_until_gone(children)


def _children(pid: int | None) -> list[int]:
    """Process ids of the readers of a task."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for path in found.parent.parent.glob("*/children") for child in path.read_text().split()]


def _wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 20
    while alive := [pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and _is_alive(pid)]:
        assert time.monotonic() < deadline, f"readers {alive} outlived their task"
        time.sleep(0.1)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_while_claiming_is_held_no_file_is_read_and_afterwards_the_run_goes_on(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "one.txt").write_text(text(), encoding="utf-8")
    chosen, asked = settings(tmp_path, read_workers=1), request(tmp_path)
    conn.execute("INSERT INTO ops.hold (reason, detail) VALUES ('disk', 'the disk is nearly full')")
    plan_seeds(database_url, chosen, key("plan"), asked, now=NOW)

    with pytest.raises(ClaimsHeld, match="nearly full"):
        read_seeds(database_url, chosen, key("read"), asked, now=NOW)
    conn.execute("DELETE FROM ops.hold")

    assert read_seeds(database_url, chosen, key("read", attempt=2), asked, now=NOW)["stored"] == 1
