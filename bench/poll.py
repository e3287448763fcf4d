"""`make bench-poll`: thousands of feeds of a simulated news internet polled twice, as the task of `poll_feeds` does it.

    bench/poll.py [--feeds 10000] [--faults 1.0]

The second round comes a quarter of an hour of simulated time later, which is the shortest interval of any feed. CPU of
ours is that of the task and its parse workers; Postgres and the simulator are apart. Wall includes the servers that
never answer, for as long as they are waited for.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import postgres
import psycopg
from meter import Peak, cpu_of, own_cpu, server_cpu, watched_memory
from newsnet import remote
from wireroom.jobs.polling import poll_feeds
from wireroom.jobs.registry import Facts, counted, import_feeds
from wireroom.settings import Settings
from wireroom.warehouse.migrate import migrate
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from newsnet.remote import Remote

LATER_S = 900.0  # simulated, between the rounds
AIM_CPU_S, AIM_BYTES, AIM_FEEDS = 60.0, 300_000_000, 10_000
RESULTS = "SELECT result, count(*) FROM ops.poll WHERE run_id = %s GROUP BY result ORDER BY count(*) DESC, result"
QUEUED = "SELECT coalesce(sum(new_count), 0), coalesce(sum(entry_count), 0) FROM ops.poll WHERE run_id = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round came to."""

    wall_s: float
    cpu_s: float
    server_cpu_s: float
    newsnet_cpu_s: float
    peak: Peak
    results: dict[str, int]
    new: int
    seen: int

    @property
    def polls(self) -> int:
        """Polls of any outcome."""
        return sum(self.results.values())


def main() -> None:
    """Measure and print; ends with 1 where an aim is missed at full size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=AIM_FEEDS)
    parser.add_argument("--faults", type=float, default=1.0, help="factor on the usual shares of faults")
    given = parser.parse_args()
    with (
        postgres.server() as server,
        postgres.database(server) as url,
        remote.spawned("--hosts", str(given.feeds), "--faults", str(given.faults)) as net,
    ):
        migrate(url, log=lambda _: None)
        started = time.perf_counter()
        done = counted(import_feeds(url, net.opml().encode(), Facts(publisher="newsnet")))
        print(f"{done['added']} feeds registered in {time.perf_counter() - started:.1f} s")
        rounds = [_round(url, net, "first")]
        net.clock(ahead=LATER_S)
        rounds.append(_round(url, net, "second"))
    _show(rounds, given.feeds)
    is_full = given.feeds >= AIM_FEEDS
    if is_full and any(each.cpu_s > AIM_CPU_S or each.peak.pss > AIM_BYTES for each in rounds):
        sys.exit(f"missed the aim of {AIM_CPU_S:.0f} CPU-s a round and {AIM_BYTES / 1e6:.0f} MB")


def _round(url: str, net: Remote, name: str) -> Round:
    """Every feed that is still asked falls due at once, and is polled once."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("UPDATE ops.feed_state SET next_poll_at = now() WHERE next_poll_at IS NOT NULL")
        conn.execute("VACUUM ANALYZE")
    assert net.pid is not None, "it was started here"
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    task = multiprocessing.get_context("spawn").Process(target=_task, args=(url, net.allow_loopback, name, theirs))
    before = server_cpu(), cpu_of(net.pid)
    task.start()
    assert task.pid is not None, "it was started"
    with watched_memory(task.pid) as peak:
        wall_s, cpu_s = ours.recv()
        task.join()
    with psycopg.connect(url) as conn:
        results: dict[str, int] = dict(conn.execute(RESULTS, (name,)).fetchall())
        new, seen = conn.execute(QUEUED, (name,)).fetchone() or (0, 0)
    return Round(
        wall_s=wall_s,
        cpu_s=cpu_s,
        server_cpu_s=server_cpu() - before[0],
        newsnet_cpu_s=cpu_of(net.pid) - before[1],
        peak=peak,
        results=results,
        new=new,
        seen=seen,
    )


def _task(url: str, allow_loopback: str, name: str, answer: Connection[Any, Any]) -> None:
    """What runs in the process that is measured: as in Airflow, a fresh one. Its start is not counted."""
    cpu, started = own_cpu(), time.perf_counter()
    poll_feeds(
        url,
        Settings(fetch_allow_loopback=allow_loopback),
        RunKey(dag_id="bench", run_id=name, task_id="poll"),
        until_s=0,
    )
    answer.send((time.perf_counter() - started, own_cpu() - cpu))


def _show(rounds: list[Round], feeds: int) -> None:
    lines: list[tuple[str, list[str]]] = [
        ("polls", [f"{each.polls}" for each in rounds]),
        ("wall s", [f"{each.wall_s:.1f}" for each in rounds]),
        ("CPU s, task and its parsers", [f"{each.cpu_s:.1f}" for each in rounds]),
        ("  per 10,000 polls", [f"{each.cpu_s / max(each.polls, 1) * 1e4:.1f}" for each in rounds]),
        ("CPU s, Postgres", [f"{each.server_cpu_s:.1f}" for each in rounds]),
        ("CPU s, the simulator", [f"{each.newsnet_cpu_s:.1f}" for each in rounds]),
        ("not modified (304)", [f"{each.results.get('not_modified', 0) / max(each.polls, 1):.1%}" for each in rounds]),
        ("entries in the feeds read", [f"{each.seen}" for each in rounds]),
        ("  of these new", [f"{each.new}" for each in rounds]),
        ("peak MB, shared pages once", [f"{each.peak.pss / 1e6:.0f}" for each in rounds]),
        ("peak MB, shared pages each", [f"{each.peak.rss / 1e6:.0f}" for each in rounds]),
    ]
    print(f"{f'{feeds} feeds':<30}{'first':>12}{'second':>12}")
    for name, values in lines:
        print(f"{name:<30}" + "".join(f"{value:>12}" for value in values))
    for name in dict.fromkeys(result for each in rounds for result in each.results):
        print(f"  {name:<28}" + "".join(f"{each.results.get(name, 0):>12}" for each in rounds))


if __name__ == "__main__":
    main()
