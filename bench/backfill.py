"""`make bench-backfill`: a month of the past through real Airflow, killed half way; and what is live beside a big one.

    bench/backfill.py days [--days 30] [--hosts 4] [--rate 0.1]
    bench/backfill.py freshness [--entries 50000] [--seconds 90] [--factor 75]

`days`: `airflow backfill create` over sites that keep sitemaps of a year. While it runs one of its tasks is killed. In
the end what is stored is held against what the sitemaps announce for those days; then all days are done anew, and no
row may change. `freshness`: articles appear in feeds and are polled and ingested by Airflow; how long until anybody can
query them is measured without a backfill and then beside one with so many entries in the queue. Ends with 1 where a
check fails.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import psutil
import stream_checks as checks
from freshness import Verdict, read_by_others
from newsnet import remote
from onair import on_air, register
from stage import stage
from wireroom.interval import Interval
from wireroom.jobs.archives import fetch_past, find_past
from wireroom.jobs.past_request import PastRequest
from wireroom.settings import CHECKOUT
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.process import BaseProcess

    from newsnet.remote import Remote
    from psycopg import Connection
    from stage import Stage

DAG = "backfill_archives"
MOST_S = 900.0
GAP_S = 0.05  # between two requests to a host
LOOK_BACK_S = 60 * 86_400.0  # an article is announced at most so long after it was published
TIMES = 2.0  # beside a backfill freshness may be so many times what it is without
STORED = """
SELECT url_key, xmin::text, ctid::text, published_local FROM news.article WHERE origin = 'backfill' ORDER BY url_key
"""
RUNNING = "SELECT pid, task_id FROM task_instance WHERE dag_id = %s AND state = 'running' AND pid IS NOT NULL"
STATES = "SELECT state, count(*) FROM dag_run WHERE dag_id = %s GROUP BY state"
OPEN = "SELECT count(*) FROM backfill WHERE completed_at IS NULL"
PROGRESS = """
SELECT
    count(*), sum(selected_count), sum(stored_count), sum(skipped_count), sum(rejected_count), sum(outside_count),
    count(*) FILTER (WHERE NOT is_balanced), count(*) FILTER (WHERE state <> 'done'), min(note)
