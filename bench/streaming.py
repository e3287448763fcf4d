"""`make bench-stream`: the whole system with real Airflow against a simulated news internet, held against the truth.

    bench/streaming.py [--hosts 300] [--minutes 5] [--factor 75] [--rate 1.2] [--faults 1.0]

The world's clock runs `factor` times faster than ours, and all time settings are divided by it. First every feed is
polled once and what it lists is read. Then, for so many minutes, articles appear, change and vanish and hosts fail.
Freshness is measured there, by a reader outside who looks every tenth of a second. In the end what is stored is held
against the truth, and what was asked against the rules of politeness. Ends with 1 where a check fails.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import stream_checks as checks
from newsnet.robots_rules import CRAWL_DELAY_S
from onair import HOST_GAP_S, on_air, register
from stream_checks import Stored
from wireroom.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from newsnet.remote import Remote
    from psycopg import Connection
    from stage import Stage
    from stream_checks import Line, Seen

WINDOW = 6  # entries in a feed
FIRST_MOST_S, REST_S, REST_MOST_S = 400.0, 20.0, 60.0
LOOK_S = 0.1
AIM_S = (5.0, 15.0)  # seen by a poll -> queryable: median and 95th percentile
NOT_POLLED = "SELECT count(*) FROM ops.feed_state WHERE last_poll_at IS NULL"
DUE = "SELECT count(*) FROM ops.entry WHERE state = 'pending' AND not_before <= now()"
OLDEST = """
SELECT
    e.url, extract(epoch FROM now() - e.seen_at)::float8, e.attempts, extract(epoch FROM e.not_before - now())::float8,
    extract(epoch FROM s.live_ready_at - now())::int, extract(epoch FROM s.lease_until - now())::int
FROM ops.entry AS e INNER JOIN ops.site AS s ON e.site = s.site
WHERE e.state = 'pending' AND e.not_before <= now() ORDER BY e.seen_at LIMIT 5
"""
NEWEST = """
SELECT url_key FROM news.article WHERE article_id > (SELECT max(article_id) - %s FROM news.article) AND origin = 'live'
"""
ARTICLES = """
SELECT url_key, url, language, extract(epoch FROM published_at)::float8, coalesce(title, ''), concat_ws(' ', lead, body)
FROM news.article WHERE origin = 'live'
"""
OWED = "SELECT url_key, coalesce(last_trouble, state) FROM ops.entry"
REJECTED = """
SELECT url_key, max(reason) FROM ops.disposition WHERE outcome = 'rejected' AND origin = 'live' GROUP BY url_key
"""
FUNNEL = """
SELECT
    sum(discovered_count), sum(pending_count), sum(transient_count), sum(stored_count), sum(updated_count),
    sum(unchanged_count), sum(duplicate_count), sum(rejected_count), count(*) FILTER (WHERE NOT is_balanced)
FROM mart.stream_funnel
"""
FUNNEL_NAMES = "announced, pending, failed for now, stored, updated, unchanged, duplicate, rejected, feeds not balanced"
TWICE = """
SELECT url_key FROM news.article GROUP BY url_key HAVING count(*) > 1
UNION ALL SELECT url FROM news.article WHERE origin = 'live' AND url IS NOT NULL GROUP BY url HAVING count(*) > 1
"""
RUNS = """
SELECT dag_id, task_id, state, count(*) FROM task_instance WHERE dag_id IN ('poll_feeds', 'ingest_articles')
GROUP BY dag_id, task_id, state ORDER BY dag_id, task_id, state
"""


class Verdict:
    """What was checked, printed as it comes."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def __call__(self, claim: str, cases: Sequence[str], *, of: int | None = None) -> None:
        """`claim` holds where there are no cases against it."""
        share = "" if of is None else f" (of {of})"
        print(f"{'ok    ' if not cases else 'FAILED'} {claim}{share}{f': {len(cases)} against it' if cases else ''}")
        for case in checks.examples(cases):
            print(f"         {case}")
        if cases:
            self.failed.append(claim)


