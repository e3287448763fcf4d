"""Work is shared: planned once, claimed by one at a time, taken over where a worker is gone, and it adds up."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from builders import article, rejection
from wireroom.model import Reason
from wireroom.warehouse import articles, batches, dispositions, files, runs
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.files import EndedFile, PlannedFile
from wireroom.warehouse.runs import RunKey, RunState

PLAN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="plan")
READ = replace(PLAN, task_id="read", map_index=0)
OTHER = replace(READ, map_index=1)


def planned(number: int, **changes: object) -> PlannedFile:
    plain = PlannedFile(path=f"/seeds/{number}.txt", relative=f"{number}.txt", size=100, mtime_ns=10**18)
    return replace(plain, **changes)  # pyright: ignore[reportArgumentType]


def test_a_plan_is_made_once(conn: Connection) -> None:
    first = batches.plan(conn, PLAN, [[planned(1), planned(2)], [planned(3)]])
    retried = batches.plan(conn, replace(PLAN, try_number=2), [[planned(1)], [planned(2)], [planned(3)]])

    assert (first, retried) == (2, 2)
    assert [row.file for row in dispositions.per_file(conn, PLAN)] == ["1.txt", "2.txt", "3.txt"]


def test_a_claim_brings_its_files_and_is_nobody_elses(conn: Connection) -> None:
    odd = planned(2, path="/seeds/caf\udce9.txt", relative="caf\udce9.txt")
    batches.plan(conn, PLAN, [[planned(1), odd]])

    mine = batches.claim(conn, READ, lease_s=60)
    theirs = batches.claim(conn, OTHER, lease_s=60)

    assert mine
    assert mine.files == (planned(1), odd)
    assert theirs is None
    assert batches.remaining(conn, READ) == batches.Remaining(open=1, held=1)


def test_the_next_try_takes_back_at_once_what_the_killed_one_held(conn: Connection) -> None:
    batches.plan(conn, PLAN, [[planned(1)], [planned(2)]])
    killed = batches.claim(conn, READ, lease_s=3600)

    taken_back = batches.claim(conn, replace(READ, try_number=2), lease_s=3600)

    assert killed
    assert taken_back
    assert taken_back.batch_number == killed.batch_number
    assert taken_back.attempts == 2
    assert not batches.renew(conn, killed, lease_s=60)
    assert not batches.finish(conn, killed)
    assert batches.finish(conn, taken_back, entry_count=1)


def test_the_same_try_does_not_claim_what_it_holds(conn: Connection) -> None:
    batches.plan(conn, PLAN, [[planned(1)]])
    batches.claim(conn, READ, lease_s=3600)

    assert batches.claim(conn, READ, lease_s=3600) is None


def test_a_lease_that_ran_out_is_taken_over_and_its_late_owner_cannot_end_it(conn: Connection) -> None:
    batches.plan(conn, PLAN, [[planned(1)]])
    late = batches.claim(conn, READ, lease_s=0.05)
    time.sleep(0.1)

    taken = batches.claim(conn, OTHER, lease_s=60)

    assert late
    assert taken
    assert not batches.finish(conn, late)
    assert batches.finish(conn, taken)
    assert not batches.finish(conn, taken)
    assert batches.remaining(conn, READ).open == 0


def test_a_renewed_lease_holds(conn: Connection) -> None:
    batches.plan(conn, PLAN, [[planned(1)]])
    mine = batches.claim(conn, READ, lease_s=0.2)

    assert mine
    assert batches.renew(conn, mine, lease_s=60, entry_count=7)
    time.sleep(0.25)
    assert batches.claim(conn, OTHER, lease_s=60) is None


def test_four_workers_do_every_batch_once(conn: Connection, database_url: str) -> None:
    batches.plan(conn, PLAN, [[planned(n)] for n in range(40)])

    def work(shard: int) -> list[int]:
        done: list[int] = []
        with connect(database_url, autocommit=True) as own:
            while batch := batches.claim(own, replace(READ, map_index=shard), lease_s=60):
                done.append(batch.batch_number)
                assert batches.finish(own, batch)
        return done

    with ThreadPoolExecutor(4) as pool:
        done = [number for numbers in pool.map(work, range(4)) for number in numbers]

    assert sorted(done) == list(range(1, 41))


def test_another_dag_run_has_its_own_batches(conn: Connection) -> None:
    batches.plan(conn, PLAN, [[planned(1)]])

    assert batches.claim(conn, replace(READ, run_id="manual__2"), lease_s=60) is None


def test_a_file_that_ended_is_not_in_the_next_claim(conn: Connection) -> None:
    batches.plan(conn, PLAN, [[planned(1), planned(2)]])
    batches.claim(conn, READ, lease_s=60)
    files.finish(conn, READ, [EndedFile(relative="1.txt", entry_count=0)])

    again = batches.claim(conn, replace(READ, try_number=2), lease_s=60)

    assert again
    assert again.files == (planned(2),)


def test_a_sweep_knows_the_files_that_are_as_they_were(conn: Connection) -> None:
    batches.plan(conn, PLAN, [[planned(1), planned(2), planned(3)]])
    files.finish(conn, READ, [EndedFile(relative=f"{n}.txt", entry_count=0) for n in (1, 2)])

    known = files.known_unchanged(conn, [planned(1), planned(2, mtime_ns=10**18 + 1), planned(3), planned(4)])

    assert known == {"1.txt"}


def test_a_sweep_knows_what_was_refused_for_the_same_reason(conn: Connection) -> None:
    refused = rejection(1, reason=Reason.OUTSIDE_ROOTS)
    files.refuse(conn, PLAN, [refused])

    known = files.known_refused(conn, [refused, rejection(2), replace(refused, reason=Reason.FILE_MISSING)])

    assert known == {refused.entry_key}


def test_what_became_of_entries_adds_up_by_run_reason_and_file(conn: Connection) -> None:
    runs.start(conn, PLAN, code_version="1")
    batches.plan(conn, PLAN, [[planned(1), planned(2)]])
    refused = rejection(3, entry_key="seed:test/3.txt", reason=Reason.OUTSIDE_ROOTS)
    files.refuse(conn, PLAN, [refused])
    articles.load(conn, PLAN, [refused])
    runs.finish(conn, PLAN, RunState.SUCCEEDED)
    runs.start(conn, READ, code_version="1")
    records = [article(n, entry_key=f"seed:test/1.txt#{n}") for n in range(3)]
    twin = replace(records[0], entry_key="seed:test/1.txt#9")
    whole = rejection(2, entry_key="seed:test/2.txt", reason=Reason.FILE_BINARY, file="2.txt")
    articles.load(conn, READ, [*records, twin, whole], {item.entry_key: "1.txt" for item in (*records, twin)})
    pending = conn.execute("SELECT is_balanced FROM mart.ingest_run").fetchone()

    files.finish(
        conn,
        READ,
        [
            EndedFile(relative="1.txt", entry_count=4),
            EndedFile(relative="2.txt", entry_count=1, rejection=whole),
        ],
    )
    runs.finish(conn, READ, RunState.SUCCEEDED, {"stored": 3})

    assert pending == (False,)
    assert [(row.outcome, row.reason, row.entry_count) for row in dispositions.funnel(conn, READ)] == [
        ("duplicate", None, 1),
        ("rejected", "file_binary", 1),
        ("rejected", "outside_roots", 1),
        ("stored", None, 3),
    ]
    assert [(row.file, row.state, row.entry_count, row.is_balanced) for row in dispositions.per_file(conn, READ)] == [
        ("1.txt", "done", 4, True),
        ("2.txt", "rejected", 1, True),
        ("3.txt", "rejected", 1, True),
    ]
    assert conn.execute(
        "SELECT file_count, pending_file_count, rejected_file_count, discovered_count, stored_count, duplicate_count,"
        " rejected_count, rejected_by_reason, is_balanced, ended_at IS NOT NULL FROM mart.ingest_run"
    ).fetchone() == (3, 0, 2, 6, 3, 1, 2, {"file_binary": 1, "outside_roots": 1}, True, True)


def test_the_runs_of_ingestion_are_those_that_found_something_failed_or_are_under_way(conn: Connection) -> None:
    def ran(name: str, state: RunState | None, *, dag: str = READ.dag_id) -> RunKey:
        run = replace(READ, dag_id=dag, run_id=name)
        runs.start(conn, run, code_version="1")
        if state:
            runs.finish(conn, run, state)
        return run

    for dag in ("ingest_seeds", "ingest_articles"):
        ran("empty sweep", RunState.SUCCEEDED, dag=dag)
    ran("failed", RunState.FAILED)
    ran("under way", None)
    for dag in ("take_down", "poll_feeds", "refresh_marts"):
        ran("no ingestion", RunState.FAILED, dag=dag)
    articles.load(conn, ran("stored", RunState.SUCCEEDED, dag="ingest_articles"), [article(1)])

    rows = conn.execute(
        "SELECT dag_id, run_id, stored_count, is_balanced FROM mart.ingest_run ORDER BY run_id"
    ).fetchall()

    assert rows == [
        ("ingest_seeds", "failed", 0, None),
        ("ingest_articles", "stored", 1, None),  # it read no file
        ("ingest_seeds", "under way", 0, None),
    ]


def test_both_tries_of_a_killed_task_are_there(conn: Connection) -> None:
    runs.start(conn, READ, code_version="1")
    second = replace(READ, try_number=2)
    runs.start(conn, second, code_version="1")
    runs.finish(conn, READ, RunState.SUCCEEDED)  # a zombie that does not know it is one
    runs.finish(conn, second, RunState.SUCCEEDED, {"stored": 1})

    states = conn.execute("SELECT try_number, state, tally FROM ops.run ORDER BY try_number").fetchall()

    assert states == [(1, "lost", {}), (2, "succeeded", {"stored": 1})]


@pytest.mark.parametrize("state", list(RunState))
def test_a_try_ends_as_it_says(conn: Connection, state: RunState) -> None:
    runs.start(conn, READ, code_version="1")
    runs.finish(conn, READ, state)

    assert conn.execute("SELECT state, ended_at >= started_at FROM ops.run").fetchone() == (state, True)
