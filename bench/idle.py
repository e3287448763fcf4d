"""`make bench-idle`: what the system costs while nothing happens, with every DAG on and no feed registered.

    bench/idle.py [--minutes 10]

CPU and memory are those of Airflow and Postgres. What grows, Airflow's records and the logs, is measured between the
middle and the end, when start-up is over, and stated for a day; `maintain` keeps a month of both.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

from meter import family_cpu, family_memory
from stage import stage
from wireroom.settings import CHECKOUT

if TYPE_CHECKING:
    from stage import Stage

DAY_S = 86_400.0
ROWS = """
SELECT (SELECT count(*) FROM dag_run), (SELECT count(*) FROM task_instance), pg_database_size(current_database())
"""


def main() -> None:
    """Start, wait, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    given = parser.parse_args()
    with stage("idle", {}) as house:
        for path in sorted((CHECKOUT / "dags").glob("*.py")):
            house.start_dag(path.stem, by_hand=False)
        time.sleep(given.minutes * 30)
        before, started, costs = _grown(house), time.monotonic(), _cpu(house)
        time.sleep(given.minutes * 30)
        lasted = time.monotonic() - started
        after = _grown(house)
        airflow, database = (now - then for now, then in zip(_cpu(house), costs, strict=True))
        memory = [family_memory(pids) / 1e6 for pids in house.processes()]

    per_day = DAY_S / lasted
    print(f"idle for {lasted:.0f} s, every DAG on, no feeds")
    print(f"cores in use: Airflow {airflow / lasted:.3f}, Postgres {database / lasted:.3f}")
    print(f"memory, shared pages once: Airflow {memory[0]:.0f} MB, Postgres {memory[1]:.0f} MB")
    runs, tasks, metadata, logs = (now - then for now, then in zip(after, before, strict=True))
    print(f"a day: {runs * per_day:.0f} runs, {tasks * per_day:.0f} tasks")
    print(f"a day: metadata {metadata * per_day / 1e6:.0f} MB, logs {logs * per_day / 1e6:.0f} MB")


def _cpu(house: Stage) -> tuple[float, float]:
    airflow, database = house.processes()
    return family_cpu(airflow), family_cpu(database)


def _grown(house: Stage) -> tuple[int, int, int, int]:
    """Runs, tasks, bytes of the metadata database, bytes of logs."""
    with house.metadata() as airflow:
        runs, tasks, size = airflow.execute(ROWS).fetchone() or (0, 0, 0)
    where = house.context.where
    folders = (where.airflow / "logs", where.logs)
    logs = sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())
    return runs, tasks, size, logs


if __name__ == "__main__":
    main()
