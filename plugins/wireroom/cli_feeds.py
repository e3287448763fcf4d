"""Commands for people who look after the feeds: the registry, a look at a whole list from here, rejected entries."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import PermanentError
from wireroom.jobs import registry, replays
from wireroom.jobs.checking import check_feeds, find_feeds
from wireroom.jobs.registry import Done, Facts
from wireroom.local.context import recorded_settings, warehouse_of
from wireroom.local.view import print_table, shortened
from wireroom.model import Reason
from wireroom.settings import CHECKOUT
from wireroom.warehouse import feeds
from wireroom.warehouse.connection import require_current_schema, session
from wireroom.warehouse.feeds import Terms

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

COMMANDS = frozenset({"feeds", "replay"})
POLICIES = ("store", "metadata", "skip")
STATUSES = ("active", "unreachable", "gone", "quarantined", "paused")
SHIPPED = CHECKOUT / "seeds" / "feeds.opml"
ADDRESS_SHOWN = 60  # columns
_AGO = re.compile(r"(\d{1,4})\s*([dh])")


def add_commands(commands: Subparsers) -> None:
    """Add `feeds` and `replay` to the command line."""
    what = "the registry of feeds"
    actions = commands.add_parser("feeds", help=what, description=what).add_subparsers(dest="action", required=True)
    taken = actions.add_parser("import", help="register the feeds of OPML or of a text with one address a line")
    taken.add_argument("file", help="- reads from standard input")
    taken.add_argument("--dry-run", action="store_true", help="say what would be done, keep nothing")
    _add_facts(taken)
    given = actions.add_parser("export", help="write the registry as OPML")
    given.add_argument("file", nargs="?", default="-", help="- or nothing writes to standard output")
    given.add_argument("--with-secrets", action="store_true", help="also feeds whose address carries a secret")
    listing = actions.add_parser("list", help="every feed, by key")
    listing.add_argument("--status", choices=STATUSES)
    listing.add_argument("--language")
    add = actions.add_parser("add", help="register one feed")
    add.add_argument("url")
    add.add_argument("--key", help="short name, the source of its articles; made of the address without it")
    add.add_argument("--title")
    _add_facts(add)
    _add_terms(add)
    change = actions.add_parser("set", help="change the terms of one feed")
    change.add_argument("key")
    change.add_argument("--zone", help="IANA time zone of dates without an offset")
    change.add_argument("--connection", help="Airflow connection with the credentials to ask with")
    _add_terms(change)
    for action, text in (("pause", "leave feeds alone"), ("resume", "poll them again: paused, gone or quarantined")):
        actions.add_parser(action, help=text).add_argument("key", nargs="+")
    find = actions.add_parser("find", help="which feeds a site announces; asks the site")
    find.add_argument("url")
    check = actions.add_parser("check", help="poll every feed of a list once, say which do not answer or parse")
    check.add_argument("file", nargs="?", default=str(SHIPPED))
    what = "put rejected entries back into the queue"
    replay = commands.add_parser("replay", help=what, description=what)
    replay.add_argument("--reason", choices=[reason.value for reason in Reason], help="without it: any")
    replay.add_argument("--source", help="the key of a feed; without it: all")
    replay.add_argument("--since", default="7d", help="2026-01-31, 2026-01-31T08:00, 7d, 12h; rejected since then")
    replay.add_argument("--dry-run", action="store_true", help="count them only")


def _add_facts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", help="BCP 47, such as pl")
    parser.add_argument("--country", help="of the publisher, ISO 3166-1, such as PL")
    parser.add_argument("--publisher")
    parser.add_argument("--zone", help="IANA time zone of dates without an offset, such as Europe/Warsaw")
    parser.add_argument("--connection", help="Airflow connection with the credentials to ask with")


def _add_terms(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--noarchive", choices=POLICIES, help="what to do with pages that say noarchive")
    parser.add_argument("--reservation", choices=POLICIES, help="the same where text and data mining is reserved")
    parser.add_argument("--obey-robots", choices=("yes", "no"), help="does robots.txt count for the feed itself")
    parser.add_argument(
        "--patience", type=float, help="0.1 to 10 times the feed's own rhythm; 0.5 looks twice as often"
    )
    parser.add_argument("--revisit", help="hours after publication to look again, such as 1,6,24,168; none: never")
    parser.add_argument("--revisits-per-day", type=int, help="at most so many such looks")


def run(options: argparse.Namespace, environ: Mapping[str, str], now: datetime) -> int:
    """Run one of these commands; its exit code."""
    if options.command == "replay":
        return _replay(options, environ, now)
    if options.action in {"find", "check"}:
        return _ask(options, environ)
    actions = {
        "import": _import,
        "add": _add,
        "export": _export,
        "list": _list,
        "set": _set,
        "pause": _switch,
        "resume": _switch,
    }
    return actions[options.action](options, warehouse_of(environ)[0])


def _import(options: argparse.Namespace, url: str) -> int:
    answers = registry.import_feeds(url, _read(options.file), _facts(options), dry_run=options.dry_run)
    for answer in answers:
        if answer.done is not Done.UNCHANGED:
            print(answer)
    counts = registry.counted(answers)
    said = ", ".join(f"{number} {what}" for what, number in counts.items())
    print(f"{said}{'; nothing was kept' if options.dry_run else ''}")
    return 1 if counts[Done.REFUSED] else 0


def _add(options: argparse.Namespace, url: str) -> int:
    answer = registry.add_feed(url, options.url, _facts(options), key=options.key, title=options.title)
    if answer.done is not Done.REFUSED and answer.key:
        registry.set_terms(url, answer.key, _terms(options))
    print(answer)
    return 1 if answer.done is Done.REFUSED else 0


def _export(options: argparse.Namespace, url: str) -> int:
    with session(url) as conn:
        require_current_schema(conn)
        written, left = registry.export_feeds(feeds.registered(conn), with_secrets=options.with_secrets)
    if options.file == "-":
        sys.stdout.buffer.write(written)
    else:
        Path(options.file).write_bytes(written)
    if left:
        print(
            f"left out, their addresses carry secrets: {', '.join(left)}; --with-secrets writes them", file=sys.stderr
        )
    return 0


def _list(options: argparse.Namespace, url: str) -> int:
    with session(url) as conn:
        require_current_schema(conn)
        found = feeds.registered(conn)
    rows = [
        (
            line.key,
            line.status,
            line.language or "",
            f"{line.next_poll_at:%m-%d %H:%M}" if line.next_poll_at else "",
            line.last_result or "",
            shortened(line.url_shown, ADDRESS_SHOWN),
        )
        for line in found
        if options.status in {None, line.status} and options.language in {None, line.language}
    ]
    print_table(("key", "status", "language", "due (UTC)", "last", "address"), rows)
    return 0


def _set(options: argparse.Namespace, url: str) -> int:
    facts = registry.checked(Facts(zone=options.zone, connection_id=options.connection))
    registry.set_terms(url, options.key, _terms(options, facts))
    print(f"set for {options.key}; mart.feed has what holds now")
    return 0


def _switch(options: argparse.Namespace, url: str) -> int:
    with session(url) as conn:
        require_current_schema(conn)
        known = {line.key for line in feeds.registered(conn)}
        if unknown := [key for key in options.key if key not in known]:
            raise PermanentError(f"no such feed: {', '.join(unknown)}; see `wireroom feeds list`")
        changed = feeds.pause(conn, options.key) if options.action == "pause" else feeds.resume(conn, options.key)
    for key in options.key:
        print(f"{key}: {f'{options.action}d' if key in changed else 'was so already'}")
    return 0


def _ask(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    settings = recorded_settings(environ)
    if options.action == "find":
        for link in find_feeds(settings, options.url, now=_clock):
            print(f"{link.url}  {link.title or ''}".rstrip())
        return 0
    summary = check_feeds(settings, _read(options.file), now=_clock, say=print)
    print(summary)
    return 0 if summary.all_well else 1


def _replay(options: argparse.Namespace, environ: Mapping[str, str], now: datetime) -> int:
    url, _ = warehouse_of(environ)
    since = since_of(options.since, now)
    count = replays.replay(url, reason=options.reason, source=options.source, since=since, dry_run=options.dry_run)
    what = "would go back" if options.dry_run else "went back"
    print(f"{count} entries rejected since {since:%Y-%m-%d %H:%M} UTC {what} into the queue")
    return 0


def since_of(text: str, now: datetime) -> datetime:
    """The moment that `2026-01-31`, `2026-01-31T08:00`, `7d` or `12h` names; without a zone in UTC."""
    if ago := _AGO.fullmatch(text.strip()):
        return now - (timedelta(days=int(ago[1])) if ago[2] == "d" else timedelta(hours=int(ago[1])))
    try:
        stated = datetime.fromisoformat(text.strip())
    except ValueError:
        msg = f"{text!r} is no moment: write it as 2026-01-31, 2026-01-31T08:00, 7d or 12h"
        raise PermanentError(msg) from None
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)


def _facts(options: argparse.Namespace) -> Facts:
    return Facts(
        language=options.language,
        country=options.country,
        publisher=options.publisher,
        zone=options.zone,
        connection_id=options.connection,
    )


def _terms(options: argparse.Namespace, facts: Facts | None = None) -> Terms:
    return Terms(
        on_noarchive=options.noarchive,
        on_reservation=options.reservation,
        obeys_robots=None if options.obey_robots is None else options.obey_robots == "yes",
        patience=options.patience,
        revisit_hours=None if options.revisit is None else registry.hours(options.revisit),
        revisits_per_day=options.revisits_per_day,
        publisher_zone=facts.zone if facts else None,
        connection_id=facts.connection_id if facts else None,
    )


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as exc:
        msg = f"{file} cannot be read: {exc.strerror}"
        raise PermanentError(msg) from exc


def _clock() -> datetime:
    return datetime.now(UTC)
