"""manage_feeds and replay_rejected as Airflow runs them, in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from announcing import FETCH, announce, announced, claim_site, refused
from loopback import reply
from served import served
from wireroom.warehouse import articles, entries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("metadata", "warehouse")]

BLANK: dict[str, object] = {"dry_run": True, "site": None, "feeds": None, "source": None, "since": None}
HOME = (
    b"<html><head><link rel=alternate type=application/rss+xml href=/feed>"
    b"<link rel=alternate type=application/rss+xml href=/sport></head></html>"
)


@pytest.fixture
def warehouse(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", database_url)
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path))


def run(dags: Mapping[str, Any], dag_id: str, conf: Mapping[str, object]) -> tuple[str, Any]:
    """The state of the run and what its task returned."""
    # a run in this process leaves its params in the DAG
    blank = {name: value for name, value in BLANK.items() if name in dags[dag_id].params}
    done = dags[dag_id].test(run_conf={**blank, **conf})
    (ti,) = done.get_task_instances()
    return str(done.state), ti.xcom_pull(task_ids=ti.task_id)


def test_pasted_addresses_are_registered_once_the_dry_run_is_off(dags: Mapping[str, Any], conn: Connection) -> None:
    pasted = {"feeds": "https://bay.example/feed\nnonsense", "language": "pl"}

    dry_state, dry = run(dags, "manage_feeds", pasted)
    none_yet = conn.execute("SELECT count(*) FROM mart.feed").fetchone()
    state, said = run(dags, "manage_feeds", {**pasted, "dry_run": False})

    assert (dry_state, state, none_yet) == ("success", "success", (0,))
    assert dry["lines"][0].startswith("dry run")
    assert said["counts"] == {"added": 1, "revised": 0, "unchanged": 0, "refused": 1}
    assert said["lines"][1].startswith("line 2: refused")
    assert conn.execute("SELECT url, language FROM mart.feed").fetchall() == [("https://bay.example/feed", "pl")]


def test_a_site_is_asked_for_its_feeds(
    dags: Mapping[str, Any], conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served({"/": reply(HOME, 200, "Content-Type: text/html")}) as server:
        monkeypatch.setenv("WIREROOM_FETCH_ALLOW_LOOPBACK", f"127.0.0.1:{server.port}")
        monkeypatch.setenv("WIREROOM_FETCH_HOST_GAP_S", "0.1")
        monkeypatch.setenv("WIREROOM_FETCH_DOMAIN_GAP_S", "0.1")

        state, said = run(dags, "manage_feeds", {"site": server.url("/"), "dry_run": False})

    assert state == "success"
    assert conn.execute("SELECT url FROM mart.feed").fetchall() == [(server.url("/feed"),)]
    assert "/sport" in said["lines"][1]


def test_a_form_that_says_nothing_fails_the_task(dags: Mapping[str, Any]) -> None:
    state, _ = run(dags, "manage_feeds", {})

    assert state == "failed"


def test_rejected_entries_are_counted_and_then_put_back(dags: Mapping[str, Any], conn: Connection) -> None:
    announce(conn, announced(1))
    claimed = claim_site(conn)
    articles.load(conn, FETCH, [refused(claimed.entries[0])])
    entries.release(conn, claimed)

    _, dry = run(dags, "replay_rejected", {})
    _, real = run(dags, "replay_rejected", {"dry_run": False, "source": "news1", "since": "2026-01-01T00:00:00Z"})

    assert (dry, real) == ({"would go back": 1}, {"went back": 1})
    assert entries.owed(conn).pending == 1
