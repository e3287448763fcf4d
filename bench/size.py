"""How much disk a million articles take, table by table: some are loaded by the real path, the rest is arithmetic.

`make bench-size`; ARGS="--articles 5000". Texts are made up; pages are HTML around them. What an empty warehouse takes
is taken off. A throw-away Postgres, gone afterwards.
"""

from __future__ import annotations

import argparse
import html
import random
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import postgres
from refreshing import refresh_all
from stream import stories
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds
from wireroom.settings import Settings
from wireroom.warehouse.connection import Connection, session
from wireroom.warehouse.migrate import migrate
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from stream import Story

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
PAGE_BYTES = 50_000  # of HTML around each text: what news pages weigh in the middle
SOURCES = 20
SIZES = """
SELECT coalesce(pg_partition_root(c.oid), c.oid)::regclass::text, sum(pg_total_relation_size(c.oid))
FROM pg_class AS c
WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text IN ('raw', 'news', 'ops', 'mart')
GROUP BY 1
"""


def page(story: Story, draw: random.Random) -> str:
    """An HTML page of about PAGE_BYTES with the story in it."""
    text = "".join(f"<p>{html.escape(line)}</p>" for line in story.lines)
    menu = "".join(
        f'<li class="nav-{draw.randrange(10**6)}"><a href="/s/{draw.randrange(10**9)}">Section</a></li>'
        for _ in range(200)
    )
    script = "".join(f"window.__s[{draw.randrange(10**9)}]={draw.random()};" for _ in range(900))
    date = f'<meta property="article:published_time" content="{story.day}T08:00:00Z">'
    head = f"<title>{html.escape(story.title)}</title>{date}"
    return (
        f'<!doctype html><html lang="en"><head>{head}<script>{script}</script></head><body><ul>{menu}</ul>'
        f"<article><h1>{html.escape(story.title)}</h1>{text}</article></body></html>"
    )


def write(folder: Path, count: int) -> int:
    """Pages of SOURCES sources; their bytes."""
    draw, total = random.Random(1), 0
    for source in range(SOURCES):
        place = folder / f"source{source}"
        place.mkdir(parents=True)
        for story in stories(count // SOURCES, days=60, seed=source):
            text = page(story, draw)
            total += len(text)
            (place / f"{story.number}.html").write_text(text, encoding="utf-8")
    return total


def load(url: str, folder: Path) -> None:
    """Read every source as ingest_seeds does."""
    settings = Settings(seed_roots=str(folder), home="/nonexistent")
    for place in sorted(folder.iterdir()):
        request = SeedRequest(
            path=str(place), glob="**/*", source=place.name, language=None, shards=1, dry_run=False, sweep=False
        )
        run = RunKey(dag_id="ingest_seeds", run_id=place.name, task_id="read")
        plan_seeds(url, settings, run, request, now=NOW)
        read_seeds(url, settings, run, request, now=NOW)


def sizes(conn: Connection) -> Counter[str]:
    """Bytes of every table, its indexes and TOAST included, its months added up."""
    return Counter({table: int(size) for table, size in conn.execute(SIZES)})


def main() -> None:
    """Load, refresh, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    count = parser.parse_args().articles
    with postgres.server() as server, postgres.database(server) as url, tempfile.TemporaryDirectory() as scratch:
        migrate(url, log=lambda _: None)
        with session(url) as conn:
            empty = sizes(conn)
        bytes_read = write(Path(scratch), count)
        load(url, Path(scratch))
        refresh_all(url, now=NOW + timedelta(hours=1))
        with session(url) as conn:
            conn.execute("VACUUM FULL")  # what is dead is no part of it
            found = sizes(conn)
            found.subtract(empty)
            row = conn.execute("SELECT count(*), avg(char_length(body)) FROM news.article").fetchone()
            assert row
            articles, characters = row
    print(f"{articles} articles of {characters:.0f} characters, pages of {bytes_read / count / 1000:.0f} kB")
    print(f"{'table':32}{'bytes an article':>18}{'GB a million':>14}")
    for table, size in found.most_common():
        if size > articles:
            print(f"{table:32}{size / articles:18.0f}{size / articles / 1000:14.2f}")
    print(f"{'together':32}{sum(found.values()) / articles:18.0f}{sum(found.values()) / articles / 1000:14.2f}")


if __name__ == "__main__":
    main()
