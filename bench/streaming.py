"""`make bench-stream`: the whole system with real Airflow against a simulated news internet, held against the truth.

    bench/streaming.py [--hosts 300] [--minutes 5] [--factor 75] [--rate 1.2] [--faults 1.0] [--shards 2] [--kills]

The world's clock runs `factor` times faster than ours, and all time settings are divided by it. First every feed is
polled once and what it lists is read. Then, for so many minutes, articles appear, change and vanish and hosts fail.
Freshness is measured there, by a reader outside who looks every tenth of a second. In the end what is stored is held
against the truth, and what was asked against the rules of politeness. Ends with 1 where a check fails.

With --kills a task of each kind, the triggerer, the scheduler and Postgres are killed on the way: freshness is then
shown but not judged, and a page may be asked for twice. With --shards 2 two tasks share the queue, as on two workers.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import psycopg
import stream_checks as checks
from freshness import Verdict, read_by_others, show_freshness
from kills import VICTIMS, killing, missing
from newsnet.robots_rules import CRAWL_DELAY_S
from onair import HOST_GAP_S, NOT_POLLED, on_air, register
from stream_checks import Stored
from wireroom.settings import Settings

if TYPE_CHECKING:
    from newsnet.remote import Remote
    from psycopg import Connection
    from stage import Stage
    from stream_checks import Line, Seen

WINDOW = 6  # entries in a feed
FIRST_MOST_S, REST_S, REST_MOST_S = 400.0, 20.0, 60.0
KILLED_MOST_S = 240.0  # leases of killed tasks run out, Airflow notices that a task is gone
DUE = "SELECT count(*) FROM ops.entry WHERE state = 'pending' AND not_before <= now()"
OLDEST = """
SELECT
    e.url, extract(epoch FROM now() - e.seen_at)::float8, e.attempts, extract(epoch FROM e.not_before - now())::float8,
    extract(epoch FROM s.live_ready_at - now())::int, extract(epoch FROM s.lease_until - now())::int
FROM ops.entry AS e INNER JOIN ops.site AS s ON e.site = s.site
WHERE e.state = 'pending' AND e.not_before <= now() ORDER BY e.seen_at LIMIT 5
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


def main() -> None:
    """Run, measure, check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--factor", type=float, default=75.0)
    parser.add_argument("--rate", type=float, default=1.2, help="articles per host and simulated hour")
    parser.add_argument("--faults", type=float, default=1.0, help="factor on the usual shares of faults")
    parser.add_argument("--patience", type=float, default=0.2, help="0.2: polled five times as often as it has news")
    parser.add_argument("--shards", type=int, default=1, help="tasks that share the queue")
    parser.add_argument("--kills", action="store_true", help="kill one part after another on the way")
    given = parser.parse_args()
    world = ["--rate", str(given.rate), "--faults", str(given.faults), "--window", str(WINDOW)]
    lasts = given.minutes + 15
    own = {"INGEST_SHARDS": str(given.shards)}
    with on_air("stream", hosts=given.hosts, factor=given.factor, minutes=lasts, world=world, own=own) as (house, net):
        failed = _run(house, net, given)
    if failed:
        sys.exit(f"failed: {'; '.join(failed)}")


def _run(house: Stage, net: Remote, given: argparse.Namespace) -> list[str]:
    count = register(house, net, patience=given.patience)
    print(f"{count} feeds registered, all time settings divided by {given.factor:g}", flush=True)
    net.clock(speed=given.factor)
    house.start_dag("ingest_articles", by_hand=False)
    house.start_dag("poll_feeds", by_hand=True)
    with read_by_others(house) as visible:
        took = _until_read(house, polled=True, most_s=FIRST_MOST_S)
        print(f"first round: polled and read after {took:.0f} s", flush=True)
        begins_at = time.time()
        with killing(house, given.minutes * 60) if given.kills else nullcontext([]) as killed:
            _wait(house, given.minutes * 60)
        ends_at = time.time()
        net.clock(speed=1)
        time.sleep(REST_S)
        took = _until_read(house, polled=False, most_s=KILLED_MOST_S if given.kills else REST_MOST_S)
        print(f"the world slowed down; all read {REST_S + took:.0f} s later", flush=True)
    with house.warehouse() as conn:
        log, truth = net.log(), net.truth()
        stored = {
            key: Stored(url_key=key, url=url, language=language, published_at=at, title=title, text=text)
            for key, url, language, at, title, text in conn.execute(ARTICLES)
        }
        seen = checks.announced(truth, [line for line in log if line["at"] < ends_at + REST_S / 2])
        verdict = Verdict()
        if given.kills:
            verdict("every part was killed once and came back", missing(killed), of=len(VICTIMS))
        _check_facts(conn, verdict, seen, stored, truth)
        _check_manners(verdict, truth, log, given.factor, is_killed=given.kills)
        _check_polls(verdict, truth, log, begins_at, ends_at)
        show_freshness(Verdict() if given.kills else verdict, seen, visible, begins_at, ends_at)
        _show_rest(house, conn)
    return verdict.failed


def _number(house: Stage, question: LiteralString) -> float:
    """-1 while the warehouse is down."""
    try:
        return house.number(question)
    except psycopg.OperationalError:
        return -1


def _until_read(house: Stage, *, polled: bool, most_s: float) -> float:
    """Wait until every feed was polled, where wanted, and nothing is left to read; how long it took."""
    started = time.monotonic()
    left = due = 0
    while time.monotonic() - started < most_s:
        left, due = _number(house, NOT_POLLED) if polled else 0, _number(house, DUE)
        if not left and not due and not _number(house, DUE):
            return time.monotonic() - started
        time.sleep(1)
    print(f"  gave up after {most_s:.0f} s: {left} feeds not polled, {due} entries not read, the oldest of them")
    with house.warehouse() as conn:
        for row in conn.execute(OLDEST):
            words = "    {}: seen {:.0f} s ago, {} claims, due in {:.1f} s; its site is ready in {}, leased for {} s"
            print(words.format(*row))
    return most_s


def _wait(house: Stage, seconds: float) -> None:
    ends_at = time.monotonic() + seconds
    while (left := ends_at - time.monotonic()) > 0:
        time.sleep(min(left, 30))
        articles = _number(house, "SELECT count(*) FROM news.article")
        polls = _number(house, "SELECT count(*) FROM ops.poll")
        print(f"  {articles} articles, {polls} polls, {_number(house, DUE)} entries to read", flush=True)


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
    faults = {line["url"]: line["fault"] for line in truth}
    print(f"       what is owed, by the fault of its host: {dict(Counter(str(faults.get(url)) for url in owed))}")
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


def _check_manners(verdict: Verdict, truth: list[Line], log: list[Line], factor: float, *, is_killed: bool) -> None:
    plain = Settings(fetch_host_gap_s=HOST_GAP_S)
    print(f"\n{len(log)} requests")
    gap_s = plain.fetch_host_gap_s / factor
    close = checks.too_close(truth, log, gap_s, CRAWL_DELAY_S / factor)
    verdict(f"{gap_s:.3f} s between two requests to a host", close, of=len(log))
    verdict("robots.txt is asked first and obeyed", checks.against_robots(truth, log))
    twice = checks.fetched_twice(truth, log)
    if is_killed:
        print(f"       {len(twice)} pages were asked for again by those who came after a killed task")
    else:
        verdict("no page is fetched twice, whoever claims it", twice)
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
