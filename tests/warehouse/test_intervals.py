"""Passes over intervals: what was broken off goes on, what had ended begins anew, and the counts add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from builders import article, rejection
from wireroom.errors import PermanentError
from wireroom.interval import Interval
from wireroom.warehouse import articles, intervals
from wireroom.warehouse.intervals import Ending, Kind, Pass
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

DAY = Interval(start=datetime(2026, 1, 2, tzinfo=UTC), end=datetime(2026, 1, 3, tzinfo=UTC))
RUN = RunKey(dag_id="reprocess_articles", run_id="backfill__1", task_id="plan")


def begin(conn: Connection, run: RunKey = RUN, *, terms: str = "rules 1", interval: Interval = DAY) -> Pass:
    return intervals.begin(conn, run, interval, Kind.REPROCESS, terms=terms)


def test_a_pass_that_was_broken_off_goes_on(conn: Connection) -> None:
    first = begin(conn)
    again = begin(conn, replace(RUN, try_number=2))

    assert (first.number, first.run_id, first.is_new) == (1, "backfill__1", True)
    assert (again.number, again.run_id, again.is_new) == (1, "backfill__1", False)
    assert intervals.current(conn, RUN).interval == DAY


def test_a_run_that_is_cleared_after_it_ended_really_works_again(conn: Connection) -> None:
    first = begin(conn)
    articles.load(conn, first.run, [article()])
    intervals.finish(conn, first, Ending.DONE, "read 1 page again")

    second = begin(conn, replace(RUN, try_number=2))
    tally = articles.load(conn, second.run, [article(lead="Other")])

    assert (second.number, second.run_id, second.is_new) == (2, "backfill__1#2", True)
    assert tally == {"updated": 1}


def test_a_pass_under_other_terms_or_of_another_interval_is_another(conn: Connection) -> None:
    begin(conn)

    other_rules = begin(conn, terms="rules 2")
    other_days = begin(conn, terms="rules 2", interval=Interval(start=DAY.start, end=DAY.end + timedelta(days=1)))

    assert (other_rules.number, other_days.number) == (2, 3)
    states = conn.execute("SELECT state, is_latest FROM mart.backfill_progress ORDER BY pass_number").fetchall()
    assert states == [("replaced", False), ("replaced", False), ("running", True)]


def test_the_counts_add_up_while_it_runs_and_when_it_has_ended(conn: Connection) -> None:
    of = begin(conn)
    nothing = intervals.count(conn, of, selected=5)
    articles.load(conn, of.run, [article(1), article(2), rejection(3)])

    counts = intervals.count(conn, of, failed=1, more={"expired": 2})
    intervals.finish(conn, of, Ending.FAILED, "1 of 5 could not be read")

    assert (nothing.selected_count, nothing.pending_count) == (5, 5)
    assert (counts.stored_count, counts.rejected_count, counts.failed_count, counts.pending_count) == (2, 1, 1, 1)
    assert counts.more == {"expired": 2}
    row = conn.execute("SELECT state, note, is_balanced, ended_at IS NOT NULL FROM mart.backfill_progress").fetchone()
    assert row == ("failed", "1 of 5 could not be read", True, True)


def test_a_task_of_a_run_that_never_began_says_what_to_do(conn: Connection) -> None:
    with pytest.raises(PermanentError, match="clear it as a whole"):
        intervals.current(conn, RUN)
