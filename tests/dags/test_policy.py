"""Every DAG of ours is a good citizen, and parsing it is cheap."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.airflow

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = sorted((CHECKOUT / "dags").glob("*.py"))
HEAVY = ("trafilatura", "langid", "feedparser", "psycopg", "lxml", "numpy")


def test_there_is_one_dag_per_file_and_it_bears_its_name(dags: Mapping[str, Any]) -> None:
    assert set(dags) == {path.stem for path in FILES}


def test_every_dag_is_a_good_citizen(dags: Mapping[str, Any]) -> None:
    for dag in dags.values():
        assert dag.doc_md
        assert dag.tags
        assert not dag.catchup
        assert dag.max_active_runs == 1
        for task in dag.tasks:
            assert task.retry_policy
            assert task.execution_timeout
            assert task.retries


def test_every_param_is_explained_in_the_form(dags: Mapping[str, Any]) -> None:
    params = [(dag_id, name, dag.params.get_param(name)) for dag_id, dag in dags.items() for name in dag.params]

    assert params
    assert [(dag_id, name) for dag_id, name, param in params if not param.schema.get("title")] == []
    assert [(dag_id, name) for dag_id, name, param in params if not param.description] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_parsing_loads_nothing_heavy(path: Path) -> None:
    code = (
        f"import runpy, sys; runpy.run_path({str(path)!r}); print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT / "plugins")}

    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)

    assert done.stdout.strip().splitlines()[-1] == "[]"
