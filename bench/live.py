"""`make demo-live`: watch the whole system read a simulated news internet for a few minutes, and vanish.

    bench/live.py [--minutes 3] [--hosts 60] [--factor 60]

Nothing leaves this machine: the news come from a program on loopback, in many languages, with all the faults of the
real thing. The system has a home of its own, which is removed in the end; your own warehouse is not touched.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

from onair import on_air, register
from wireroom.local.keys import ADMIN

if TYPE_CHECKING:
    from psycopg import Connection

EVERY_S = 3.0
SHOWN = 6  # rows at a time
NEW = """
SELECT article_id, to_char(clock_timestamp(), 'HH24:MI:SS'), language, source_host, left(display_title, 70)
FROM (
    SELECT a.*, s.name AS source_host FROM news.article AS a
    INNER JOIN news.source AS s ON a.source_id = s.source_id
    WHERE a.article_id > %s AND a.origin = 'live'
) AS new ORDER BY article_id
"""
TOTALS = """
SELECT
    (SELECT count(*) FROM news.article WHERE origin = 'live'),
    (SELECT count(DISTINCT language) FROM news.article WHERE origin = 'live'),
    (SELECT count(*) FROM ops.poll),
    (SELECT count(*) FROM ops.entry WHERE state = 'pending'),
    (SELECT count(*) FROM ops.entry WHERE state = 'transient')
"""
ENDS = """
SELECT outcome, coalesce(reason, ''), count(*) FROM ops.disposition WHERE origin = 'live' GROUP BY 1, 2 ORDER BY 3 DESC
"""


def main() -> None:
    """Start, show, remove."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--hosts", type=int, default=60)
    parser.add_argument("--factor", type=float, default=60.0, help="so many times faster than in reality")
    given = parser.parse_args()
    try:
        with on_air("live", hosts=given.hosts, factor=given.factor, minutes=given.minutes + 15) as (house, net):
            count = register(house, net, patience=0.25)
            print(f"\n{count} feeds of a simulated news internet, {given.factor:g} times faster than reality")
            print(f"look in: {house.ui}  login {ADMIN}, password {house.context.keys.admin}\n", flush=True)
            net.clock(speed=given.factor)
            house.start_dag("ingest_articles", by_hand=True)
            house.start_dag("poll_feeds", by_hand=True)
            with house.warehouse() as conn:
                _watch(conn, given.minutes * 60)
    except KeyboardInterrupt:
        sys.exit("interrupted: everything was stopped and removed")


def _watch(conn: Connection[Any], seconds: float) -> None:
    ends_at, last = time.monotonic() + seconds, 0
    while time.monotonic() < ends_at:
        rows = conn.execute(NEW, (last,)).fetchall()
        for _, moment, language, source, title in rows[-SHOWN:]:
            print(f"{moment}  {language:<3} {source:<24.24} {title}")
        if rows:
            last = rows[-1][0]
            more = f", {len(rows) - SHOWN} of them not shown" if len(rows) > SHOWN else ""
            print(f"          +{len(rows)} articles{more}")
        articles, languages, polls, pending, failed = conn.execute(TOTALS).fetchone() or (0,) * 5
        state = (
            f"{articles} articles in {languages} languages; {polls} polls; waiting {pending}, failed for now {failed}"
        )
        print(f"          {state}", flush=True)
        time.sleep(EVERY_S)
    print("\nwhat became of the entries")
    for outcome, reason, number in conn.execute(ENDS):
        print(f"  {outcome:<12} {reason:<24} {number}")


if __name__ == "__main__":
    main()
