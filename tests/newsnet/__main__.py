"""python -m newsnet: the simulated news internet as a program. Prints one line of JSON with its port, then serves."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import time
from pathlib import Path

from newsnet.faults import DEFAULT_FAULTS
from newsnet.server import serve
from newsnet.world import HOUR, World


def main() -> None:
    """Serve until SIGTERM, SIGINT or the end of --seconds."""
    asyncio.run(_run(_arguments()))


async def _run(given: argparse.Namespace) -> None:
    is_over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, is_over.set)
    async with serve(_world(given), port=given.port) as net:
        print(json.dumps({"port": net.port, "url": net.url, "allow_loopback": net.allow_loopback}), flush=True)
        try:
            async with asyncio.timeout(given.seconds or None):
                await is_over.wait()
        except TimeoutError:
            return


def _world(given: argparse.Namespace) -> World:
    begin = given.begin if given.begin is not None else time.time() - given.ago * HOUR
    return World(
        seed=given.seed,
        hosts=given.hosts,
        languages=tuple(code for code in given.languages.split(",") if code),
        rate=given.rate,
        window=given.window,
        begin=float(int(begin)),
        speed=given.speed,
        faults={name: weight * given.faults for name, weight in DEFAULT_FAULTS.items()},
        plan={
            int(number): fault for number, _, fault in (part.partition("=") for part in given.plan.split(",") if part)
        },
        full_text=given.full_text,
        legacy=given.legacy,
        edits=given.edits,
        deletions=given.deletions,
        syndication=given.syndication,
        hints=given.hints,
        archives=given.archives,
        paged=given.paged,
        history_s=given.history * 86_400,
        page_bytes=given.page_bytes,
        bodies=tuple(sorted(path for path in given.bodies.iterdir() if ".html" in path.suffixes))
        if given.bodies
        else (),
        spell_s=given.spell * 60,
        cycle_s=given.cycle * 60,
        hang_s=given.hang,
    )


def _arguments() -> argparse.Namespace:
    plain = World()
    parser = argparse.ArgumentParser(prog="newsnet", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0: any free one")
    parser.add_argument("--seed", type=int, default=plain.seed)
    parser.add_argument("--hosts", type=int, default=plain.hosts)
    parser.add_argument("--languages", default="", help="codes with commas; empty: all")
    parser.add_argument("--rate", type=float, default=plain.rate, help="articles per host and virtual hour")
    parser.add_argument("--window", type=int, default=plain.window, help="entries in a feed")
    parser.add_argument("--speed", type=float, default=plain.speed, help="virtual seconds in a real one")
    parser.add_argument("--begin", type=float, help="virtual time at the start, seconds since 1970")
    parser.add_argument("--ago", type=float, default=20.0, help="without --begin: so many hours before now")
    parser.add_argument("--faults", type=float, default=1.0, help="factor on the usual shares of faults; 0: none")
    parser.add_argument("--plan", default="", help="faults of single hosts, 0=gone,7=busy")
    parser.add_argument("--full-text", type=float, default=plain.full_text, help="share of feeds with whole articles")
    parser.add_argument("--legacy", type=float, default=plain.legacy, help="share of hosts without UTF-8")
    parser.add_argument("--edits", type=float, default=plain.edits, help="share of articles that change later")
    parser.add_argument("--deletions", type=float, default=plain.deletions, help="share of articles withdrawn later")
    parser.add_argument("--syndication", type=float, default=plain.syndication, help="share of copied articles")
    parser.add_argument("--hints", type=float, default=plain.hints, help="share of hosts that state a ttl")
    parser.add_argument("--archives", type=float, default=plain.archives, help="share of feeds with archived feeds")
    parser.add_argument("--paged", type=float, default=plain.paged, help="share of feeds with pages")
    parser.add_argument("--history", type=float, default=plain.history_s / 86_400, help="days before the beginning")
    parser.add_argument("--page-bytes", type=int, default=0, help="pages are padded to about this size")
    parser.add_argument("--bodies", type=Path, help="folder of .html or .html.gz served instead of own pages")
    parser.add_argument("--spell", type=float, default=plain.spell_s / 60, help="virtual minutes a passing fault lasts")
    parser.add_argument("--cycle", type=float, default=plain.cycle_s / 60, help="virtual minutes from one to the next")
    parser.add_argument("--hang", type=float, default=plain.hang_s, help="real seconds a silent server holds on")
    parser.add_argument("--seconds", type=float, default=0.0, help="stop by itself; 0: never")
    return parser.parse_args()


if __name__ == "__main__":
    main()