FROM mart.backfill_progress WHERE is_latest AND run_id LIKE 'backfill%'
"""
WAITING = "SELECT count(*) FROM ops.entry WHERE priority = 2"


def main() -> None:
    """Run one of the two."""
    given = _arguments()
    failed = _days(given) if given.what == "days" else _freshness(given)
    if failed:
        sys.exit(f"failed: {'; '.join(failed)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["days", "freshness"])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--hosts", type=int, default=None)
    parser.add_argument("--rate", type=float, default=None, help="articles per host and hour")
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=90.0, help="each of the two measurements takes so long")
    parser.add_argument("--factor", type=float, default=75.0, help="so many times faster than in reality")
    return parser.parse_args()


def _days(given: argparse.Namespace) -> list[str]:
    verdict, hosts, rate = Verdict(), given.hosts or 4, given.rate or 0.1
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = today - timedelta(days=given.days + 45)
    last = first + timedelta(days=given.days - 1)
    world = ["--hosts", str(hosts), "--rate", str(rate), "--faults", "0", "--deletions", "0", "--ago", "1"]
    with remote.spawned(*world) as net:
        settings = {"FETCH_ALLOW_LOOPBACK": net.allow_loopback, "FETCH_HOST_GAP_S": str(GAP_S)}
        settings |= {"FETCH_DOMAIN_GAP_S": str(GAP_S), "MIN_TEXT_CHARACTERS": "100"}
        with stage("backfill", settings) as house, house.warehouse() as conn:
            register(house, net, patience=1)
            wanted = announced(net, first, last + timedelta(days=1))
            print(f"{len(wanted)} articles are announced for {first:%F} to {last:%F}", flush=True)
            house.start_dag(DAG, by_hand=False)
            create(house, first, last, "none")
            killed = _kill_half_way(house, conn, len(wanted))
            until_done(house)
            rows = stored(conn)
            verdict("a task was killed half way", [] if killed else ["none was found running"])
            verdict("exactly the articles of those days are stored", _differences(wanted, rows), of=len(wanted))
            _show(verdict, conn, given.days)
            create(house, first, last, "completed")
            until_done(house)
            changed = [str(one) for one, other in zip(rows, stored(conn), strict=False) if one != other]
            verdict("done anew, no row changes", changed, of=len(rows))
            _show(verdict, conn, given.days)
    return verdict.failed


def announced(net: Remote, start: datetime, end: datetime) -> dict[str, dict[str, Any]]:
    """What sitemaps announce for the time from `start` to before `end`, by URL."""
    since, until = start.timestamp(), end.timestamp()
    lines = net.truth(since - LOOK_BACK_S)
    return {line["url"]: line for line in lines if line["archived_at"] and since <= line["archived_at"] < until}


def create(house: Stage, first: datetime, last: datetime, behaviour: str) -> str:
    """`airflow backfill create`; what it said."""
    asked = ["--dag-id", DAG, "--from-date", f"{first:%F}", "--to-date", f"{last:%F}", "--max-active-runs", "4"]
    done = subprocess.run(
        [str(Path(sys.executable).parent / "airflow"), "backfill", "create", *asked, "--reprocess-behavior", behaviour],
        cwd=CHECKOUT,
        env={**os.environ, **house.context.airflow_env()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout)
    return done.stdout


def stored(conn: Connection[Any]) -> list[tuple[Any, ...]]:
    """Every article with what would change if its row were written."""
    return conn.execute(STORED).fetchall()


def _differences(wanted: dict[str, Any], rows: Sequence[tuple[Any, ...]]) -> list[str]:
    urls = [row[0] for row in rows]
    missing = [f"missing {url}" for url in wanted.keys() - set(urls)]
    return [*missing, *(f"not of those days {url}" for url in set(urls) - wanted.keys())]


def _kill_half_way(house: Stage, conn: Connection[Any], count: int) -> bool:
    """Kill a running task of the DAG once half of the articles are there."""
    ends_at = time.monotonic() + MOST_S
    while time.monotonic() < ends_at:
        ((have,),) = conn.execute("SELECT count(*) FROM news.article").fetchall()
        with house.metadata() as airflow:
            found = airflow.execute(RUNNING, (DAG,)).fetchall()
        for pid, task in found if have >= count / 2 else ():
            if psutil.pid_exists(pid):
                psutil.Process(pid).kill()
                print(f"killed the task {task} (process {pid}) with {have} articles stored", flush=True)
                return True
        time.sleep(0.05)
    return False


def until_done(house: Stage) -> None:
    """Until no backfill is open and no run is under way; exits with 1 where that takes too long."""
    began, states = time.monotonic(), dict[str, int]()
    while time.monotonic() - began < MOST_S:
        with house.metadata() as airflow:
            ((left,),) = airflow.execute(OPEN).fetchall()
            states = dict(airflow.execute(STATES, (DAG,)).fetchall())
        if not left and not {"running", "queued"} & states.keys():
            print(f"the backfill has ended after {time.monotonic() - began:.0f} s: {states}", flush=True)
            return
        time.sleep(1)
    sys.exit(f"the backfill has not ended after {MOST_S:.0f} s: {states}")


def _show(verdict: Verdict, conn: Connection[Any], days: int) -> None:
    ((count, *sums, odd, undone, note),) = conn.execute(PROGRESS).fetchall()
    names = ("announced", "stored", "known already", "rejected", "dated outside their interval")
    print("  ".join(f"{name} {number}" for name, number in zip(names, sums, strict=True)), f" | {note}")
    verdict(
        "every interval is done and adds up",
        [] if (count, odd, undone) == (days, 0, 0) else [str((count, odd, undone))],
    )


def _freshness(given: argparse.Namespace) -> list[str]:
    hosts, rate = given.hosts or 60, given.rate or 1.2
    world = ["--rate", str(rate), "--faults", "0", "--deletions", "0", "--edits", "0", "--full-text", "0"]
    minutes = given.seconds / 30 + 20
    with on_air("fresh", hosts=hosts, factor=given.factor, minutes=minutes, world=world) as (house, net):
        register(house, net, patience=0.2)
        end = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=60)
        interval = Interval(start=end - timedelta(days=given.entries / (hosts * rate * 24)), end=end)
        net.clock(speed=given.factor)
        for dag in ("ingest_articles", "poll_feeds"):
            house.start_dag(dag, by_hand=True)
        with house.warehouse() as conn, read_by_others(house) as visible:
            _until_polled(conn)
            without = _measured(net, visible, given.seconds)
            waiting, working = _start_backfill(house, conn, interval)
            print(f"{waiting} entries of a backfill are queued", flush=True)
            try:
                beside = _measured(net, visible, given.seconds)
            finally:
                working.kill()
                working.join()
            ((left,),) = conn.execute(WAITING).fetchall()
    print(f"{waiting - left} entries of the backfill were worked off meanwhile")
    return _judged(without, beside, is_small=waiting < given.entries * 0.9)


def _until_polled(conn: Connection[Any]) -> None:
    """Until every feed was polled once and what was announced then is dealt with."""
    ends_at = time.monotonic() + MOST_S / 2
    while time.monotonic() < ends_at:
        ((unpolled, due),) = conn.execute(
            "SELECT (SELECT count(*) FROM ops.feed_state WHERE last_poll_at IS NULL),"
            " (SELECT count(*) FROM ops.entry WHERE priority = 0 AND not_before <= now())"
        ).fetchall()
        if not unpolled and due < 10:
            return
        time.sleep(1)
    sys.exit("the feeds were not polled and read in time")


def _start_backfill(house: Stage, conn: Connection[Any], interval: Interval) -> tuple[int, BaseProcess]:
    """Queue the entries, and work on them in a process of its own as the task of the DAG does."""
    url, settings = house.context.warehouse_url, house.context.settings
    run = RunKey(dag_id=DAG, run_id="bench", task_id="find")
    find_past(url, settings, run, interval, PastRequest())
    ((waiting,),) = conn.execute(WAITING).fetchall()
    working = multiprocessing.get_context("spawn").Process(target=_work, args=(url, settings, run))
    working.start()
    return waiting, working


def _work(url: str, settings: Any, run: RunKey) -> None:  # noqa: ANN401 - Settings; pickled
    while not fetch_past(url, settings, run, until_s=3600.0):
        pass


def _measured(net: Remote, visible: dict[str, float], seconds: float) -> list[float]:
    """Seconds from being seen by a poll until queryable, of what was published in the next so many seconds."""
    begins_at = time.time()
    time.sleep(seconds)
    ends_at = time.time()
    time.sleep(15)  # what was seen last may take so long
    seen = checks.announced(net.truth(), [line for line in net.log() if line["at"] < ends_at])
    return [
        visible.get(url, ends_at + 15) - each.at
        for url, each in seen.items()
        if begins_at <= (each.truth["published_wall"] or 0) and begins_at <= each.at <= ends_at
    ]


def _judged(without: list[float], beside: list[float], *, is_small: bool) -> list[str]:
    verdict = Verdict()
    found: dict[str, tuple[float, float]] = {}
    for name, values in (("without a backfill", without), ("beside it", beside)):
        found[name] = statistics.median(values), statistics.quantiles(values, n=20)[-1]
        median, late = found[name]
        print(f"{name:<20} {len(values):>5} articles, median {median:.2f} s, 95th percentile {late:.2f} s")
    ratio = tuple(late / plain for late, plain in zip(found["beside it"], found["without a backfill"], strict=True))
    print(json.dumps({"median ratio": round(ratio[0], 2), "95th ratio": round(ratio[1], 2)}))
    verdict("so many entries were queued", ["fewer"] if is_small else [])
    verdict(
        f"live freshness stays within {TIMES:g} times", [] if ratio[0] <= TIMES else [f"median {ratio[0]:.2f} times"]
    )
    return verdict.failed


if __name__ == "__main__":
    main()
