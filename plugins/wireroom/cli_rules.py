"""Commands for people who write rules: one page through every step, and what a reprocess would change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.cli_feeds import since_of
from wireroom.errors import PermanentError
from wireroom.interval import Interval
from wireroom.jobs.notices import own_rules, rules_in
from wireroom.jobs.previewing import preview
from wireroom.jobs.reprocess import AGES, ReprocessRequest
from wireroom.jobs.trying import try_page
from wireroom.local.context import recorded_settings, warehouse_of
from wireroom.warehouse import lines
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

COMMANDS = frozenset({"try", "reprocess"})
REAL = (
    "a reprocess runs in Airflow: `wireroom airflow backfill create --dag-id reprocess_articles --from-date ... "
    "--to-date ... --reprocess-behavior completed`, or Trigger, Backfill in the UI; --preview shows what it would "
    "change"
)


def add_commands(commands: Subparsers) -> None:
    """Add `try` and `reprocess` to the command line."""
    what = "one page through every step: extract, cuts by rule, language, dates, title; stores nothing"
    tried = commands.add_parser("try", help=what, description=what)
    tried.add_argument("place", help="a URL, or a file as ingest_seeds reads it")
    tried.add_argument("--language", help="the language you expect, a hint")
    tried.add_argument("--notices", help="a directory of notice rules instead of WIREROOM_NOTICES_DIR")
    tried.add_argument("--source", help="remove the lines learned for this source too; asks the warehouse")
    what = "what reading stored pages again would change"
    again = commands.add_parser("reprocess", help=what, description=f"{what}; {REAL}")
    again.add_argument("--preview", action="store_true", help="counts by kind and examples; writes nothing")
    again.add_argument("--since", default="7d", help="2026-01-31, 2026-01-31T08:00, 7d, 12h; start of the interval")
    again.add_argument("--until", default="0h", help="its end, not included; now without it")
    again.add_argument("--by", choices=("stored", "published"), default="stored", help="which time the interval is of")
    again.add_argument("--months", action="store_true", help="by date: also months and years that are only touched")
    again.add_argument("--source")
    again.add_argument("--language")
    again.add_argument("--rule", help="only articles that this rule cut")
    again.add_argument("--older", nargs="*", choices=AGES, default=[], help="only what is older than today's")
    again.add_argument("--limit", type=int, default=1000, help="read at most so many, a sample; 1000")
    again.add_argument("--examples", type=int, default=10)


def run(options: argparse.Namespace, environ: Mapping[str, str], now: datetime) -> int:
    """Run one of these commands; its exit code."""
    return _try(options, environ) if options.command == "try" else _reprocess(options, environ, now)


def _try(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    settings = recorded_settings(environ)
    learned: frozenset[int] = frozenset()
    if options.source:
        with session(warehouse_of(environ)[0]) as conn:
            learned = lines.acting(conn, [options.source]).get(options.source, learned)
    overlay = rules_in(Path(options.notices)) if options.notices else own_rules(settings)
    told = try_page(
        settings, options.place, overlay=overlay, hint=options.language, learned=learned, now=lambda: datetime.now(UTC)
    )
    for line in told:
        print(line)
    return 0


def _reprocess(options: argparse.Namespace, environ: Mapping[str, str], now: datetime) -> int:
    if not options.preview:
        raise PermanentError(REAL)
    url, settings = warehouse_of(environ)
    request = ReprocessRequest(
        select_by=options.by,
        months=options.months,
        source=options.source,
        language=options.language,
        rule=options.rule,
        older=tuple(options.older),
    )
    interval = Interval(start=since_of(options.since, now), end=since_of(options.until, now))
    found = preview(url, settings, interval, request, limit=options.limit, examples=options.examples, now=now)
    for line in found.lines():
        print(line)
    return 0
