"""`make bench-growth`: what a batch of 500 articles costs where there are none, ten thousand and a million.

    bench/growth.py [--articles 1000000] [--few 10000] [--rounds 3]

The warehouses are filled set-based with generated articles of one paragraph (some 330 characters) and with what is
kept beside them: line hashes, signatures, search rows, counts; every index of the schema is there. The batches are 500
articles of full length (some 4,000 characters) and take the real path: `articles.load`, then every task of
refresh_marts. They come from 50 sources, ten of each: enough to have the lines of all 50 counted anew. Costs are
CPU, client and server; autovacuum is off and fsync too, so that no time goes where nobody asked. The first batch warms
up and does not count. Ends with 1 where loading grows by more than the limit.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import meter
import postgres
from builders import article, language, published
from derived import fill
from tongues import TONGUES, paragraphs
from wireroom.local.postgres import SERVER
from wireroom.model import Block, BlockKind
from wireroom.read.lines import article_lines
from wireroom.warehouse import articles
from wireroom.warehouse.connection import connect
from wireroom.warehouse.migrate import migrate
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wireroom.model import Article

CHECKOUT = Path(__file__).resolve().parents[1]
LIMIT = 1.5  # times the CPU of loading into an empty warehouse
BATCH = 500
PAPERS = 50  # sources of a batch
SHARE = 0.05  # of the usual length: one paragraph
NEWEST = datetime(2026, 11, 28, tzinfo=UTC)
PLANNING = ("random_page_cost", "work_mem", "maintenance_work_mem")  # as the server of `make up` has them
SETTINGS = {
    **{name: SERVER[name] for name in PLANNING},
    "shared_buffers": "512MB",
    "autovacuum": "off",
    "max_wal_size": "4GB",
}
FIRST = 1_000_000_000  # numbers of the articles of batches: nowhere else


def main() -> int:
    """Fill, measure, print; 1 where loading costs too much more."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    postgres.SETTINGS.update(SETTINGS)
    batches = [batch(number) for number in range(1 + options.rounds)]
    with (
        postgres.server() as server,
        postgres.database(server) as empty,
        postgres.database(server) as few,
        postgres.database(server) as many,
    ):
        for url, count in ((empty, 0), (few, options.few), (many, options.articles)):
            began = time.perf_counter()
            migrate(url, log=lambda _: None)
            if count:
                fill(url, count, share=SHARE)
            print(f"{count} articles: filled in {time.perf_counter() - began:.0f} s, {_size(url)}", flush=True)
        costs = {url: [Costs() for _ in batches] for url in (empty, few, many)}
        for number, loaded in enumerate(batches):
            for url in (empty, few, many) if number % 2 else (many, few, empty):
                costs[url][number] = measured(url, number, loaded)
    return _report(costs[empty][1:], costs[few][1:], costs[many][1:], options.few, options.articles)


class Costs(defaultdict[str, float]):
    """CPU seconds by what was done."""

    def __init__(self) -> None:
        """Nothing was done."""
        super().__init__(float)


def batch(number: int) -> list[Article]:
    """500 articles as reading makes them, of all languages, published on the newest day."""
    made: list[Article] = []
    for tongue in TONGUES:
        count = round(BATCH * tongue.share)
        texts = paragraphs(tongue, count * tongue.paragraphs, seed=f"batch {number}")
        for place in range(count):
            blocks = tuple(
                Block(kind=BlockKind.PARAGRAPH, text=text)
                for text in texts[place * tongue.paragraphs : (place + 1) * tongue.paragraphs]
            )
            made.append(_article(FIRST + number * BATCH + len(made), tongue.code, blocks))
    return made


