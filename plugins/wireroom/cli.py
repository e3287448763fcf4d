"""The command line: `wireroom up` and its companions. Each target of the Makefile is one of these."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.error import URLError

from wireroom import cli_corpora, cli_desk, cli_feeds, cli_rights, cli_rules
from wireroom.errors import WireroomError
from wireroom.local.analysis import analysis
from wireroom.local.context import running_context
from wireroom.local.dump import backup
from wireroom.local.halt import destroy, down
from wireroom.local.restore import restore
from wireroom.local.status import airflow, heartbeat, logs, psql, status
from wireroom.local.steps import Steps
from wireroom.local.up import migrate_only, up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMMANDS = {
    "up": "start everything, read the seeds, show the articles",
    "down": "stop everything started from this checkout",
    "status": "what runs, where it listens, how much is stored",
    "heartbeat": "code 0 and `alive`, or 1 and why not: for a monitor outside",
    "psql": "psql on the warehouse; what follows is passed to it",
    "airflow": "Airflow's own command line on what runs here; what follows is passed to it",
    "analysis": "ask a ready question of sql/analysis; without a name the list of them",
    "logs": "the end of every log",
    "migrate": "bring the warehouse schema to this code",
    "backup": "dump the warehouse and Airflow's metadata",
    "restore": "put a backup in the place of what is there",
    "destroy": "remove all data but backups, once the checkout's name is typed",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit. A foreseen problem is one sentence and code 1; a bug shows its trace."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command not in {"airflow", "psql"}:
        parser.error(f"unknown arguments: {' '.join(rest)}")
    options.rest = rest
    try:
        sys.exit(_run(options))
    except WireroomError as exc:
        sys.exit(f"wireroom: {exc}")
    except BrokenPipeError:  # whoever read what we print has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (ConnectionError, TimeoutError, URLError) as exc:
        sys.exit(f"wireroom: Airflow's API went away ({exc}): run the command again, `make logs` shows why")
    except OSError as exc:
        if exc.errno != errno.ENOSPC:
            raise
        sys.exit(f"wireroom: the disk of {exc.filename or 'the checkout'} is full: free some space")
    except KeyboardInterrupt:
        sys.exit("\nwireroom: interrupted; `make up` goes on from here, `make down` stops what runs")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wireroom", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    known = {name: commands.add_parser(name, help=text, description=text) for name, text in COMMANDS.items()}
    known["up"].add_argument("--seeds", default="", help="a directory of yours to read first")
    known["analysis"].add_argument("name", nargs="?", help="the file in sql/analysis, without .sql")
    known["analysis"].add_argument("values", nargs="*", metavar="name=value", help="instead of the file's own")
    known["logs"].add_argument("--follow", action="store_true", help="go on as lines come")
    cli_desk.add_commands(commands)
    cli_feeds.add_commands(commands)
    cli_rules.add_commands(commands)
    cli_corpora.add_commands(commands)
    cli_rights.add_commands(commands)
    known["restore"].add_argument("--file", default="", help="a backup's directory or name; the newest without it")
    return parser


def _run(options: argparse.Namespace) -> int:
    """Run the command; its exit code."""
    environ = dict(os.environ)
    commands: dict[str, Callable[[], int | None]] = {
        "up": lambda: up(environ, seeds=options.seeds),
        "down": lambda: down(environ),
        "status": lambda: 0 if status(environ) else 1,
        "heartbeat": lambda: 0 if heartbeat(environ) else 1,
        "airflow": lambda: airflow(environ, options.rest),
        "psql": lambda: psql(environ, options.rest),
        "analysis": lambda: analysis(environ, options.name, options.values),
        "logs": lambda: logs(environ, follow=options.follow),
        "migrate": lambda: migrate_only(environ),
        "backup": lambda: (backup(running_context(environ), Steps()), None)[1],
        "restore": lambda: restore(environ, wanted=options.file),
        "destroy": lambda: destroy(environ),
    }
    if options.command in cli_feeds.COMMANDS:
        return cli_feeds.run(options, environ, datetime.now(UTC))
    if options.command in cli_rules.COMMANDS:
        return cli_rules.run(options, environ, datetime.now(UTC))
    if options.command in cli_corpora.COMMANDS:
        return cli_corpora.run(options, environ, datetime.now(UTC))
    if options.command in cli_rights.COMMANDS:
        return cli_rights.run(options, environ, datetime.now(UTC))
    if options.command not in commands:
        return cli_desk.run(options, environ, datetime.now(UTC))
    return commands[options.command]() or 0


if __name__ == "__main__":
    main()
