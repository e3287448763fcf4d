"""`make bench-export`: 50,000 articles of 4 KB as Parquet and CSV, and as a corpus frozen, exported and verified.

    bench/export.py [--articles 50000]

Each step is a process of its own; its CPU and peak memory are those of the client. Beside them stands what the least
client costs: psycopg's COPY of the same mart into a file, without types, filters, hashes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import postgres
from builders import article
from meter import own_cpu, server_cpu
from wireroom.jobs.corpora import export_corpus, freeze, verify
from wireroom.jobs.exporting import Target, export_mart
from wireroom.warehouse import articles
from wireroom.warehouse.connection import connect
from wireroom.warehouse.migrate import migrate
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from wireroom.warehouse.connection import Connection

RUN = RunKey(dag_id="ingest_seeds", run_id="bench", task_id="read")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PARAGRAPHS = """
    CREATE TEMP TABLE paragraph AS
    SELECT p, string_agg(substr(md5((p * 1000 + w)::text), 1, 2 + (p * w) % 9), ' ' ORDER BY w) || '.' AS text
    FROM generate_series(1, 2000) AS p, generate_series(1, 75) AS w GROUP BY p;
    ALTER TABLE paragraph ADD PRIMARY KEY (p);
    ANALYZE paragraph
"""
ARTICLES = """
    INSERT INTO news.article OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(a, jsonb_build_object(
        'article_id', n, 'url_key', k.key, 'url_key_hash', sha256(convert_to(k.key, 'UTF8')),
        'title', 'Ferry ' || n || ' returns', 'body_kinds', 'pppppppp', 'body', (
            SELECT string_agg(p.text, E'\\n\\n') FROM paragraph AS p
            WHERE p.p IN (SELECT (n * 7919 + s * 104729) %% 2000 + 1 FROM generate_series(1, 8) AS s)
        )
    ))).* FROM news.article AS a, generate_series(1000, 999 + %s) AS n,
    LATERAL (SELECT 'https://news.example/' || n AS key) AS k
"""


def fill(conn: Connection, count: int) -> None:
    """Put `count` articles there, set-based, after the likeness of one that took the real path."""
    articles.load(conn, RUN, [article(1)])
    conn.execute(PARAGRAPHS)
    conn.execute(ARTICLES, (count,))
    conn.execute("ANALYZE")


def copy(url: str, folder: Path) -> None:
    """The least that a client can do."""
    asked = "COPY (TABLE mart.article) TO STDOUT WITH (FORMAT csv, HEADER)"
    with (
        connect(url) as conn,
        conn.cursor() as cursor,
        cursor.copy(asked) as rows,
        (folder / "bare.csv").open("wb") as file,
    ):
        file.writelines(rows)


def mart(name: str) -> Callable[[str, Path], object]:
    """A step that exports all articles."""
    return lambda url, folder: export_mart(url, "article", Target(path=folder / name), say=_quiet)


def corpus(name: str) -> Callable[[str, Path], object]:
    """A step that exports the corpus."""
    return lambda url, folder: export_corpus(url, "all", Target(path=folder / name), say=_quiet)


STEPS: dict[str, Callable[[str, Path], object]] = {
    "bare COPY to CSV": copy,
    "mart to CSV": mart("mart.csv"),
    "mart to CSV, gzip": mart("mart.csv.gz"),
    "mart to Parquet": mart("mart.parquet"),
    "freeze a corpus": lambda url, _: freeze(
        url, "all", "SELECT article_id FROM mart.article", note=None, by="bench", now=NOW
    ),
    "corpus to Parquet": corpus("corpus.parquet"),
    "verify the corpus": lambda url, _: verify(url, "all"),
}


def run(name: str, url: str, folder: Path) -> tuple[float, float, int]:
    """Wall seconds, CPU seconds and peak memory in bytes of one step, imports included."""
    start = time.perf_counter()
    STEPS[name](url, folder)
    return time.perf_counter() - start, own_cpu(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Fill a throw-away warehouse and take the steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000)
    count = parser.parse_args().articles
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as made, postgres.server() as server, postgres.database(server) as url:
        migrate(url, log=lambda _: None)
        with connect(url, autocommit=True) as conn:
            fill(conn, count)
            print(f"{count:,} articles\n\n{'':20} {'rows/s':>8} {'CPU s':>7} {'server':>7} {'peak MB':>8}")
            for name in STEPS:
                before = server_cpu()
                with context.Pool(1) as pool:
                    wall, cpu, peak = pool.apply(run, (name, url, Path(made)))
                served = server_cpu() - before
                print(f"{name:20} {count / wall:8,.0f} {cpu:7.1f} {served:7.1f} {peak / 1e6:8.0f}", flush=True)
        for path in sorted(Path(made).iterdir()):
            print(f"{path.name:24} {path.stat().st_size / 1e6:8.1f} MB")


def _quiet(_: int) -> None:
    pass


if __name__ == "__main__":
    main()
