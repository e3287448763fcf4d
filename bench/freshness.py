"""How fresh what is stored is: from being seen by a poll, and from publication, until anybody can query it."""

from __future__ import annotations

import statistics
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psycopg
import stream_checks as checks

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from stage import Stage
    from stream_checks import Seen

LOOK_S = 0.1
AIM_S = (5.0, 15.0)  # seen by a poll -> queryable: median and 95th percentile
NEWEST = """
SELECT url_key FROM news.article WHERE article_id > (SELECT max(article_id) - %s FROM news.article) AND origin = 'live'
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


@contextmanager
def read_by_others(house: Stage) -> Generator[dict[str, float]]:
    """When each article could first be read by somebody outside, by URL."""
    visible: dict[str, float] = {}
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(LOOK_S):
            with suppress(psycopg.OperationalError), house.warehouse() as conn:
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


def show_freshness(
    verdict: Verdict, seen: dict[str, Seen], visible: dict[str, float], begins_at: float, ends_at: float
) -> None:
    """Print it for what was published between the two moments, and judge what hosts that answer have published."""
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
