"""The README's commands in a copy of the checkout, with real Airflow, Postgres and supervisor."""

from __future__ import annotations

import json
import os
import re
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from wireroom.local import airflow_api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from house_copy import House

pytestmark = pytest.mark.e2e

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_S = 240
WORDS = ("pier", "harbour", "winter", "storm", "wall", "crew", "ferry", "board", "clerk", "vote", "cost", "plan")


def write_articles(folder: Path, count: int, *, first: int = 0) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(first, first + count):
        told = " ".join(WORDS[(number * 7 + step * 5) % len(WORDS)] for step in range(40))
        body = "\n\n".join(f"The town heard on day {number} of part {part}: {told}." for part in range(4))
        (folder / f"{number:05}.txt").write_text(f"Harbour report number {number}\n\n{body}\n", encoding="utf-8")


def until(reached: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s for {what}"
        time.sleep(0.5)


def trigger(house: House, folder: Path) -> str:
    return airflow_api.trigger(house.airflow, "ingest_seeds", {"path": str(folder), "source": folder.name})


def state(house: House, run_id: str) -> str:
    try:
        return airflow_api.run_state(house.airflow, "ingest_seeds", run_id)[0]
    except OSError:
        return "the API is away"


def pids(house: House) -> dict[str, int]:
    """Processes by component, as `make status` shows them."""
    shown = house.status()
    found = re.findall(r"^([a-z-]+) +running +(\d+)", shown, re.MULTILINE)
    return {name: int(pid) for name, pid in found}


@pytest.fixture(scope="session")
def inbox(house: House) -> Path:
    """A directory of the user's own, allowed as a seed root by `make up SEEDS=`."""
    folder = house.folder.parent / "own-articles"
    write_articles(folder, 3)
    house.make("up", f"SEEDS={folder}")
    return folder


def test_the_first_start_ends_with_a_table_of_articles_and_the_login(house: House) -> None:
    lines = house.shown.splitlines()

    assert any(line.startswith("language") and "published" in line and "removed" in line for line in lines)
    assert sum(bool(re.match(r"[a-z]{2,3} +[01]\.\d\d ", line)) for line in lines) >= 24
    assert "login" in house.shown
    assert f"http://127.0.0.1:{house.environment['WIREROOM_WEB_PORT']}" in house.shown


def test_secrets_are_readable_by_their_owner_only(house: House) -> None:
    for name in ("keys.json", "airflow/passwords.json"):
        mode = (house.folder / ".wireroom" / name).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


def test_everything_listens_on_loopback_only(house: House) -> None:
    sockets = [address for process in _family(pids(house).values()) for address in _listening(process)]

    assert len(sockets) >= 3
    assert set(sockets) <= {"127.0.0.1", "::1"}


def test_a_second_start_starts_nothing_twice_and_changes_no_row(house: House) -> None:
    before, rows = pids(house), house.rows("SELECT url_key, xmin::text FROM news.article ORDER BY 1")

    house.make("up")

    assert pids(house) == before
    assert house.rows("SELECT url_key, xmin::text FROM news.article ORDER BY 1") == rows


def test_a_directory_of_ones_own_is_read_and_hides_the_demo_in_the_marts(house: House, inbox: Path) -> None:
    origins = house.rows("SELECT origin, count(*) FROM news.article GROUP BY 1 ORDER BY 1")
    shown = house.rows("SELECT DISTINCT source FROM mart.article")

    assert dict(origins).keys() == {"demo", "seed"}
    assert shown == [(inbox.name,)]


def test_a_run_through_the_api_is_stored_and_run_again_is_unchanged(house: House, inbox: Path) -> None:
    write_articles(inbox, 20, first=100)
    runs = []
    for _ in range(2):
        runs.append(trigger(house, inbox))
        until(lambda: state(house, runs[-1]) in {"success", "failed"}, "the run to end")

    outcomes = "SELECT outcome, count(*) FROM ops.disposition WHERE run_id = '{}' GROUP BY 1 ORDER BY 1"
    assert [state(house, run_id) for run_id in runs] == ["success", "success"]
    assert house.rows(outcomes.format(runs[0])) == [("stored", 20), ("unchanged", 3)]
    assert house.rows(outcomes.format(runs[1])) == [("unchanged", 23)]


def test_the_five_real_documents_become_what_the_gold_says(house: House) -> None:
    seeds = Path(os.environ.get("WIREROOM_SHARED", CHECKOUT.parent / "shared")) / "seeds"
    if not seeds.is_dir():
        pytest.skip(f"the five real documents are not at {seeds}: set WIREROOM_SHARED")
    gold = json.loads((seeds / "gold.json").read_text(encoding="utf-8"))["documents"]

    house.make("up", f"SEEDS={seeds}")

    stored = {
        entry_key.removeprefix("seed:seeds/").removesuffix("#1"): (
            language, title, lead, raw, local, precision, removed or [], body.split("\n\n"), kinds,
        )
        for entry_key, language, title, lead, raw, local, precision, removed, body, kinds in house.rows(
            "SELECT entry_key, language, title, lead, published_raw, published_local, published_precision, "
            "(SELECT array_agg(r.text ORDER BY r.position) FROM news.removal r WHERE r.article_id = a.article_id), "
            "body, body_kinds FROM news.article a WHERE entry_key LIKE 'seed:seeds/00_\\_%'"
        )
    }  # fmt: skip
    assert stored == {
        name: (
            wanted["language"],
            wanted["title"],
            wanted["lead"],
            wanted["published"]["raw"],
            wanted["published"]["value"],
            wanted["published"]["precision"],
            [piece["text"] for piece in wanted["removed"]],
            [block["text"] for block in wanted["blocks"]],
            "".join(block["type"] for block in wanted["blocks"]),
        )
        for name, wanted in gold.items()
    }


def test_a_killed_task_is_retried_and_leaves_every_row_once(house: House, inbox: Path) -> None:
    folder = inbox / "many"
    write_articles(folder, 2000)
    run_id = trigger(house, folder)
    counted = f"SELECT count(*) FROM ops.disposition WHERE run_id = '{run_id}'"
    until(lambda: house.rows(counted)[0][0] > 0, "the first batch")

    task = _reading_process(house)
    readers = task.children()
    task.kill()

    until(lambda: state(house, run_id) in {"success", "failed"}, "the retried run to end")
    tries = f"SELECT try_number, state FROM ops.run WHERE run_id = '{run_id}' AND task_id = 'read' ORDER BY 1"
    assert state(house, run_id) == "success"
    assert house.rows(counted) == [(2000,)]
    assert house.rows("SELECT count(*), count(DISTINCT url_key) FROM news.article WHERE url_key LIKE '%many/%'") == [
        (2000, 2000)
    ]
    assert house.rows(tries) == [(1, "lost"), (2, "succeeded")]
    assert readers
    assert [reader for reader in readers if _is_alive(reader)] == []


@pytest.mark.parametrize("component", ["scheduler", "triggerer", "dag-processor", "api-server", "postgres"])
def test_a_killed_component_is_back_by_itself_and_a_run_in_flight_ends_well(
    house: House, inbox: Path, component: str
) -> None:
    folder = inbox / component
    write_articles(folder, 300)
    run_id = trigger(house, folder)
    counted = f"SELECT count(*) FROM ops.seed_file WHERE run_id = '{run_id}'"
    until(lambda: house.rows(counted)[0][0] > 0, "the plan")
    before = pids(house)[component]

    psutil.Process(before).kill()

    until(lambda: pids(house).get(component, before) != before, f"{component} to be back")
    until(lambda: state(house, run_id) in {"success", "failed"}, "the run to end")
    assert state(house, run_id) == "success"
    assert house.rows(f"SELECT outcome, count(*) FROM ops.disposition WHERE run_id = '{run_id}' GROUP BY 1") == [
        ("stored", 300)
    ]
    until(lambda: all((airflow_api.health(house.airflow.port) or {"none": False}).values()), "all to be healthy")


def test_a_backup_survives_destruction_and_is_restored(house: House, inbox: Path) -> None:
    counts = (
        "SELECT (SELECT count(*) FROM news.article), (SELECT count(*) FROM news.removal), "
        "(SELECT count(*) FROM raw.page), (SELECT count(*) FROM ops.disposition)"
    )
    before = house.rows(counts)
    house.make("backup")
    house.make("destroy", answer=f"{house.folder.name}\n")

    house.make("restore")

    assert house.rows(counts) == before
    house.make("up")
    write_articles(inbox, 1, first=999)
    run_id = trigger(house, inbox / "00999.txt")
    until(lambda: state(house, run_id) in {"success", "failed"}, "ingestion to go on")
    assert house.rows(f"SELECT outcome FROM ops.disposition WHERE run_id = '{run_id}'") == [("stored",)]


def test_nothing_is_left_running_after_down(house: House) -> None:
    ours = _family(pids(house).values())

    house.make("down")

    assert [process for process in ours if _is_alive(process)] == []
    assert pids(house) == {}


def _family(pids: Iterable[int]) -> list[psutil.Process]:
    """The processes and all their descendants."""
    heads = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    return [process for head in heads for process in (head, *head.children(recursive=True))]


def _listening(process: psutil.Process) -> list[str]:
    """The addresses it listens on; none if it has ended since the family was counted, as tasks do."""
    with suppress(psutil.NoSuchProcess):
        found = process.net_connections("inet")
        return [connection.laddr.ip for connection in found if connection.status == psutil.CONN_LISTEN]
    return []


def _reading_process(house: House) -> psutil.Process:
    """The process of the task that reads: the parent of the deepest processes below the scheduler."""
    scheduler = psutil.Process(pids(house)["scheduler"])
    deepest = max(scheduler.children(recursive=True), key=lambda process: len(process.parents()))
    parent = deepest.parent()
    assert parent
    return parent


def _is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
