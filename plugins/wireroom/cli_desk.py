"""Commands for people who look after the text: learned lines, corrections of single articles, rules of one's own."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import PermanentError
from wireroom.jobs import overrides as corrections
from wireroom.jobs.notices import own_rules, rules_in
from wireroom.local.context import recorded_settings, warehouse_of
from wireroom.read.lines import hash_hex, hash_of_hex
from wireroom.read.overrides import UNDATED
from wireroom.warehouse import lines, overrides
from wireroom.warehouse.connection import session
from wireroom.warehouse.overrides import Field

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from datetime import datetime

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

STATUS = {"approve": "approved", "reject": "rejected"}
SHOWN = 100  # characters of a line in a list


def add_commands(commands: Subparsers) -> None:
    """Add `lines`, `override` and `notices` to the command line."""
    _add_lines(commands)
    _add_override(commands)
    what = "rules of your own: test them by their examples"
    notices = commands.add_parser("notices", help=what, description=what).add_subparsers(dest="action", required=True)
    check = notices.add_parser("check", help="read and test them, and say which do not hold")
    check.add_argument("directory", nargs="?", help="instead of WIREROOM_NOTICES_DIR")


def _add_lines(commands: Subparsers) -> None:
    what = "lines a source repeats: which are removed from new articles"
    actions = commands.add_parser("lines", help=what, description=what).add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="those in most articles first")
    listing.add_argument("--source")
    listing.add_argument("--status", choices=["candidate", "promoted", "approved", "rejected"])
    listing.add_argument("--limit", type=int, default=50)
    for action, text in (("approve", "remove it from new articles"), ("reject", "never remove it")):
        decide = actions.add_parser(action, help=text)
        decide.add_argument("line_hash", help="as `wireroom lines list` shows it")
        decide.add_argument("--source", help="one source only")
        decide.add_argument("--reason")
        decide.add_argument("--by", default=getpass.getuser())


def _add_override(commands: Subparsers) -> None:
    what = "correct one article, for good"
    actions = commands.add_parser("override", help=what, description=what).add_subparsers(dest="action", required=True)
    put = actions.add_parser("set", help="say what holds, whenever the article is read")
    put.add_argument("url_key", help="url_key of the article")
    field = put.add_mutually_exclusive_group(required=True)
    field.add_argument("--language", help="its code, such as pl")
    field.add_argument("--published", help=f"2023-08-31, 2023-08-31T08:58+02:00 or {UNDATED}")
    field.add_argument("--not-article", action="store_true", help="it is none: leave it out of the marts")
    put.add_argument("--reason", required=True)
    put.add_argument("--by", default=getpass.getuser())
    actions.add_parser("list", help="what was said, newest first")
    remove = actions.add_parser("remove", help="take it back")
    remove.add_argument("url_key", help="url_key of the article")
    remove.add_argument("--field", choices=[field.value for field in Field], help="one field only")


def run(options: argparse.Namespace, environ: Mapping[str, str], now: datetime) -> int:
    """Run one of these commands; its exit code."""
    if options.command == "notices":
        _check_notices(options, environ)
    elif options.command == "lines":
        _lines(options, warehouse_of(environ)[0], now)
    else:
        _override(options, environ, now)
    return 0


def _check_notices(options: argparse.Namespace, environ: Mapping[str, str]) -> None:
    settings = recorded_settings(environ)
    overlay = rules_in(Path(options.directory)) if options.directory else own_rules(settings)
    rules = sum(len(file.rules) for file in overlay.files)
    print(
        f"{rules} rules of your own hold, {len(overlay.off)} shipped ones are off, version {overlay.version or 'none'}"
    )


def _lines(options: argparse.Namespace, url: str, now: datetime) -> None:
    with session(url) as conn:
        if options.action == "list":
            for line in lines.listed(conn, source=options.source, status=options.status, limit=options.limit):
                lacks = f", lacks {' '.join(line.lacks)}" if line.lacks else ""
                who = f", {line.status} by {line.decided_by}" if line.decided_by else ""
                print(f"{hash_hex(line.line_hash)}  {line.status:9}  {line.source}: {(line.text or '')[:SHOWN]}")
                print(f"    in {line.article_count} articles on {line.day_count} days{lacks}{who}")
            return
        done = lines.decide(
            conn,
            _hash(options.line_hash),
            status=STATUS[options.action],
            source=options.source,
            by=options.by,
            reason=options.reason,
            at=now,
        )
    if not done:
        msg = f"no source has a learned line {options.line_hash}: see `wireroom lines list`"
        raise PermanentError(msg)
    for source, text in done:
        print(f"{STATUS[options.action]} for {source}: {(text or '')[:SHOWN]}")


def _override(options: argparse.Namespace, environ: Mapping[str, str], now: datetime) -> None:
    url, settings = warehouse_of(environ)
    if options.action == "list":
        with session(url) as conn:
            for said in overrides.listed(conn):
                print(f"{said.url_key}  {said.field} = {said.value}")
                print(f"    {said.reason} ({said.decided_by}, {said.decided_at:%Y-%m-%d %H:%M} UTC)")
    elif options.action == "set":
        field, value = _said(options)
        became = corrections.set_override(
            url, settings, options.url_key, field, value, reason=options.reason, by=options.by, now=now
        )
        print(f"{field} of {options.url_key} is kept; {became}")
    else:
        taken = Field(options.field) if options.field else None
        became = corrections.remove_override(url, settings, options.url_key, taken, now=now)
        print(f"{taken or 'everything said'} of {options.url_key} is taken back; {became}")


def _said(options: argparse.Namespace) -> tuple[Field, str]:
    if options.not_article:
        return Field.NOT_ARTICLE, "true"
    return (Field.LANGUAGE, options.language) if options.language else (Field.PUBLISHED, options.published or "")


def _hash(digits: str) -> int:
    try:
        return hash_of_hex(digits)
    except ValueError as exc:
        raise PermanentError(str(exc)) from exc
