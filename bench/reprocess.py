"""`make bench-reprocess`: stored pages of real size read again, beside bare trafilatura on the same bodies.

    bench/reprocess.py [--pages 10000] [--bodies FOLDER] [--rule]

The warehouse is filled first, which is not measured: each body is stored under as many addresses as it takes, with the
articles they make. Then one pass of a reprocess is: plan, look up, read on every core, compare, load, report. With
--rule a rule of one's own that cuts the last line of one body in four is added, so that a quarter gets a version.
Changes are then described as refresh_marts does: none of them may be one of the publisher's headlines.
Beside it, in the same run, before and after: `trafilatura.bare_extraction` with metadata on each body once, in as many
processes as the reprocess has readers. Quote the ratio: the machine decides the rest. CPU is that of the task, its
readers and Postgres.

Without --bodies (.html or .html.gz) those of WIREROOM_SHARED/data/extraction_dev are taken, else generated pages.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import postgres
import trafilatura
from meter import own_cpu, server_cpu
from more_itertools import chunked
from pages import page as generated
from wireroom.interval import Interval
from wireroom.jobs.changes import describe_changes
from wireroom.jobs.reprocess import ReprocessRequest, plan_reprocess, read_again, report_reprocess
from wireroom.model import Article, Entry, Origin, Page
from wireroom.read.process import process
from wireroom.settings import CHECKOUT, Settings
from wireroom.warehouse import articles, pages
from wireroom.warehouse.connection import session
from wireroom.warehouse.migrate import migrate
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Sequence

AIM = 0.8
GENERATED = 200
BATCH = 200
RUN = RunKey(dag_id="reprocess_articles", run_id="bench", task_id="plan")
CHANGES = "SELECT (SELECT count(*) FROM news.article_change), (SELECT count(*) FROM mart.headline_change)"
LINE = "Ask the harbour desk anything you like."
RULE = f"""
[[rule]]
id = "any.bench"
kind = "promo"
patterns = ['ask the harbour desk anything you like\\.?']
cuts = ["{LINE}"]
keeps = ["Ask the harbour desk anything you like, said the clerk on Monday, and laughed."]
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--bodies", type=Path, default=None)
    parser.add_argument("--rule", action="store_true", help="add a rule that cuts in a quarter of the pages")
    given = parser.parse_args()
    bodies, cores = _bodies(given.bodies), os.cpu_count() or 1
    bodies = bodies[: given.pages]
    if given.rule:
        bodies = [_with_line(body) if number % 4 == 0 else body for number, body in enumerate(bodies)]
    with postgres.server() as server, postgres.database(server) as url, tempfile.TemporaryDirectory() as folder:
        migrate(url, log=lambda _: None)
        _fill(url, bodies, given.pages)
        print(f"{given.pages} pages of {len(bodies)} bodies are stored, with their articles", flush=True)
        if given.rule:
            (Path(folder) / "any.toml").write_text(RULE, encoding="utf-8")
        before = _bare(bodies, cores)
        wall, cpu, server_seconds, note = _again(url, folder if given.rule else "")
        versions, headlines = _changes(url)
        after = _bare(bodies, cores)
        bare, bare_cpu = (before[0] + after[0]) / 2, (before[1] + after[1]) / 2
    rate, bare_rate = given.pages / wall, len(bodies) / bare
    size = sum(map(len, bodies)) / len(bodies) / 1000
    print(note)
    print(f"{versions} changes described, {headlines} of them in mart.headline_change")
    print(f"{cores} cores, mean body {size:.0f} kB{'':<12}{'pages/s':>10}{'CPU ms/page':>14}")
    print(f"{'reprocess_articles':<38}{rate:>10.1f}{1000 * (cpu + server_seconds) / given.pages:>14.1f}")
    print(f"{'  of it Postgres':<38}{'':>10}{1000 * server_seconds / given.pages:>14.1f}")
    print(f"{f'bare extraction, {cores} processes':<38}{bare_rate:>10.1f}{1000 * bare_cpu / len(bodies):>14.1f}")
    print(f"rate against bare extraction: {rate / bare_rate:.2f}, aim {AIM:g}")
    ours = (cpu + server_seconds) / given.pages
    print(f"bare CPU against ours, the better figure on a busy machine: {bare_cpu / len(bodies) / ours:.2f}")
    if headlines:
        sys.exit("a reprocess is no change of the publisher's")


