"""`make bench-ingest`: pages of real size, fetched from a simulated news internet and brought into the warehouse.

    bench/ingest.py [--hosts 300] [--pages 5000] [--bodies FOLDER] [--shards 1]

The queue is filled by polling the feeds, which is not measured; then the task of `ingest_articles` works it off:
claim, robots.txt, fetch, store, read, load. The pauses between two requests to a site are shortened, or they would be
all there is to measure. Beside it, in the same run and on the same bodies in memory: bare `trafilatura.bare_extraction`
with metadata, in one process; each body once, counted as often as it was fetched. CPU of the simulator is apart.

Without --bodies (.html or .html.gz) those of WIREROOM_SHARED/data/extraction_dev are taken, else generated pages.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import multiprocessing
import os
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import postgres
import psycopg
import trafilatura
from meter import cpu_of, own_cpu, server_cpu
from newsnet.remote import spawned
from pages import page
from wireroom.jobs.ingest import ingest_articles
from wireroom.jobs.polling import poll_feeds
from wireroom.jobs.registry import import_feeds
from wireroom.settings import CHECKOUT, Settings
from wireroom.warehouse.migrate import migrate
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator

    from newsnet.remote import Remote

GENERATED = 200
AIM_RATE, AIM_RATIO = 30.0, 0.8
GAP_S = 0.02  # instead of five seconds
FETCHED = "SELECT encode(k.body_sha256, 'hex'), count(*) FROM raw.page_key AS k GROUP BY k.body_sha256"
OUTCOMES = (
    "SELECT concat_ws(': ', outcome, reason), count(*) FROM ops.disposition WHERE dag_id = 'ingest_articles'"
    " GROUP BY 1 ORDER BY 2 DESC"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the job came to; seconds."""

    fetched: dict[str, int]  #: fetches by SHA-256 of the body
    outcomes: dict[str, int]
    wall_s: float
    cpu_s: float  #: the task and its readers
    server_cpu_s: float
    newsnet_cpu_s: float


def main() -> None:
    """Measure and print."""
    given = _arguments()
    with _bodies(given.bodies) as folder, _world(given, folder) as net:
        job = _job(net, given.shards)
        bodies = {hashlib.sha256(body).hexdigest(): body for body in map(_read, sorted(folder.iterdir()))}
    count, cpu = sum(job.fetched.values()), job.cpu_s + job.server_cpu_s
    bare = _bare([(bodies[key], times) for key, times in job.fetched.items()])
    size = sum(len(bodies[key]) * times for key, times in job.fetched.items()) / count

    print(f"{count} pages of {len(job.fetched)} bodies, mean {size / 1000:.0f} kB; {given.hosts} hosts")
    print(", ".join(f"{number} {what}" for what, number in job.outcomes.items()))
    print(f"{os.cpu_count()} cores{'':<27}{'pages/s':>10}{'CPU ms/page':>14}")
    print(f"{'ingest_articles, whole job':<34}{count / job.wall_s:>10.1f}{1000 * cpu / count:>14.1f}")
    print(f"{'  of it Postgres':<34}{'':>10}{1000 * job.server_cpu_s / count:>14.1f}")
    print(f"{'bare extraction, one process':<34}{count / bare:>10.1f}{1000 * bare / count:>14.1f}")
    print(f"{'simulator, apart':<34}{'':>10}{1000 * job.newsnet_cpu_s / count:>14.1f}")
    print(f"pages per second: {count / job.wall_s:.1f}, aim {AIM_RATE:g}")
    print(f"bare extraction's CPU against the job's: {bare / cpu:.2f}, aim {AIM_RATIO:g}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=300)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--bodies", type=Path, default=None)
    parser.add_argument("--shards", type=int, default=1, help="tasks side by side")
    return parser.parse_args()


@contextmanager
def _bodies(given: Path | None) -> Generator[Path]:
    """A folder of HTML files."""
    shared = Path(os.environ.get("WIREROOM_SHARED") or CHECKOUT.parent / "shared") / "data" / "extraction_dev" / "pages"
    if given is not None or shared.is_dir():
        yield given or shared
        return
    with tempfile.TemporaryDirectory(prefix="wireroom-bench-") as made:
        for number in range(GENERATED):
            (Path(made) / f"{number:04}.html").write_text(page(number)[0], encoding="utf-8")
        yield Path(made)


@contextmanager
def _world(given: argparse.Namespace, folder: Path) -> Generator[Remote]:
    plain = ("--faults", "0", "--full-text", "0", "--edits", "0", "--deletions", "0", "--syndication", "0")
    window = str(-(-given.pages // given.hosts))
    with spawned("--hosts", str(given.hosts), "--window", window, "--bodies", str(folder), *plain) as net:
        yield net


def _job(net: Remote, shards: int) -> Measured:
    pace: dict[str, Any] = {"fetch_host_gap_s": GAP_S, "fetch_domain_gap_s": GAP_S}
    settings = Settings(fetch_allow_loopback=net.allow_loopback, **pace)
    assert net.pid is not None, "it was spawned"
    with postgres.server() as server, postgres.database(server) as url:
        migrate(url, log=lambda _: None)
        import_feeds(url, net.opml().encode())
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute("UPDATE ops.feed_state SET next_poll_at = now()")
            poll_feeds(url, settings, _key("poll_feeds", 0), until_s=0)
            conn.execute("ANALYZE")
            ours, theirs, newsnet, started = own_cpu(), server_cpu(), cpu_of(net.pid), time.perf_counter()
            _run(url, settings, shards)
            wall_s = time.perf_counter() - started
            return Measured(
                fetched=dict(conn.execute(FETCHED).fetchall()),
                outcomes=dict(conn.execute(OUTCOMES).fetchall()),
                wall_s=wall_s,
                cpu_s=own_cpu() - ours,
                server_cpu_s=server_cpu() - theirs,
                newsnet_cpu_s=cpu_of(net.pid) - newsnet,
            )


def _run(url: str, settings: Settings, shards: int) -> None:
    tasks = [
        multiprocessing.get_context("fork").Process(target=_shard, args=(url, settings, number))
        for number in range(shards)
    ]
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()
    if any(task.exitcode for task in tasks):
        sys.exit("a task failed")


def _shard(url: str, settings: Settings, number: int) -> None:
    ingest_articles(url, settings, _key("ingest_articles", number), until_s=3600.0, linger_s=0.5)


def _key(dag: str, number: int) -> RunKey:
    return RunKey(dag_id=dag, run_id="bench", task_id="bench", map_index=number)


def _read(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def _bare(bodies: list[tuple[bytes, int]]) -> float:
    """CPU seconds for each body as often as it came."""
    trafilatura.bare_extraction(bodies[0][0], with_metadata=True)  # loads what is loaded once
    total = 0.0
    for body, times in bodies:
        before = time.process_time()
        trafilatura.bare_extraction(body, with_metadata=True)
        total += times * (time.process_time() - before)
    return total


if __name__ == "__main__":
    main()
