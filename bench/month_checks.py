"""What a period of a few minutes left behind in warehouse, metadata and logs, wherever the clock stood then."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from freshness import Verdict
    from psycopg import Connection
    from stage import Stage

TABLES = {
    "ops.poll": "polled_at",
    "raw.entry": "stored_at",
    "ops.page_fetch": "fetched_at",
    "raw.page": "stored_at",
    "news.article": "first_seen_at",
    "ops.disposition": "decided_at",
}
PLACES = """
SELECT tableoid::regclass::text, to_char({0} AT TIME ZONE 'UTC', '_YYYY_MM'), count(*) FROM {1}
WHERE {0} >= %s GROUP BY 1, 2 ORDER BY 2
"""
MONTHS = """
SELECT to_char(generate_series(date_trunc('month', %s, 'UTC'), now(), '1 month') AT TIME ZONE 'UTC', '_YYYY_MM')
"""
DEFAULTS = "SELECT partrelid::regclass::text FROM pg_partitioned_table WHERE partdefid <> 0"
SEEDS = "SELECT count(*) FROM news.article WHERE origin = 'seed'"
OWED = "SELECT url_key || ': ' || coalesce(last_trouble, state) FROM ops.entry"
UNBALANCED = "SELECT feed_key FROM mart.stream_funnel WHERE NOT is_balanced"
STARTED = "SELECT max(start_date) FROM task_instance"
TASKS = """
SELECT dag_id || '.' || task_id, state, count(*) FROM task_instance GROUP BY 1, 2
UNION ALL SELECT dag_id || ' (run)', state, count(*) FROM dag_run GROUP BY 1, 2
UNION ALL SELECT dag_id || '.' || task_id, 'tried again', count(*) FROM task_instance_history GROUP BY 1
"""
WRONG = re.compile(r"no partition of relation|Violation\b|ERROR: |PANIC: ")
STOPPED = re.compile(r"canceling statement due to user request|terminating connection due to administrator command")


def check_rows(verdict: Verdict, conn: Connection[Any], since: datetime) -> None:
    """Each table has new rows of every month since a moment, and each row lies where it belongs."""
    months = column(conn, MONTHS, since)
    for table, moment in TABLES.items():
        places = conn.execute(PLACES.format(moment, table).encode(), (since,)).fetchall()
        found = ", ".join(f"{count} of {month[1:]}" for _, month, count in places)
        missing = [f"none of {month}" for month in months if month not in {each for _, each, _ in places}]
        misplaced = [f"{month} in {place}" for place, month, _ in places if place not in {table, f"{table}{month}"}]
        verdict(f"new in {table}, each in the partition of its month: {found}", missing + misplaced)
    verdict("there is no default partition", column(conn, DEFAULTS))


def check_ends(verdict: Verdict, conn: Connection[Any], seeds: int) -> None:
    """Every seed was read, and nothing is owed to any feed."""
    read = column(conn, SEEDS)
    verdict("every seed was read", [] if read == [seeds] else [f"{read} articles of {seeds} files"])
    verdict("every entry has its end", column(conn, OWED))
    verdict("the books of every feed balance", column(conn, UNBALANCED))


def check_tasks(verdict: Verdict, house: Stage, since: datetime, known: set[str]) -> None:
    """No task failed, and no log says of a statement that it did, but for what was `known` before."""
    with house.metadata() as airflow:
        tasks = list(airflow.execute(TASKS))
        newest = column(airflow, STARTED)[0]
    verdict("tasks have the clock of Postgres", [] if newest >= since else [f"the newest began at {newest}"])
    verdict("no task failed", [f"{name} {state}: {n}" for name, state, n in tasks if state and "failed" in state])
    again = [f"{name} {count}" for name, state, count in tasks if state == "tried again"]
    print(f"       tried again: {', '.join(again) or 'none'}")
    verdict("no log tells of a statement that failed", sorted(wrong(house) - known))


def wrong(house: Stage) -> set[str]:
    """Lines of the logs of Postgres, the components and the tasks that tell of a statement that failed."""
    where = house.context.where
    paths = [path for folder in (where.logs, where.airflow / "logs") for path in folder.rglob("*.log*")]
    lines = (line for path in paths for line in path.read_text("utf-8", "replace").splitlines())
    return {line[:300] for line in lines if WRONG.search(line) and not STOPPED.search(line)}


def now(conn: Connection[Any]) -> datetime:
    """What time it is for Postgres."""
    return datetime.fromtimestamp(column(conn, "SELECT extract(epoch FROM clock_timestamp())::float8")[0], UTC)


def column(conn: Connection[Any], question: str, *values: object) -> list[Any]:
    """The first column of the answer."""
    return [row[0] for row in conn.execute(question.encode(), values or None)]