def _bodies(given: Path | None) -> list[bytes]:
    shared = Path(os.environ.get("WIREROOM_SHARED") or CHECKOUT.parent / "shared") / "data" / "extraction_dev" / "pages"
    folder = given or (shared if shared.is_dir() else None)
    if folder is None:
        return [generated(number)[0].encode() for number in range(GENERATED)]
    found = sorted(folder.iterdir())
    return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in found]


def _with_line(body: bytes) -> bytes:
    before, end, after = body.rpartition(b"</p>")
    return before + end + f"<p>{LINE}</p>".encode() + after if end else body


def _fill(url: str, bodies: Sequence[bytes], count: int) -> None:
    """Store `count` pages and what they make; each body is read once. Those that make no article are stored too."""
    now, made = datetime.now(UTC), {}
    for number, body in enumerate(bodies):
        item = _item(number, body, now)
        made[number] = process(*item, now=now, min_text_characters=Settings().min_text_characters)
    with session(url) as conn:
        for numbers in chunked(range(count), BATCH):
            items = [_item(number, bodies[number % len(bodies)], now) for number in numbers]
            pages.store(conn, items)
            outcomes = [
                replace(found, entry_key=entry.entry_key, url_key=entry.url_key)
                for number, (entry, _) in zip(numbers, items, strict=True)
                if isinstance(found := made[number % len(bodies)], Article)
            ]
            articles.load(conn, RunKey(dag_id="fill", run_id="fill", task_id="fill"), outcomes)
        conn.execute("ANALYZE")


def _item(number: int, body: bytes, now: datetime) -> tuple[Entry, Page]:
    key = f"https://news.example/{number:06}"
    entry = Entry(entry_key=key, url_key=key, source="bench", origin=Origin.SEED)
    return entry, Page(url_key=key, body=body, content_type="text/html", fetched_at=now)


def _again(url: str, notices: str) -> tuple[float, float, float, str]:
    """Wall seconds, CPU seconds of the task and its readers, CPU seconds of Postgres, and the note."""
    settings = Settings(notices_dir=notices)
    now = datetime.now(UTC)
    interval = Interval(start=now - timedelta(days=1), end=now + timedelta(days=1))
    started, cpu, server_seconds = time.perf_counter(), own_cpu(), server_cpu()
    plan_reprocess(url, settings, RUN, interval, ReprocessRequest())
    read_again(url, settings, replace(RUN, task_id="read", map_index=0), now=now)
    report = report_reprocess(url, settings, replace(RUN, task_id="report"), ReprocessRequest())
    return (
        time.perf_counter() - started,
        own_cpu() - cpu,
        server_cpu() - server_seconds,
        str(report["note"]),
    )


def _changes(url: str) -> tuple[int, int]:
    """How many versions are described, and how many of them count as changed headlines."""
    describe_changes(url, replace(RUN, task_id="describe"), now=datetime.now(UTC), is_asked=True)
    with session(url) as conn:
        row = conn.execute(CHANGES).fetchone()
    return row or (0, 0)


def _bare(bodies: Sequence[bytes], processes: int) -> tuple[float, float]:
    """Wall and CPU seconds of bare extraction of every body once, in so many processes that are warm."""
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(_extract, bodies[: 2 * processes]))
        started = time.perf_counter()
        cpu = sum(pool.map(_extract, bodies, chunksize=4))
        return time.perf_counter() - started, cpu


def _extract(body: bytes) -> float:
    before = time.process_time()
    trafilatura.bare_extraction(body, with_metadata=True)
    return time.process_time() - before


if __name__ == "__main__":
    main()
