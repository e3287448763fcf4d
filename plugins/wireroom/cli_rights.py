"""Commands on who may read the warehouse, and on what must leave it for good."""

from __future__ import annotations

import getpass
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from wireroom.discover.urls import canonical_url
from wireroom.errors import AnalystRefused, TakedownRefused
from wireroom.jobs import takedown
from wireroom.jobs.management import moment
from wireroom.local.context import WAREHOUSE, running_context, warehouse_of
from wireroom.local.view import print_table
from wireroom.warehouse import analysts, takedowns
from wireroom.warehouse.connection import require_current_schema, session
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from wireroom.settings import Settings
    from wireroom.warehouse.takedowns import Takedown

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

COMMANDS = frozenset({"analyst", "takedown"})
PASSWORD = "ANALYST_PASSWORD"  # noqa: S105 (the name of a variable)
LEAST_PASSWORD = 12  # characters


def add_commands(commands: Subparsers) -> None:
    """Add `analyst` and `takedown` to the command line."""
    what = "logins that read the marts and facts and nothing else"
    actions = commands.add_parser("analyst", help=what, description=what).add_subparsers(dest="action", required=True)
    for action, text in (("add", f"make one; its password is printed once, or taken from ${PASSWORD}"), ("remove", "")):
        actions.add_parser(action, help=text or "take one away").add_argument("login")
    actions.add_parser("list", help="those there are, with their limits")
    what = "remove an article, a source or some days for good"
    actions = commands.add_parser("takedown", help=what, description=what).add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="erase it everywhere and keep it from coming back")
    add.add_argument("--url", help="of one article; the url_key of one without an address")
    add.add_argument("--source", help="all of a source, and what it will announce; or of a period only this one")
    add.add_argument("--since", type=moment, help="start of a period (UTC unless stated), 2026-03-01")
    add.add_argument("--until", type=moment, help="its end, not included")
    add.add_argument("--reason", required=True, help="kept for good: name no person")
    add.add_argument("--by", default=getpass.getuser(), help="who decided")
    add.add_argument("--dry-run", action="store_true", help="count, erase nothing")
    listing = actions.add_parser("list", help="what was taken down, newest first")
    listing.add_argument("--url", help="is this one?")
    lift = actions.add_parser("lift", help="let it come again; what was erased stays erased")
    lift.add_argument("takedown_id")
    lift.add_argument("--by", default=getpass.getuser())
    for action, text in (("write", "the list, for another copy of this warehouse"), ("read", "such a list, and erase")):
        actions.add_parser(action, help=text).add_argument("file", type=Path)


def run(options: argparse.Namespace, environ: Mapping[str, str], now: datetime) -> int:
    """Run one of these commands; its exit code."""
    if options.command == "analyst":
        _analyst(options, environ)
    else:
        _takedown(options, environ, now)
    return 0


def _analyst(options: argparse.Namespace, environ: Mapping[str, str]) -> None:
    url, settings = warehouse_of(environ)
    # in the embedded cluster its superuser makes logins; on another server whoever owns the warehouse, if he may
    admin = running_context(environ).url_of(WAREHOUSE) if settings.is_embedded else url
    with session(admin) as conn:
        require_current_schema(conn)
        if options.action == "list":
            rows = [(each.login, str(each.connections), "; ".join(each.settings)) for each in analysts.listed(conn)]
            print_table(("login", "connections", "settings"), rows)
        elif options.action == "remove":
            analysts.remove(conn, options.login)
            print(f"{options.login} is gone")
        else:
            given = environ.get(PASSWORD, "")
            if given and len(given) < LEAST_PASSWORD:
                raise AnalystRefused(f"${PASSWORD} is shorter than {LEAST_PASSWORD} characters")
            password = given or secrets.token_urlsafe(18)
            lacking = analysts.add(conn, options.login, password, settings)
            print(f"{options.login} reads mart and news, for {settings.analyst_timeout_s:g} s a query")
            print("password  " + (f"as in ${PASSWORD}" if given else f"{password}  (shown this once)"))
            print(f"psql      {_psql(url, options.login)}")
            for sentence in lacking:
                print(f"not set   {sentence}")


def _psql(url: str, login: str) -> str:
    """What the analyst types."""
    parts = urlsplit(url)
    _, _, place = parts.netloc.rpartition("@")
    address = urlunsplit(parts._replace(netloc=f"{login}@{place}"))
    return f"psql '{address}'"


def _takedown(options: argparse.Namespace, environ: Mapping[str, str], now: datetime) -> None:
    url, settings = warehouse_of(environ)
    if options.action == "add":
        _take_down(options, url, settings, now)
    elif options.action == "lift":
        takedown.lift(url, settings, options.takedown_id, by=options.by, now=now)
        print("lifted: it may come again")
    elif options.action == "read":
        if not options.file.is_file():
            raise TakedownRefused(f"there is no file {options.file}")
        _print_counts(takedown.bring_in_list(url, settings, options.file, now=now))
    else:
        with session(url) as conn:
            require_current_schema(conn)
            if options.action == "write":
                print(f"{takedown.write_list(conn, options.file)} takedowns in {options.file}")
                return
            asked = (canonical_url(options.url) or options.url) if options.url else None
            for each in takedowns.listed(conn, asked):
                _print(each)


def _take_down(options: argparse.Namespace, url: str, settings: Settings, now: datetime) -> None:
    what = takedown.selector(url=options.url, source=options.source, since=options.since, until=options.until)
    run = RunKey(dag_id=takedown.DAG, run_id=f"typed {now.isoformat()} {os.getpid()}", task_id="erase")
    done = takedown.take_down(
        url, settings, run, what, reason=options.reason, by=options.by, now=now, dry_run=options.dry_run
    )
    _print_counts(done)
    backups = settings.home_path.expanduser() / "backups"
    older = sorted(path.name for path in backups.glob("*Z*")) if settings.is_embedded and backups.is_dir() else []
    if older and not options.dry_run:
        print(f"{len(older)} backups in {backups} still hold it: remove them, or leave them to `make restore`, which")
        print("erases it again")


def _print(each: Takedown) -> None:
    said = {
        "url": f"url on {each.host or 'no host'}",
        "source": f"source {each.source}",
        "period": f"{each.since:%Y-%m-%d %H:%M} to {each.until:%Y-%m-%d %H:%M}" if each.since and each.until else "",
    }[each.kind]
    of = f" of {each.source}" if each.kind == "period" and each.source else ""
    state = "lifted" if each.lifted_at else "stands" if each.finished_at else "not finished"
    print(f"{each.takedown_id}  {state:12}  {said}{of}, {each.article_count} articles")
    print(f"    {each.reason} ({each.decided_by}, {each.decided_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC)")


def _print_counts(counts: Mapping[str, int]) -> None:
    print("\n".join(f"{number:>8}  {name.replace('_', ' ')}" for name, number in counts.items()) or "nothing to erase")
