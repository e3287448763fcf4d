"""maintain and keep_watch as Airflow runs them, and who is told when a task fails."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest
from announcing import feed
from loopback import reply
from served import served
from wireroom.errors import UpkeepFailed
from wireroom.warehouse import feeds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("metadata", "warehouse")]


@pytest.fixture
def warehouse(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", database_url)
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path))
    monkeypatch.setenv("WIREROOM_LEAST_FREE_BYTES", "0")


def test_the_upkeep_of_a_day_cleans_metadata_months_and_logs(dags: Mapping[str, Any], conn: Connection) -> None:
    conn.execute("CREATE TABLE ops.poll_2020_01 PARTITION OF ops.poll FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')")
    old = os.path.join(os.environ["AIRFLOW_HOME"], "logs", "dag_id=long_gone", "attempt=1.log")  # noqa: PTH118
    os.makedirs(os.path.dirname(old), exist_ok=True)  # noqa: PTH103, PTH120
    with open(old, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("x")
    long_ago = time.time() - 40 * 86_400
    os.utime(old, (long_ago, long_ago))

    state = str(dags["maintain"].test().state)

    assert state == "success"
    assert conn.execute("SELECT to_regclass('ops.poll_2020_01') IS NULL").fetchone() == (True,)
    assert not os.path.exists(old)  # noqa: PTH110


def test_the_command_gets_the_address_that_a_task_may_not_have() -> None:
    from wireroom_airflow.metadata import ASYNC, SYNC, command_environment  # noqa: PLC0415

    inside = {SYNC: "airflow-db-not-allowed:///", ASYNC: "postgresql+psycopg://a@b/c", "AIRFLOW_CTX_DAG_ID": "maintain"}

    assert command_environment(inside)[SYNC] == "postgresql+psycopg://a@b/c"
    assert "AIRFLOW_CTX_DAG_ID" not in command_environment(inside)
    with pytest.raises(UpkeepFailed, match=ASYNC):
        command_environment({SYNC: "airflow-db-not-allowed:///"})


def test_late_polling_fails_the_watch_and_somebody_is_told_once(
    dags: Mapping[str, Any], conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = str(dags["keep_watch"].test().state)
    feeds.register(conn, feed(1))
    conn.execute("UPDATE ops.feed_state SET next_poll_at = now() - interval '2 hours'")
    conn.execute("UPDATE ops.run SET started_at = now() - interval '35 minutes'")
    with served({"/hook": reply(b"ok")}) as server:
        monkeypatch.setenv("WIREROOM_FETCH_ALLOW_LOOPBACK", f"127.0.0.1:{server.port}")
        monkeypatch.setenv("WIREROOM_NOTIFY", server.url("/hook"))

        late = [str(dags["keep_watch"].test().state) for _ in range(2)]

        told = len(server.asked("/hook"))
    assert (well, late, told) == ("success", ["failed", "failed"], 1)


def test_every_task_tells_somebody_when_it_fails(dags: Mapping[str, Any]) -> None:
    silent = [task.task_id for dag in dags.values() for task in dag.tasks if not task.has_on_failure_callback]

    assert silent == []


def test_a_message_that_cannot_be_sent_is_no_second_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from wireroom_airflow.notify import tell_of_failure  # noqa: PLC0415

    monkeypatch.setenv("WIREROOM_NOTIFY", "pager 5")

    tell_of_failure({})

    assert "nobody was told" in caplog.text
