"""`airflow backfill create` on a whole system of its own: exactly the articles of those days, and no row again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import backfill
import pytest
from newsnet import remote
from onair import register
from stage import stage

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.e2e

WORLD = ("--hosts", "2", "--rate", "0.2", "--faults", "0", "--deletions", "0", "--ago", "1", "--languages", "en,de")
DAYS = 2
NOTES = """
SELECT n.content FROM dag_run AS r LEFT JOIN dag_run_note AS n ON r.id = n.dag_run_id
WHERE r.dag_id = %s AND r.run_type = 'backfill'
"""


def days(rows: Sequence[tuple[object, ...]]) -> list[object]:
    return [url for url, *_ in rows]


def test_days_of_the_past_come_in_once_through_airflow() -> None:
    """behaviours 47 and 49"""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = today - timedelta(days=50)
    last = first + timedelta(days=DAYS - 1)
    with remote.spawned(*WORLD) as net:
        settings = {"FETCH_ALLOW_LOOPBACK": net.allow_loopback, "MIN_TEXT_CHARACTERS": "100"}
        settings |= {"FETCH_HOST_GAP_S": "0.05", "FETCH_DOMAIN_GAP_S": "0.05"}
        with stage("e2e-backfill", settings) as house, house.warehouse() as conn:
            register(house, net, patience=1)
            wanted = backfill.announced(net, first, last + timedelta(days=1))
            house.start_dag(backfill.DAG, by_hand=False)
            backfill.create(house, first, last, "none")
            backfill.until_done(house)
            rows = backfill.stored(conn)
            backfill.create(house, first, last, "completed")
            backfill.until_done(house)
            again = backfill.stored(conn)
            passes = conn.execute(
                "SELECT pass_number, state, is_balanced, note FROM mart.backfill_progress WHERE run_id LIKE 'backfill%'"
            ).fetchall()
            with house.metadata() as airflow:
                notes = [note for (note,) in airflow.execute(NOTES, (backfill.DAG,))]

    assert days(rows) == sorted(wanted), "nothing by the run that the clock starts"
    assert again == rows
    assert sorted(each[:3] for each in passes) == [*[(1, "done", True)] * DAYS, *[(2, "done", True)] * DAYS]
    assert [note for number, *_, note in passes if number == 2 and not note.startswith("Nothing was done")] == []
    assert sorted(notes) == sorted(note for number, *_, note in passes if number == 2)
