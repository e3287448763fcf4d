"""Commands for those who take data out: exports, corpora, and the sources that stay in."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import RestrictionRefused
from wireroom.jobs import exporting
from wireroom.jobs.exporting import Target, Written
from wireroom.local.context import warehouse_of
from wireroom.local.view import print_table
from wireroom.warehouse import restrictions
from wireroom.warehouse.connection import require_current_schema, session

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from datetime import datetime

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

COMMANDS = frozenset({"export", "sources"})
ANY_SQL = "one SELECT, WITH, VALUES or TABLE statement; it reads what an analyst may read, and writes nothing"
TO = "a file ending in .parquet, .csv or .csv.gz; a cell of CSV that begins with = + - @ is a formula to a spreadsheet"


def add_commands(commands: Subparsers) -> None:
    """Add `export` and `sources` to the command line."""
    what = "write a mart or the answer to a query into a Parquet or CSV file"
    export = commands.add_parser("export", help=what, description=what)
    wanted = export.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--mart", metavar="NAME", help="all of mart.NAME")
    wanted.add_argument("--query", metavar="SQL", help=ANY_SQL)
    _add_target(export)
    what = "sources whose texts are left out of exports"
    actions = commands.add_parser("sources", help=what, description=what).add_subparsers(dest="action", required=True)
    restrict = actions.add_parser("restrict", help="leave its texts out of exports")
    restrict.add_argument("source", help="as mart.article names it: the key of a feed, or the name of seed files")
    restrict.add_argument("--reason", required=True)
    restrict.add_argument("--by", default=getpass.getuser())
    actions.add_parser("lift", help="let it into exports again").add_argument("source")
    actions.add_parser("restricted", help="those that are restricted, and why")


def _add_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="FILE", required=True, help=TO)
    parser.add_argument("--include-restricted", action="store_true", help="also sources that are restricted")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    parser.add_argument(
        "--timeout",
        type=float,
        default=exporting.TIMEOUT_S,
        metavar="SECONDS",
        help="for all of it; an hour without it",
    )


def run(options: argparse.Namespace, environ: Mapping[str, str], now: datetime) -> int:
    """Run one of these commands; its exit code."""
    url, _ = warehouse_of(environ)
    if options.command == "sources":
        _sources(options, url, now)
    else:
        _export(options, url)
    return 0


def _export(options: argparse.Namespace, url: str) -> None:
    if options.mart:
        written = exporting.export_mart(url, options.mart, _target(options), say=_say)
    else:
        written = exporting.export_query(url, options.query, _target(options), say=_say)
    _print(written)


def _sources(options: argparse.Namespace, url: str, now: datetime) -> None:
    with session(url) as conn:
        require_current_schema(conn)
        if options.action == "restricted":
            found = restrictions.listed(conn)
            rows = [(each.source, f"{each.restricted_at:%Y-%m-%d}", each.restricted_by, each.reason) for each in found]
            print_table(("source", "since", "by", "reason"), rows)
        elif options.action == "lift":
            if not restrictions.lift(conn, options.source):
                raise RestrictionRefused(f"{options.source} is not restricted: see `wireroom sources restricted`")
            print(f"{options.source} is in exports again")
        elif not options.reason.strip():
            raise RestrictionRefused("say why: a restriction without a reason is not kept")
        elif not restrictions.put(conn, options.source, reason=options.reason, by=options.by, at=now):
            raise RestrictionRefused(f"no article and no feed is of a source {options.source}: see mart.article")
        else:
            print(f"{options.source} is left out of exports from now on")


def _target(options: argparse.Namespace) -> Target:
    return Target(
        path=Path(options.to),
        force=options.force,
        include_restricted=options.include_restricted,
        timeout_s=options.timeout,
    )


def _say(rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{rows:,} rows", end="", file=sys.stderr, flush=True)


def _print(written: Written) -> None:
    if sys.stderr.isatty():
        print("\r", end="", file=sys.stderr)
    left = f", {written.left_out:,} rows of restricted sources left out" if written.left_out else ""
    print(f"{written.rows:,} rows to {written.path}, {written.size:,} bytes{left}")
    print(f"sha256 {written.sha256}")
