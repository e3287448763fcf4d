"""Commands for those who take data out: exports, corpora, and the sources that stay in."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import CorpusRefused, RestrictionRefused
from wireroom.jobs import corpora, exporting
from wireroom.jobs.exporting import Target, Written
from wireroom.local.context import warehouse_of
from wireroom.local.view import print_table, shortened
from wireroom.warehouse import corpora as kept
from wireroom.warehouse import restrictions
from wireroom.warehouse.connection import require_current_schema, session

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from datetime import datetime

    from wireroom.warehouse.connection import Connection

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

COMMANDS = frozenset({"corpus", "export", "sources"})
SHOWN = 20  # members that do not hold
NOTE_SHOWN = 60  # columns
ANY_SQL = "one SELECT, WITH, VALUES or TABLE statement; it reads what an analyst may read, and writes nothing"
TO = "a file ending in .parquet, .csv or .csv.gz; a cell of CSV that begins with = + - @ is a formula to a spreadsheet"


def add_commands(commands: Subparsers) -> None:
    """Add `export`, `corpus` and `sources` to the command line."""
    what = "write a mart or the answer to a query into a Parquet or CSV file"
    export = commands.add_parser("export", help=what, description=what)
    wanted = export.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--mart", metavar="NAME", help="all of mart.NAME")
    wanted.add_argument("--query", metavar="SQL", help=ANY_SQL)
    wanted.add_argument("--corpus", metavar="NAME", help="a frozen corpus, with FILE.manifest.json beside it")
    _add_target(export)
    _add_corpus(commands)
    what = "sources whose texts are left out of exports"
    actions = commands.add_parser("sources", help=what, description=what).add_subparsers(dest="action", required=True)
    restrict = actions.add_parser("restrict", help="leave its texts out of exports")
    restrict.add_argument("source", help="as mart.article names it: the key of a feed, or the name of seed files")
    restrict.add_argument("--reason", required=True)
    restrict.add_argument("--by", default=getpass.getuser())
    actions.add_parser("lift", help="let it into exports again").add_argument("source")
    actions.add_parser("restricted", help="those that are restricted, and why")


def _add_corpus(commands: Subparsers) -> None:
    what = "articles frozen for research: what they are now stays, whatever becomes of them"
    actions = commands.add_parser("corpus", help=what, description=what).add_subparsers(dest="action", required=True)
    freeze = actions.add_parser("freeze", help="keep the articles a query names, in their newest version, for good")
    freeze.add_argument("name", help="lower-case letters, digits, dots, dashes, underscores; for good")
    freeze.add_argument(
        "--query", metavar="SQL", required=True, help=f"with a column article_id or public_id; {ANY_SQL}"
    )
    freeze.add_argument("--note", help="what it is for")
    freeze.add_argument("--by", default=getpass.getuser())
    _add_timeout(freeze, corpora.TIMEOUT_S, "for the query; five minutes without it")
    actions.add_parser("list", help="every corpus, the newest first")
    export = actions.add_parser("export", help="the same as `wireroom export --corpus`")
    _add_target(export)
    drop = actions.add_parser("drop", help="forget it; the articles stay")
    drop.add_argument("--yes", action="store_true", help="without it nothing is dropped")
    show = actions.add_parser("show", help="its manifest, as JSON")
    verify = actions.add_parser("verify", help="hold it against its hashes; code 1 where it is not what was frozen")
    for action in (export, show, verify, drop):
        action.add_argument("name")


def _add_timeout(parser: argparse.ArgumentParser, seconds: float, what: str) -> None:
    parser.add_argument("--timeout", type=float, default=seconds, metavar="SECONDS", help=what)


def _add_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="FILE", required=True, help=TO)
    parser.add_argument("--include-restricted", action="store_true", help="also sources that are restricted")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    _add_timeout(parser, exporting.TIMEOUT_S, "for all of it; an hour without it")


def run(options: argparse.Namespace, environ: Mapping[str, str], now: datetime) -> int:
    """Run one of these commands; its exit code."""
    url, _ = warehouse_of(environ)
    if options.command == "sources":
        _sources(options, url, now)
    elif options.command == "corpus":
        return _corpus(options, url, now)
    elif options.corpus:
        _export_corpus(options, options.corpus, url)
    else:
        _export(options, url)
    return 0


def _export(options: argparse.Namespace, url: str) -> None:
    if options.mart:
        written = exporting.export_mart(url, options.mart, _target(options), say=_say)
    else:
        written = exporting.export_query(url, options.query, _target(options), say=_say)
    _print(written)


def _export_corpus(options: argparse.Namespace, name: str, url: str) -> None:
    exported = corpora.export_corpus(url, name, _target(options), say=_say)
    _print(exported.written)
    print(f"manifest {exported.manifest}")
    if exported.taken_down:
        print(f"{exported.taken_down:,} of them have no text: taken down since the corpus was frozen")
    if exported.restricted:
        print(
            f"{exported.restricted:,} of them have no text: their sources are restricted, --include-restricted adds it"
        )


def _corpus(options: argparse.Namespace, url: str, now: datetime) -> int:
    if options.action == "freeze":
        _freeze(options, url, now)
    elif options.action == "export":
        _export_corpus(options, options.name, url)
    elif options.action == "verify":
        return _verify(options.name, url)
    else:
        with session(url) as conn:
            require_current_schema(conn)
            _look(options, conn)
    return 0


def _freeze(options: argparse.Namespace, url: str, now: datetime) -> None:
    corpus = corpora.freeze(
        url, options.name, options.query, note=options.note, by=options.by, now=now, timeout_s=options.timeout
    )
    print(f"froze {corpus.article_count:,} articles as {corpus.corpus}")
    print(f"content {corpus.content_sha256}")


def _look(options: argparse.Namespace, conn: Connection) -> None:
    """List the corpora, show the manifest of one, or drop it."""
    if options.action == "list":
        rows = [
            (
                each.corpus,
                f"{each.article_count:,}",
                f"{each.taken_down_count:,}",
                f"{each.frozen_at:%Y-%m-%d}",
                each.frozen_by,
                shortened(each.note or "", NOTE_SHOWN),
            )
            for each in kept.listed(conn)
        ]
        print_table(("corpus", "articles", "taken down", "frozen", "by", "note"), rows)
        return
    corpus = corpora.find(conn, options.name)
    if options.action == "show":
        said = {**corpus.manifest, "taken_down_since": corpus.taken_down_count}
        print(json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True))
    elif not options.yes:
        msg = f"{corpus.corpus} holds {corpus.article_count:,} articles, and nobody can freeze it again: --yes drops it"
        raise CorpusRefused(msg)
    else:
        kept.drop(conn, options.name)
        print(f"dropped {options.name}; its articles stay")


def _verify(name: str, url: str) -> int:
    found = corpora.verify(url, name)
    count = found.count
    for public_id, version, is_gone in found.altered[:SHOWN]:
        print(f"{public_id}, version {version}: {'its text is gone' if is_gone else 'is not what was frozen'}")
    if len(found.altered) > SHOWN:
        print(f"... and {len(found.altered) - SHOWN:,} more")
    if count.found != count.frozen:
        print(f"{count.frozen:,} articles were frozen, {count.found:,} are there")
    if count.adds_up is False:
        print("the hashes of its members are not those of the manifest")
    gaps = f", {count.taken_down:,} of them taken down since: declared gaps" if count.taken_down else ""
    holds = "holds" if found.holds else "does not hold"
    print(f"{name} {holds}: {count.found:,} articles{gaps}")
    return 0 if found.holds else 1


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