def _article(number: int, code: str, blocks: Sequence[Block]) -> Article:
    title = blocks[0].text[:70]
    paper = 1 + number % PAPERS
    url = f"https://paper{paper}.example/{number}"
    plain = article(
        number,
        url=url,
        url_key=url,
        entry_key=url,
        source=f"paper {paper}",
        title=title,
        display_title=title,
        blocks=tuple(blocks),
        language=language(code=code, detected=code),
        published=published(
            raw=f"{NEWEST:%Y-%m-%d}",
            local=f"{NEWEST:%Y-%m-%d}",
            earliest=NEWEST - timedelta(hours=14),
            latest=NEWEST + timedelta(hours=36),
        ),
        page_sha256=sha256(url.encode()).digest(),
    )
    return replace(plain, lines=article_lines(blocks, title=title, stated=(title, None), learned=frozenset()))


def tasks() -> Mapping[str, Callable[..., object]]:
    """The jobs of refresh_marts in the order of the file: each task calls one, with the same arguments."""
    text = (CHECKOUT / "dags" / "refresh_marts.py").read_text(encoding="utf-8")
    found = re.findall(r"from wireroom\.jobs import (\w+).*?return \1\.(\w+)\(", text, re.DOTALL)
    if len(found) != text.count("@task"):
        sys.exit(f"dags/refresh_marts.py has {text.count('@task')} tasks, and {len(found)} of them can be read here")
    return {name: getattr(import_module(f"wireroom.jobs.{module}"), name) for module, name in found}


def measured(url: str, number: int, loaded: Sequence[Article]) -> Costs:
    """Load one batch and refresh everything; CPU seconds of each."""
    costs = Costs()
    with connect(url, autocommit=True) as conn:
        own, server = time.process_time(), meter.cpu_of(conn.info.backend_pid)
        tally = articles.load(conn, RunKey(dag_id="bench", run_id=f"run {number}", task_id="load"), loaded)
        costs["load"] = time.process_time() - own + meter.cpu_of(conn.info.backend_pid) - server
        if tally != {"stored": len(loaded)}:
            sys.exit(f"the batch was not stored as it is: {dict(tally)}")
    for name, act in tasks().items():
        key = RunKey(dag_id="refresh_marts", run_id=f"run {number}", task_id=name)
        later = datetime.now(UTC) + timedelta(hours=1 + number)  # than the last run by far enough to do it again
        own, server = meter.own_cpu(), meter.server_cpu()
        act(url, key, now=later, is_asked=False)
        costs[name] = meter.own_cpu() - own + meter.server_cpu() - server
    return costs


def _report(none: Sequence[Costs], few: Sequence[Costs], many: Sequence[Costs], fewer: int, more: int) -> int:
    def mean(of: Sequence[Costs], name: str) -> float:
        return 1000 * sum(costs[name] for costs in of) / len(of)

    print(f"\nCPU ms of a batch of {BATCH} articles, mean of {len(none)}")
    print(f"{'':<20}{'empty':>10}{fewer:>12}{more:>12}{'ratio':>8}")
    for name in none[0]:
        first = none if name == "load" else few
        ratio = mean(many, name) / max(mean(first, name), 0.1)
        row = f"{mean(none, name):>10.0f}{mean(few, name):>12.0f}{mean(many, name):>12.0f}{ratio:>8.2f}"
        print(f"{name:<20}{row}  {'against empty' if name == 'load' else f'against {fewer}'}")
    totals = [sum(mean(of, name) for name in of[0] if name != "load") for of in (none, few, many)]
    print(f"{'refresh, all':<20}{totals[0]:>10.0f}{totals[1]:>12.0f}{totals[2]:>12.0f}{totals[2] / totals[1]:>8.2f}")
    grown = mean(many, "load") / mean(none, "load")
    print(f"loading costs {grown:.2f} times as much as into an empty warehouse; the limit is {LIMIT}")
    return 0 if grown <= LIMIT else 1


def _size(url: str) -> str:
    with connect(url, autocommit=True) as conn:
        row = conn.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
    return str(row[0]) if row else ""


if __name__ == "__main__":
    sys.exit(main())
