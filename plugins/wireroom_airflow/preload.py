"""Imported once in the forkserver of LocalExecutor, so that each forked task finds the heavy modules loaded.

Without it a task pays 1.3 CPU-seconds for the language model alone, and imports 159 modules instead of 34.
"""

from __future__ import annotations

import contextlib
import importlib

AIRFLOW = (  # what a task process of Airflow 3.3 imports; another release may lack one
    "airflow.dag_processing.bundles.local",
    "airflow.dag_processing.dagbag",
    "airflow.executors.local_executor",
    "airflow.providers.standard.decorators.python",
    "airflow.providers.standard.operators.python",
    "airflow.sdk.definitions.asset.metadata",
    "airflow.sdk.execution_time.supervisor",
    "airflow.sdk.execution_time.task_runner",
)
OURS = ("lxml.html", "psycopg", "trafilatura", "wireroom.jobs.ingest", "wireroom.jobs.seeds", "wireroom.read.language")

for _name in AIRFLOW:
    with contextlib.suppress(ImportError):
        importlib.import_module(_name)
for _name in OURS:
    importlib.import_module(_name)
if warm := getattr(importlib.import_module("wireroom.read.language"), "warm", None):
    warm()
