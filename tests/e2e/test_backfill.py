"""Airflow's own backfill over stored pages, twice: the second time, after a rule was added, it really happens."""

from __future__ import annotations

import subprocess
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from wireroom.local import airflow_api
from wireroom.local.context import running_context

if TYPE_CHECKING:
    from house_copy import House

pytestmark = pytest.mark.e2e

DAG = "reprocess_articles"
PATIENCE_S = 240
LINE = (
    "Fishing crews will use the northern steps while the work goes on. The harbour office promised to publish the dates"
    " of each closure at least a month ahead."
)  # stands in two articles of the demo
RULE = f"""
[[rule]]
id = "en.zz.steps"
kind = "promo"
patterns = ['{LINE.lower().replace(".", "[.]?")}']
cuts = ["{LINE}"]
keeps = ["Fishing crews will use the northern steps while the work goes on."]
"""


def days() -> tuple[datetime, datetime]:
    """The day before yesterday, and yesterday: Airflow backfills only what is over."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=2), midnight - timedelta(days=1)


def move_pages(house: House) -> None:
    """The stored pages become those of two days, by halves."""
    with house.warehouse() as conn:
        for number, day in enumerate(days()):
            month = day.replace(day=1)
            after = (month + timedelta(days=32)).replace(day=1)
            conn.execute(
                f"CREATE TABLE IF NOT EXISTS raw.page_{month:%Y_%m} PARTITION OF raw.page"
                f" FOR VALUES FROM ('{month}') TO ('{after}')".encode()
            )
            for table in ("raw.page", "raw.page_key"):
                conn.execute(
                    f"UPDATE {table} SET stored_at = %s WHERE get_byte(url_key_hash, 0) %% 2 = %s".encode(),
                    (day + timedelta(hours=12), number),
                )


def backfill(house: House, number: int) -> list[tuple[Any, ...]]:
    """`airflow backfill create` over the two days; the passes of that number when they are done."""
    first, last = days()
    home = {"WIREROOM_HOME": str(house.folder / ".wireroom")}
    subprocess.run(
        [
            *(str(house.folder / ".venv" / "bin" / "airflow"), "backfill", "create", "--dag-id", DAG),
            *("--from-date", f"{first:%Y-%m-%d}", "--to-date", f"{last:%Y-%m-%d}", "--run-backwards"),
            *("--max-active-runs", "2", "--reprocess-behavior", "completed"),
        ],
        env=running_context({**house.environment, **home}).airflow_env(),
        check=True,
        capture_output=True,
        timeout=PATIENCE_S,
    )
    deadline = time.monotonic() + PATIENCE_S
    while airflow_api.open_backfills(house.airflow, DAG) and time.monotonic() < deadline:
        time.sleep(1)
    while True:
        done = house.rows(
            "SELECT interval_start, selected_count, updated_count, rejected_count, is_balanced"
            f" FROM mart.backfill_progress WHERE state = 'done' AND pass_number = {number} ORDER BY interval_start"
        )
        if len(done) == 2:
            return done
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s for the backfill: {done}"
        time.sleep(1)


def test_the_same_days_after_a_rule_was_added_are_really_read_again(house: House) -> None:
    move_pages(house)
    deadline = time.monotonic() + PATIENCE_S
    while not airflow_api.has_dag(house.airflow, DAG) and time.monotonic() < deadline:
        time.sleep(0.5)
    airflow_api.unpause(house.airflow, DAG)

    first = backfill(house, 1)
    notices = house.folder / "plugins" / "wireroom" / "read" / "notices" / "en.toml"
    with notices.open("a", encoding="utf-8") as file:
        file.write(RULE)
    before = dict(house.rows("SELECT url_key, xmin::text FROM news.article"))
    second = backfill(house, 2)
    after = dict(house.rows("SELECT url_key, xmin::text FROM news.article"))

    ledger = house.rows(
        "SELECT a.url_key FROM news.removal AS r INNER JOIN news.article AS a USING (article_id, version)"
        " WHERE r.rule = 'en.zz.steps'"
    )
    stored = house.rows("SELECT count(*) FROM raw.page")[0][0]
    assert [row[0] for row in first] == list(days())
    assert sum(row[1] for row in first) == sum(row[1] for row in second) == stored
    assert sum(row[2] for row in first) == 0
    assert sum(row[2] for row in second) == 2
    assert all(row[4] for row in (*first, *second))
    assert {key for key in before if before[key] != after[key]} == {key for (key,) in ledger}
    assert len(ledger) == 2