def main() -> None:
    """Run, measure, check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--factor", type=float, default=75.0)
    parser.add_argument("--rate", type=float, default=1.2, help="articles per host and simulated hour")
    parser.add_argument("--faults", type=float, default=1.0, help="factor on the usual shares of faults")
    parser.add_argument("--patience", type=float, default=0.2, help="0.2: polled five times as often as it has news")
    given = parser.parse_args()
    world = ["--rate", str(given.rate), "--faults", str(given.faults), "--window", str(WINDOW)]
    lasts = given.minutes + 15
    with on_air("stream", hosts=given.hosts, factor=given.factor, minutes=lasts, world=world) as (house, net):
        failed = _run(house, net, given)
    if failed:
        sys.exit(f"failed: {'; '.join(failed)}")


def _run(house: Stage, net: Remote, given: argparse.Namespace) -> list[str]:
    count = register(house, net, patience=given.patience)
    print(f"{count} feeds registered, all time settings divided by {given.factor:g}", flush=True)
    net.clock(speed=given.factor)
    house.start_dag("ingest_articles", by_hand=False)
    house.start_dag("poll_feeds", by_hand=True)
    with house.warehouse() as conn, _reader(house) as visible:
        took = _until_read(conn, polled=True, most_s=FIRST_MOST_S)
        print(f"first round: polled and read after {took:.0f} s", flush=True)
        begins_at = time.time()
        _wait(conn, given.minutes * 60)
        ends_at = time.time()
        net.clock(speed=1)
        time.sleep(REST_S)
        took = _until_read(conn, polled=False, most_s=REST_MOST_S)
        print(f"the world slowed down; all read {REST_S + took:.0f} s later", flush=True)
        log, truth = net.log(), net.truth()
        stored = {
            key: Stored(url_key=key, url=url, language=language, published_at=at, title=title, text=text)
            for key, url, language, at, title, text in conn.execute(ARTICLES)
        }
        seen = checks.announced(truth, [line for line in log if line["at"] < ends_at + REST_S / 2])
        verdict = Verdict()
        _check_facts(conn, verdict, seen, stored, truth)
        _check_manners(verdict, truth, log, given.factor)
        _check_polls(verdict, truth, log, begins_at, ends_at)
        _show_freshness(verdict, seen, visible, begins_at, ends_at)
        _show_rest(house, conn)
    return verdict.failed


@contextmanager
def _reader(house: Stage) -> Generator[dict[str, float]]:
    """When each article could first be read by somebody outside, by URL."""
    visible: dict[str, float] = {}
    is_over = threading.Event()

    def look() -> None:
        with house.warehouse() as conn:
            while not is_over.wait(LOOK_S):
                for (url,) in conn.execute(NEWEST, (2_000,)).fetchall():
                    visible.setdefault(url, time.time())

    thread = threading.Thread(target=look, name="reader", daemon=True)
    thread.start()
    try:
        yield visible
    finally:
        is_over.set()
        thread.join()


def _one(conn: Connection[Any], question: str) -> int:
    row = conn.execute(question.encode()).fetchone()
    return int(row[0]) if row else 0


def _until_read(conn: Connection[Any], *, polled: bool, most_s: float) -> float:
    """Wait until every feed was polled, where wanted, and nothing is left to read; how long it took."""
    started = time.monotonic()
    left = due = 0
    while time.monotonic() - started < most_s:
        left, due = _one(conn, NOT_POLLED) if polled else 0, _one(conn, DUE)
        if not left and not due and not _one(conn, DUE):
            return time.monotonic() - started
        time.sleep(1)
    print(f"  gave up after {most_s:.0f} s: {left} feeds not polled, {due} entries not read, the oldest of them")
    for row in conn.execute(OLDEST):
        print(
            "    {}: seen {:.0f} s ago, {} claims, due in {:.1f} s; its site is ready in {}, leased for {} s".format(
                *row
            )
        )
    return most_s


def _wait(conn: Connection[Any], seconds: float) -> None:
    ends_at = time.monotonic() + seconds
    while (left := ends_at - time.monotonic()) > 0:
        time.sleep(min(left, 30))
        articles, polls = _one(conn, "SELECT count(*) FROM news.article"), _one(conn, "SELECT count(*) FROM ops.poll")
        print(f"  {articles} articles, {polls} polls, {_one(conn, DUE)} entries to read", flush=True)


def _check_facts(
    conn: Connection[Any], verdict: Verdict, seen: dict[str, Seen], stored: dict[str, Stored], truth: list[Line]
) -> None:
    owed: dict[str, str] = dict(conn.execute(OWED).fetchall())
    rejected: dict[str, str] = dict(conn.execute(REJECTED).fetchall())
    gone = {line["url"] for line in truth if line["deleted_at"]}
    passing = {url for url in seen if url in owed and url not in stored}
    missing = sorted(seen.keys() - stored.keys() - gone - passing)
    print(
        f"\n{len(truth)} articles in the world, {len(seen)} of them within reach and listed in an answer we had whole"
    )
    print(f"{len(passing)} of these are owed: their hosts fail for now; {len(gone & seen.keys())} were withdrawn")
    verdict(
        "every article within reach is stored",
        [f"{url} ({seen[url].truth['fault']}): {rejected.get(url, 'no trace')}" for url in missing],
        of=len(seen),
    )
    verdict("no article is stored twice", [str(row[0]) for row in conn.execute(TWICE)], of=len(stored))
    true = {line["url"] for line in truth}
    verdict("nothing is stored that is not true", sorted(stored.keys() - true), of=len(stored))
    wrong = checks.wrong_facts(seen, stored)
    for what in ("url", "language", "date", "title", "text"):
        verdict(f"stored with the right {what}", wrong.get(what, []), of=len(seen.keys() & stored.keys()))
    left = wrong.get("leftovers in the text", [])
    print(f"       text is exactly what the truth has but for leftovers or order in all but {len(left)}")
    funnel: tuple[Any, ...] = conn.execute(FUNNEL).fetchone() or (0,) * 9
    print("       " + ", ".join(f"{name} {n}" for name, n in zip(FUNNEL_NAMES.split(", "), funnel, strict=True)))
    verdict("every entry waits or has ended as one thing", ["mart.stream_funnel"] * int(funnel[-1] or 0))


def _check_manners(verdict: Verdict, truth: list[Line], log: list[Line], factor: float) -> None:
    plain = Settings(fetch_host_gap_s=HOST_GAP_S)
    print(f"\n{len(log)} requests")
    gap_s = plain.fetch_host_gap_s / factor
    close = checks.too_close(truth, log, gap_s, CRAWL_DELAY_S / factor)
    verdict(f"{gap_s:.3f} s between two requests of a task to a host", close, of=len(log))
    verdict("robots.txt is asked first and obeyed", checks.against_robots(truth, log))
    verdict("Retry-After is obeyed", checks.against_retry_after(log, plain.fetch_retry_after_max_s / factor))
    sent, cases, without = checks.conditional(log)
    verdict("feeds are asked for with their validators", without if sent < 0.95 * cases else [], of=cases)
    print(f"       {sent} of {cases} asked with them ({sent / max(cases, 1):.1%})")
    for case in checks.examples(without):
        print(f"         without: {case}")
    verdict("every request says who asks and carries no cookie", checks.unsigned(log))


def _check_polls(verdict: Verdict, truth: list[Line], log: list[Line], begins_at: float, ends_at: float) -> None:
    faults = {line["host"]: line["fault"] for line in truth}
    polls = checks.polls_by_host([line for line in log if line["at"] <= ends_at], begins_at)
    sound = sorted(polls.get(host, 0) for host, fault in faults.items() if checks.never_fails(fault))
    if sound:
        least, middle = sound[0], statistics.median(sound)
        print(f"\npolls of a feed that answers, after the first round: least {least}, median {middle:g}")
        verdict("each such feed was polled five times", [f"{n} times" for n in sound if n < 5], of=len(sound))


def _show_freshness(
    verdict: Verdict, seen: dict[str, Seen], visible: dict[str, float], begins_at: float, ends_at: float
) -> None:
    fresh = [
        (each, visible[url])
        for url, each in seen.items()
        if url in visible and begins_at <= (each.truth["published_wall"] or 0) and each.at <= ends_at
    ]
    sound = [(each, at) for each, at in fresh if checks.never_fails(each.truth["fault"])]
    print(f"\nfreshness of {len(fresh)} articles published then, {len(sound)} of them by hosts that answer")
    for name, cases in (("all", fresh), ("hosts that answer", sound)):
        if len(cases) < 2:
            continue
        ours = [at - each.at for each, at in cases]
        whole = [at - each.truth["published_wall"] for each, at in cases]
        polling = [each.at - each.truth["published_wall"] for each, _ in cases]
        print(f"  {name:<20}{'median':>10}{'95th':>10}")
        for what, values in (
            ("seen -> queryable", ours),
            ("published -> queryable", whole),
            ("  of it until a poll", polling),
        ):
            print(f"    {what:<24}{statistics.median(values):>8.2f} s{_late(values):>8.2f} s")
        print(f"    the polling interval is {sum(polling) / sum(whole):.0%} of it")
        if name != "all":
            late = [f"median {statistics.median(ours):.1f} s, 95th percentile {_late(ours):.1f} s"]
            is_met = statistics.median(ours) <= AIM_S[0] and _late(ours) <= AIM_S[1]
            verdict("seen -> queryable within 5 s and 15 s", [] if is_met else late, of=len(cases))


def _late(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def _show_rest(house: Stage, conn: Connection[Any]) -> None:
    print(
        "\nresults of polls: "
        + ", ".join(
            f"{result} {count}"
            for result, count in conn.execute("SELECT result, count(*) FROM ops.poll GROUP BY 1 ORDER BY 2 DESC")
        )
    )
    print(
        "troubles of pages: "
        + ", ".join(
            f"{trouble or 'none'} {count}"
            for trouble, count in conn.execute(
                "SELECT trouble, count(*) FROM ops.page_fetch GROUP BY 1 ORDER BY 2 DESC"
            )
        )
    )
    with house.metadata() as airflow:
        print("tasks: " + ", ".join(f"{dag}.{task} {state} {n}" for dag, task, state, n in airflow.execute(RUNS)))


if __name__ == "__main__":
    main()
