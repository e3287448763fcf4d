"""`make bench-outage`: the whole system with real Airflow, and ten minutes without any network in the middle.

    bench/outage.py [--hosts 60] [--minutes 10] [--factor 20] [--queued 200]

The network goes while entries wait to be fetched, so that whoever fetches them meets nothing but failures. Afterwards
everything that feeds still list must arrive, and nothing may have been rejected for a failure of the network. The
world's windows are long enough to list, afterwards, what appeared meanwhile.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

from freshness import Verdict
from onair import NOT_POLLED, on_air, register

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet.remote import Remote
    from stage import Stage

WINDOW = 60
WAITING = "SELECT count(*) FROM ops.entry WHERE state = 'pending'"
OURS = """
SELECT reason, count(*) FROM ops.disposition WHERE outcome = 'rejected' AND reason = ANY(%s) GROUP BY reason
"""
OF_THE_NETWORK = ["gave_up", "page_not_found", "page_gone", "page_refused", "address_refused", "bad_redirect"]
SPOKE = "SELECT count(*) FROM ops.run WHERE dag_id = 'ingest_articles' AND task_id = 'fetch' AND state = 'failed'"
ENDED = """
SELECT url_key FROM news.article WHERE origin = 'live'
UNION SELECT url_key FROM ops.disposition WHERE outcome = 'rejected' AND stage IN ('extract', 'clean')
"""
READ = "SELECT reason, count(*) FROM ops.disposition WHERE outcome = 'rejected' GROUP BY reason"
FAILED_POLLS = "SELECT result, count(*) FROM ops.poll WHERE polled_at BETWEEN %s AND %s GROUP BY 1 ORDER BY 2 DESC"
RUNS = "SELECT dag_id, state, count(*) FROM dag_run GROUP BY 1, 2 ORDER BY 1, 2"
AFTER_MOST_S = 900.0


def main() -> None:
    """Run and check; ends with 1 where a check fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=10.0, help="without network")
    parser.add_argument("--factor", type=float, default=20.0)
    parser.add_argument("--queued", type=int, default=200, help="entries that wait when the network goes")
    given = parser.parse_args()
    world = ["--faults", "0", "--window", str(WINDOW), "--full-text", "0", "--deletions", "0", "--edits", "0"]
    lasts = given.minutes + 30
    with on_air("outage", hosts=given.hosts, factor=given.factor, minutes=lasts, world=world) as (house, net):
        failed = _run(house, net, given)
    if failed:
        sys.exit(f"failed: {'; '.join(failed)}")


def _run(house: Stage, net: Remote, given: argparse.Namespace) -> list[str]:
    count = register(house, net, patience=0.2)
    print(f"{count} feeds, all time settings divided by {given.factor:g}", flush=True)
    net.clock(speed=given.factor)
    house.start_dag("ingest_articles", by_hand=False)
    house.start_dag("poll_feeds", by_hand=True)
    # What a feed has lost by the first time it is polled nobody can know of.
    _until(house, "every feed was polled", lambda: not house.number(NOT_POLLED), 120)
    _until(house, f"{given.queued} entries wait", lambda: house.number(WAITING) >= given.queued, 120)
    net.set_network(down=True)
    began, known = time.time(), len(_urls(house))
    print(f"the network is gone; {known} articles stored, {house.number(WAITING)} entries wait", flush=True)
    for _ in range(int(given.minutes * 2)):
        time.sleep(30)
        print(f"  {house.number(WAITING)} entries wait, {house.number(SPOKE)} tasks ended by the breaker", flush=True)
    verdict = Verdict()
    verdict("the breaker spoke", [] if house.number(SPOKE) else ["no task of ingest_articles ended with it"])
    for line in _sentences(house):
        print(f"       {line}")
    net.set_network(down=False)
    ended = time.time()
    print("the network is back", flush=True)
    with house.warehouse() as conn:
        polls = conn.execute(
            FAILED_POLLS.encode(), tuple(datetime.fromtimestamp(at, UTC) for at in (began, ended))
        ).fetchall()
    print(f"       polls meanwhile: {', '.join(f'{result} {number}' for result, number in polls)}")
    listed = {line["url"] for line in net.truth() if line["published_wall"] and line["published_wall"] <= ended}
    _until(house, "all have arrived", lambda: listed <= _urls(house), AFTER_MOST_S)
    verdict("everything arrived afterwards", sorted(listed - _urls(house)), of=len(listed))
    with house.warehouse() as conn:
        rejected = [f"{reason}: {n}" for reason, n in conn.execute(OURS.encode(), (OF_THE_NETWORK,))]
        read = ", ".join(f"{reason} {number}" for reason, number in conn.execute(READ)) or "none"
    verdict("nothing was rejected for the network's sake", rejected)
    print(f"       rejected for what their pages say: {read}")
    with house.metadata() as airflow:
        print("       runs: " + ", ".join(f"{dag} {state} {number}" for dag, state, number in airflow.execute(RUNS)))
    return verdict.failed


def _sentences(house: Stage) -> list[str]:
    """What the breaker said, from the logs of the tasks."""
    logs = house.context.where.airflow.rglob("*.log")
    text = "\n".join(path.read_text("utf-8", "replace") for path in logs if "ingest_articles" in str(path))
    return sorted(set(re.findall(r"\d+ of the last \d+ hosts failed[^\"\n]*", text)))[:1]


def _urls(house: Stage) -> set[str]:
    """What was fetched and read: stored, or rejected for what the page says."""
    with house.warehouse() as conn:
        return {url for (url,) in conn.execute(ENDED)}


def _until(house: Stage, what: str, is_so: Callable[[], bool], most_s: float) -> None:
    ends_at = time.monotonic() + most_s
    while not is_so():
        if time.monotonic() > ends_at:
            print(f"  not within {most_s:.0f} s: {what}; {house.number(WAITING)} entries wait", flush=True)
            return
        time.sleep(1)


if __name__ == "__main__":
    main()
