"""refresh_marts as Airflow runs it, in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import article, published
from wireroom.parts import Lines
from wireroom.read.lines import line_hash
from wireroom.warehouse import articles
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.warehouse.connection import Connection

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("metadata")]

LINE = "The ferry crossed the bay again on Monday morning."


def test_lines_that_recur_become_candidates_and_words_are_found(
    dags: Mapping[str, Any], conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", database_url)
    hashed = Lines(
        hashes=(line_hash(LINE) or 0,),
        kinds="s",
        word_counts=(9,),
        title_hash=None,
        opening_hash=None,
        base_sha256=b"x" * 32,
        learned="",
    )
    run = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
    articles.load(conn, run, [article(number, lines=hashed, published=published()) for number in range(4)])

    state = str(dags["refresh_marts"].test().state)

    found = conn.execute("SELECT source, text, status, article_count FROM mart.learned_line").fetchall()
    assert state == "success"
    assert found == [("test", LINE, "candidate", 4)]
    assert conn.execute("SELECT count(*) FROM mart.search('ferries crossing')").fetchone() == (4,)
    assert conn.execute("SELECT count(*) FROM news.article_signature").fetchone() == (4,)
    assert conn.execute("SELECT count(*) FROM news.article_anchor").fetchall() == [(4,)]


def test_whoever_triggers_it_by_hand_does_not_wait_for_the_clock(
    dags: Mapping[str, Any], conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", database_url)
    run = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
    for number in range(2):
        articles.load(conn, run, [article(number, published=published())])

        dags["refresh_marts"].test()

    assert conn.execute("SELECT count(*) FROM ops.outbox WHERE reader = 'search'").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM ops.run WHERE tally ? 'too early'").fetchone() == (0,)


def test_it_is_woken_by_new_articles_and_by_the_clock(dags: Mapping[str, Any]) -> None:
    schedule = dags["refresh_marts"].timetable

    assert [asset.name for asset in schedule.asset_condition.objects] == ["articles"]
    assert schedule.timetable.expression == "*/10 * * * *"


def test_what_fails_holds_up_only_what_is_made_of_it_and_the_run_is_red(dags: Mapping[str, Any]) -> None:
    tasks = {task.task_id: task for task in dags["refresh_marts"].tasks}
    last = tasks.pop("all_well")

    assert last.trigger_rule == "none_failed"  # upstream_failed, and so the run failed, where any task failed
    assert last.upstream_task_ids == tasks.keys()
    assert {name for name, task in tasks.items() if task.upstream_task_ids and task.trigger_rule != "all_done"} == set()
