"""Kills one part of a running system after another, as a machine that fails would: SIGKILL, no warning."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil
from wireroom.local.supervision import programs

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from stage import Stage

VICTIMS = ("task of ingest_articles", "triggerer", "scheduler", "task of poll_feeds", "postgres")
BACK_S = 60.0  # a component that is not back by then was not restarted
RUNNING = """
SELECT pid FROM task_instance WHERE dag_id = %s AND task_id = %s AND state = 'running' AND pid IS NOT NULL
"""
TASKS = {"task of ingest_articles": ("ingest_articles", "fetch"), "task of poll_feeds": ("poll_feeds", "poll")}


@contextmanager
def killing(house: Stage, seconds: float) -> Generator[list[str]]:
    """Each of VICTIMS killed once, spread over so many seconds; what was done, and what did not come back."""
    done: list[str] = []
    is_over = threading.Event()

    def work() -> None:
        for victim in VICTIMS:
            if is_over.wait(seconds / (len(VICTIMS) + 1)):
                return
            done.append(_kill(house, victim))
            print(f"  killed: {done[-1]}", flush=True)

    thread = threading.Thread(target=work, name="killer", daemon=True)
    thread.start()
    try:
        yield done
    finally:
        is_over.set()
        thread.join()


def missing(done: Sequence[str]) -> list[str]:
    """What was to be killed and was not found, or did not come back."""
    return [f"{victim} was not killed" for victim in VICTIMS[len(done) :]] + [each for each in done if "not" in each]


def _kill(house: Stage, victim: str) -> str:
    if victim in TASKS:
        with house.metadata() as airflow:
            row = airflow.execute(RUNNING, TASKS[victim]).fetchone()
        if row is None or not psutil.pid_exists(row[0]):
            return f"{victim}: not found running"
        psutil.Process(row[0]).kill()
        return f"{victim} (process {row[0]})"
    where = house.context.where
    pid = programs(where)[victim].pid
    psutil.Process(pid).kill()
    began = time.monotonic()
    while time.monotonic() - began < BACK_S:
        again = programs(where).get(victim)
        if again and again.pid not in {0, pid} and again.state == "RUNNING":
            return f"{victim} (process {pid}), back after {time.monotonic() - began:.0f} s"
        time.sleep(0.5)
    return f"{victim} (process {pid}): not back after {BACK_S:.0f} s"
