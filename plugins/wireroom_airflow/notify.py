"""Tells a person of failed tasks: to a webhook or by mail, as WIREROOM_NOTIFY says. Light to import: DAG files do."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

log = logging.getLogger(__name__)


def tell_of_failure(context: Mapping[str, Any]) -> None:
    """Airflow's on_failure_callback: one message for a task that failed for good, and not again too soon.

    Never raises: a message that cannot be sent is a warning in the task's log.
    """
    try:
        said = _tell(context)
    except Exception as exc:  # noqa: BLE001 - whatever is wrong with the message, the task's own failure is what counts
        said = f"{type(exc).__name__}: {exc}"
    if said:
        log.warning("nobody was told of this failure: %s", said)


def _tell(context: Mapping[str, Any]) -> str | None:
    from wireroom.fetch.messages import send  # noqa: PLC0415  (DAG parsing must stay light)
    from wireroom.fetch.redaction import redact  # noqa: PLC0415
    from wireroom.settings import Settings  # noqa: PLC0415

    settings = Settings.from_env(os.environ)
    ti = context["ti"]
    error = context.get("exception")
    what = redact(" ".join(f"{type(error).__name__}: {error}".split())) if error else "it was killed"
    if not settings.notify or _was_told(
        settings.home_path / "told", f"{ti.dag_id}.{ti.task_id}", settings.notify_every_s
    ):
        return None
    facts = {
        "dag_id": ti.dag_id,
        "run_id": ti.run_id,
        "task_id": ti.task_id,
        "map_index": ti.map_index,
        "try_number": ti.try_number,
        "error": what,
        "log_url": str(getattr(ti, "log_url", "") or ""),
    }
    text = f"{what}\nrun {ti.run_id}, try {ti.try_number}\n{facts['log_url']}".rstrip()
    said = send(settings, f"Wireroom: {ti.dag_id}.{ti.task_id} failed", text, facts)
    if said is None:
        _note(settings.home_path / "told", f"{ti.dag_id}.{ti.task_id}")
    return said


def _was_told(folder: Path, name: str, every_s: float) -> bool:
    try:
        return time.time() - _stamp(folder, name).stat().st_mtime < every_s
    except OSError:
        return False


def _note(folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _stamp(folder, name).touch()


def _stamp(folder: Path, name: str) -> Path:
    return folder / hashlib.sha256(name.encode()).hexdigest()[:16]
