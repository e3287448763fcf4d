"""`make bench-ingest`: pages of real size, brought into the warehouse by real Airflow from a simulated news internet.

    bench/ingest.py [--hosts 300] [--pages 5000] [--bodies FOLDER] [--shards 1]

The queue is filled by polling the feeds, which is not measured; then the DAG `ingest_articles` works it off: claim,
robots.txt, fetch, store, read, load. The pauses between two requests to a site are shortened, or they would be all
there is to measure. CPU is that of the whole system, Airflow and Postgres included, until the last page is loaded; the
simulator's is apart. Beside it, in the same run and on the same bodies in memory: bare `trafilatura.bare_extraction`
with metadata, in one process; each body once, counted as often as it was fetched.

Without --bodies (.html or .html.gz) those of WIREROOM_SHARED/data/extraction_dev are taken, else generated pages.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import trafilatura
from meter import cpu_of, family_cpu
from newsnet.remote import spawned
from pages import page
from stage import Stage, stage
from wireroom.jobs.polling import poll_feeds
from wireroom.jobs.registry import import_feeds
from wireroom.settings import CHECKOUT, Settings
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator

    from newsnet.remote import Remote

GENERATED = 200
AIM_RATE, AIM_RATIO = 30.0, 0.8
GAP_S = "0.02"  # instead of five seconds
MOST_S = 1_800.0
FETCHED = (
    "SELECT encode(k.body_sha256, 'hex'), count(*) FROM raw.page_key AS k INNER JOIN raw.page AS p"
    " ON k.url_key_hash = p.url_key_hash AND k.body_sha256 = p.body_sha256 AND k.stored_at = p.stored_at"
    " WHERE p.origin = 'live' GROUP BY k.body_sha256"
)
WAITING = "SELECT count(*) FROM ops.entry"
FIRST = "SELECT extract(epoch FROM min(fetched_at))::float8 FROM ops.page_fetch"
OUTCOMES = (
    "SELECT concat_ws(': ', outcome, reason), count(*) FROM ops.disposition WHERE dag_id = 'ingest_articles'"
    " GROUP BY 1 ORDER BY 2 DESC"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the run came to; seconds."""

    fetched: dict[str, int]  #: fetches by SHA-256 of the body
    outcomes: dict[str, int]
    wall_s: float
    cpu_s: float  #: Airflow, its tasks and their readers
    server_cpu_s: float
    newsnet_cpu_s: float


def main() -> None:
    """Measure and print."""
    given = _arguments()
    with _bodies(given.bodies) as folder, _world(given, folder) as net, _house(net, given.shards) as house:
        job = _run(house, net)
        bodies = {hashlib.sha256(body).hexdigest(): body for body in map(_read, sorted(folder.iterdir()))}
    count, cpu = sum(job.fetched.values()), job.cpu_s + job.server_cpu_s
    bare = _bare([(bodies[key], times) for key, times in job.fetched.items()])
    size = sum(len(bodies[key]) * times for key, times in job.fetched.items()) / count

    print(f"{count} pages of {len(job.fetched)} bodies, mean {size / 1000:.0f} kB; {given.hosts} hosts")
    print(", ".join(f"{number} {what}" for what, number in job.outcomes.items()))
    print(f"{os.cpu_count()} cores{'':<27}{'pages/s':>10}{'CPU ms/page':>14}")
    print(f"{'ingest_articles, whole system':<34}{count / job.wall_s:>10.1f}{1000 * cpu / count:>14.1f}")
    print(f"{'  of it Postgres':<34}{'':>10}{1000 * job.server_cpu_s / count:>14.1f}")
    print(f"{'bare extraction, one process':<34}{count / bare:>10.1f}{1000 * bare / count:>14.1f}")
    print(f"{'simulator, apart':<34}{'':>10}{1000 * job.newsnet_cpu_s / count:>14.1f}")
    print(f"pages per second: {count / job.wall_s:.1f}, aim {AIM_RATE:g}")
    print(f"bare extraction's CPU against the system's: {bare / cpu:.2f}, aim {AIM_RATIO:g}")


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


@contextmanager
def _house(net: Remote, shards: int) -> Generator[Stage]:
    own = {"FETCH_HOST_GAP_S": GAP_S, "FETCH_DOMAIN_GAP_S": GAP_S, "INGEST_SHARDS": str(shards)}
    with stage("ingest", {"FETCH_ALLOW_LOOPBACK": net.allow_loopback, **own}) as house:
        yield house


def _run(house: Stage, net: Remote) -> Measured:
    assert net.pid is not None, "it was spawned"
    url = house.context.warehouse_url
    import_feeds(url, net.opml().encode())
    with house.warehouse() as conn:
        conn.execute("UPDATE ops.feed_state SET next_poll_at = now()")
        settings = Settings(fetch_allow_loopback=net.allow_loopback)
        poll_feeds(url, settings, RunKey(dag_id="poll_feeds", run_id="bench", task_id="bench"), until_s=0)
        conn.execute("ANALYZE")
        print(f"{house.number(WAITING)} entries wait", flush=True)
        airflow, database = house.processes()
        ours, theirs, newsnet, started = family_cpu(airflow), family_cpu(database), cpu_of(net.pid), time.time()
        house.start_dag("ingest_articles", by_hand=True)
        while house.number(WAITING) and time.time() < started + MOST_S:
            time.sleep(0.5)
        ended = time.time()
        return Measured(
            fetched=dict(conn.execute(FETCHED.encode()).fetchall()),
            outcomes=dict(conn.execute(OUTCOMES).fetchall()),
            wall_s=ended - house.number(FIRST),
            cpu_s=family_cpu(airflow) - ours,
            server_cpu_s=family_cpu(database) - theirs,
            newsnet_cpu_s=cpu_of(net.pid) - newsnet,
        )


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
