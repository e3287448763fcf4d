"""`make bench-seeds`: generated HTML files through the whole job, next to a bare loop of trafilatura on the same pages.

    bench/seeds.py [--files 2000]

Wall time from the first look at the directory to the last commit, on every core; CPU of all processes: the task, its
readers and Postgres. The bare loop is one process that only calls `trafilatura.bare_extraction` with metadata, over
bodies in memory, in the same run. Quote the ratios: the machine decides the rest.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import postgres
import trafilatura
from pages import page
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds, report_seeds
from wireroom.settings import Settings
from wireroom.warehouse.migrate import migrate
from wireroom.warehouse.runs import RunKey


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=2000)
    count: int = parser.parse_args().files
    pages = [page(number)[0].encode() for number in range(count)]
    with tempfile.TemporaryDirectory(prefix="wireroom-bench-") as folder:
        for number, body in enumerate(pages):
            (Path(folder) / f"{number:06}.html").write_bytes(body)
        wall, cpu, server_cpu = _job(Path(folder), count)
    bare_wall, bare_cpu = _bare(pages)

    cores = os.cpu_count() or 1
    print(f"{count} HTML files, median {statistics.median(map(len, pages)) / 1000:.0f} kB, {cores} cores")
    print(f"{'':<28}{'articles/s':>12}{'CPU ms/article':>16}")
    print(f"{'ingest_seeds, whole job':<28}{count / wall:>12.1f}{1000 * (cpu + server_cpu) / count:>16.1f}")
    print(f"{'  of it Postgres':<28}{'':>12}{1000 * server_cpu / count:>16.1f}")
    print(f"{'bare loop, one process':<28}{count / bare_wall:>12.1f}{1000 * bare_cpu / count:>16.1f}")
    print(f"articles/s against the bare loop: {bare_wall / wall:.2f}")
    print(f"CPU per article against the bare loop: {(cpu + server_cpu) / bare_cpu:.2f}")


def _job(folder: Path, count: int) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds of the task and its readers, CPU seconds of Postgres."""
    with postgres.server() as server, postgres.database(server) as url:
        migrate(url, log=lambda _: None)
        settings = Settings(seed_roots=str(folder), home=str(folder))
        request = SeedRequest(
            path=str(folder), glob="**/*", source="bench", language=None, shards=1, dry_run=False, sweep=False
        )
        now = datetime.now(UTC)
        ours, theirs, started = _cpu(), _server_cpu(), time.perf_counter()
        plan_seeds(url, settings, _key("plan"), request, now=now)
        read_seeds(url, settings, _key("read"), request, now=now)
        tally = report_seeds(url, _key("report"), request)
        wall = time.perf_counter() - started
        if tally != {"stored": count}:
            sys.exit(f"not every file became an article: {tally}")
        return wall, _cpu() - ours, _server_cpu() - theirs


def _bare(pages: list[bytes]) -> tuple[float, float]:
    trafilatura.bare_extraction(pages[0], with_metadata=True)  # loads what is loaded once
    cpu, started = _cpu(), time.perf_counter()
    for body in pages:
        trafilatura.bare_extraction(body, with_metadata=True)
    return time.perf_counter() - started, _cpu() - cpu


def _key(task: str) -> RunKey:
    return RunKey(dag_id="bench", run_id="bench", task_id=task)


def _cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _server_cpu() -> float:
    """CPU seconds of the Postgres processes below this one, of those that have ended too."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        if process.name().startswith("postgres"):
            times = process.cpu_times()
            total += times.user + times.system
            if process.parent() and not (process.parent() or process).name().startswith("postgres"):
                total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total


if __name__ == "__main__":
    main()
