"""`make bench-months`: the whole system with real Airflow, its clock moved past month ends. Linux with a C compiler.

    bench/months.py [--hosts 30] [--factor 20] [--minutes 1]

The system lives through four periods, stopped in between as by `make down`: today; after the next month end; across the
one after that, running; and after an absence so long that no partition was made ahead. In each, feeds are polled, pages
fetched, a seed is read, and `maintain` and `refresh_marts` run; the world's clock goes along. No insert and no task may
fail, every entry has its end, and rows lie in the partitions of their months. moved_clock.c moves the clock of Postgres
and of everything else; durations and the times of files stay real.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import month_checks as checks
from ahead import compiled, environment, month_end
from freshness import Verdict
from onair import on_air, register
from paragraphs import PARAGRAPHS
from wireroom.local import airflow_api
from wireroom.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet.remote import Remote
    from stage import Stage
    from wireroom.local.airflow_api import Airflow

ACROSS = "across the next month end"
AWAY = 5  # months; partitions are made two ahead
LATER = timedelta(minutes=10)  # than a month end: when the system is started after one
AROUND = timedelta(seconds=60)  # it runs so long before and after the one it lives through
BEHIND = timedelta(hours=8)  # the world, when a period begins: nothing has a date to come
MOST_S = 600.0
DUE = "UPDATE ops.feed_state SET next_poll_at = now()"  # else some have long to go, and no row comes after midnight
NOT_POLLED = "SELECT feed_id FROM ops.feed_state WHERE last_poll_at IS NULL OR last_poll_at < %s"
WORLD = [*("--faults", "0"), *("--window", "15"), *("--full-text", "0.2"), *("--deletions", "0"), *("--edits", "0")]
KEPT = {"KEEP_LOG_DAYS": "9999"}  # the times of files are real: to a `maintain` of next month today's logs would be old


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What one run has at hand."""

    house: Stage
    net: Remote
    library: Path  #: that moves the clock
    seeds: Path  #: where files to read are put
    factor: float
    minutes: float
    verdict: Verdict
    known: set[str]  #: wrong in the logs, from before the databases were there


def main() -> None:
    """Run and check; ends with 1 where a check fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=30)
    parser.add_argument("--factor", type=float, default=20.0)
    parser.add_argument("--minutes", type=float, default=1.0, help="of each period in which news appear")
    given = parser.parse_args()
    verdict, lasts = Verdict(), given.minutes + 5
    with ExitStack() as stack:
        preloaded, seeds = (Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2))
        library, own = compiled(preloaded), {"SEED_ROOTS": f"{CHECKOUT / 'seeds'}:{seeds}", **KEPT}
        house, net = stack.enter_context(
            on_air("months", hosts=given.hosts, factor=given.factor, minutes=lasts, world=WORLD, own=own)
        )
        print(f"{register(house, net, patience=0.2)} feeds, time settings divided by {given.factor:g}", flush=True)
        trial = Trial(
            house=house,
            net=net,
            library=library,
            seeds=seeds,
            factor=given.factor,
            minutes=given.minutes,
            verdict=verdict,
            known=checks.wrong(house),
        )
        _live_on(trial)
    if verdict.failed:
        sys.exit(f"failed: {'; '.join(verdict.failed)}")


def _live_on(trial: Trial) -> None:
    """Today, then one period after the other: stopped, and started with the clock moved on."""
    today, took = datetime.now(UTC), timedelta()
    trial.house.start_dag("ingest_articles", by_hand=False)
    trial.house.start_dag("poll_feeds", by_hand=True)
    _live(trial, "today", today)
    for name, months in (("after the month end", 1), (ACROSS, 2), (f"{AWAY} months later", 2 + AWAY)):
        trial.house.down()
        midnight = month_end(today, months)
        begins_at = midnight - 3 * took - AROUND if name == ACROSS else midnight + LATER  # it may take longer this time
        ahead = begins_at - datetime.now(UTC)
        trial.net.clock(now=(begins_at - BEHIND).timestamp())
        trial.house.up(environment(trial.library, ahead))
        took = datetime.now(UTC) + ahead - begins_at
        _live(trial, name, begins_at, rest=midnight + AROUND - begins_at - took)


def _live(trial: Trial, name: str, begins_at: datetime, rest: timedelta = timedelta()) -> None:
    """One period, from a system that was just started to one that has nothing left to do; after a `rest` it works."""
    house, net, airflow = trial.house, trial.net, trial.house.airflow()
    with house.warehouse() as conn:
        print(f"\n{name}: {begins_at:%Y-%m-%d %H:%M:%S} to {checks.now(conn):%H:%M:%S}: started", flush=True)
        net.clock(speed=trial.factor)
        time.sleep(max(rest.total_seconds(), 0))
        conn.execute(DUE.encode())
        due_at = checks.now(conn)
        language, text = list(PARAGRAPHS.items())[sum(1 for _ in trial.seeds.iterdir())]
        (trial.seeds / f"{language}.txt").write_text(text, encoding="utf-8")
        wanted: dict[str, dict[str, object]] = {
            "ingest_seeds": {"path": str(trial.seeds), "source": "months"},
            "maintain": {},
        }
        runs = [(dag, airflow_api.trigger(airflow, dag, conf)) for dag, conf in wanted.items()]
        time.sleep(trial.minutes * 60)
        net.clock(speed=0)
        _until("every feed was polled", lambda: not checks.column(conn, NOT_POLLED, due_at))
        _until("every entry has its end", lambda: not checks.column(conn, checks.OWED))
        runs.append(("refresh_marts", airflow_api.trigger(airflow, "refresh_marts", {})))
        _until("what was triggered has run", lambda: all(_is_over(airflow, *run) for run in runs))
        _until("every entry has its end", lambda: not checks.column(conn, checks.OWED))  # of what was last polled, too
        checks.check_rows(trial.verdict, conn, begins_at)
        checks.check_ends(trial.verdict, conn, sum(1 for _ in trial.seeds.iterdir()))
        checks.check_tasks(trial.verdict, house, begins_at, trial.known)


def _is_over(airflow: Airflow, dag: str, run: str) -> bool:
    return airflow_api.run_state(airflow, dag, run)[0] in {"success", "failed"}


def _until(what: str, is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + MOST_S
    while not is_so():
        if time.monotonic() > ends_at:
            print(f"  not within {MOST_S:.0f} s: {what}", flush=True)
            return
        time.sleep(1)


if __name__ == "__main__":
    main()
