"""Runs every task of refresh_marts as its file says, without Airflow: whatever is made of articles is then made."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wireroom.settings import Settings
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = Path(__file__).resolve().parents[1] / "dags" / "refresh_marts.py"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def refresh_all(url: str, run_id: str = "manual__1", *, now: datetime = NOW) -> dict[str, Any]:
    """What each task answered, by its name, in the order of the file. A task that raises raises here."""
    bodies = [
        node
        for outer in ast.parse(FILE.read_text(encoding="utf-8")).body
        if isinstance(outer, ast.FunctionDef)
        for node in outer.body
        if isinstance(node, ast.FunctionDef)
    ]
    answers: dict[str, Any] = {}
    for body in bodies:
        body.decorator_list = []
        body.returns = None
        names: dict[str, Any] = {
            "warehouse_url": lambda: url,
            "run_key": lambda task=body.name: RunKey(dag_id="refresh_marts", run_id=run_id, task_id=task),
            "now": lambda: now,
            "asked": lambda: (dict[str, Any](), "manual"),
            "settings": Settings,
        }
        exec(compile(ast.Module([body], []), str(FILE), "exec"), names)
        task: Callable[[], Any] = names[body.name]
        answers[body.name] = task()
    return answers
