"""What every DAG of ours shares: default arguments, the retry policy, assets, and the way to the warehouse."""

from __future__ import annotations

import logging
import os
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from airflow.sdk import (
    Asset,
    AssetWatcher,
    Connection,
    ExceptionRetryPolicy,
    RetryAction,
    RetryRule,
    get_current_context,
)

from wireroom_airflow import run_notes
from wireroom_airflow.notify import tell_of_failure
from wireroom_airflow.triggers import EntriesWaiting

if TYPE_CHECKING:
    from wireroom.interval import Interval
    from wireroom.settings import Settings
    from wireroom.warehouse.runs import RunKey

log = logging.getLogger(__name__)

WAREHOUSE = "warehouse"  # id of the Airflow connection
ARTICLES = Asset(name="articles", uri="x-wireroom://articles", group="wireroom")
ENTRIES = Asset(
    name="entries",
    uri="x-wireroom://entries",
    group="wireroom",
    watchers=[AssetWatcher(name="entries_waiting", trigger=EntriesWaiting(connection_id=WAREHOUSE))],
)

RETRIES = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="wireroom.errors.PermanentError", action=RetryAction.FAIL, reason="needs a person, see the error"
        ),
        RetryRule(exception="wireroom.errors.TransientError", retry_delay=timedelta(seconds=20)),
    ]
)
DEFAULT_ARGS: dict[str, Any] = {
    "owner": "wireroom",
    "retries": 5,
    "retry_delay": timedelta(seconds=10),
    "retry_policy": RETRIES,
    "execution_timeout": timedelta(hours=6),
    "on_failure_callback": tell_of_failure,
}


def warehouse_url() -> str:
    """URL of the warehouse as the Airflow connection has it."""
    return Connection.get(WAREHOUSE).get_uri()


def settings() -> Settings:
    """The settings of this environment. Raises BadSetting."""
    from wireroom.settings import Settings  # noqa: PLC0415  (DAG parsing must stay light)

    return Settings.from_env(os.environ)


def now() -> datetime:
    """The clock, for jobs that take the time as an argument."""
    return datetime.now(UTC)


def task_logs() -> Path:
    """Where Airflow writes the logs of tasks."""
    from airflow.configuration import conf  # noqa: PLC0415

    return Path(str(conf.get_mandatory_value("logging", "base_log_folder")))


def run_key() -> RunKey:
    """The try of the task that calls this."""
    from wireroom.warehouse.runs import RunKey  # noqa: PLC0415

    ti = cast("Any", get_current_context())["ti"]
    return RunKey(
        dag_id=ti.dag_id, run_id=ti.run_id, task_id=ti.task_id, map_index=ti.map_index, try_number=ti.try_number
    )


def say(sentence: str) -> None:
    """Log a sentence and let it be the note of the run, once that has ended; the last one said counts."""
    log.info("%s", sentence)
    cast("Any", get_current_context())["ti"].xcom_push(key=run_notes.KEY, value=sentence)


def asked() -> tuple[dict[str, Any], str]:
    """The params of the DAG run, and what kind of run it is: manual, scheduled, backfill."""
    context = cast("Any", get_current_context())
    run_type = context["dag_run"].run_type  # an enum in a live task: str() of that is not its value
    return dict(context["params"]), str(getattr(run_type, "value", run_type))


def data_interval() -> Interval:
    """The interval the DAG run is about. Raises IntervalRefused where it has none, or one that is empty."""
    from wireroom.errors import IntervalRefused  # noqa: PLC0415
    from wireroom.interval import Interval  # noqa: PLC0415

    context = cast("Any", get_current_context())
    start, end = context.get("data_interval_start"), context.get("data_interval_end")
    if start is None or end is None:
        raise IntervalRefused("this run has no interval: start it with a logical date, or as a backfill")
    if start == end:  # what a plain cron schedule gives
        raise IntervalRefused(
            "the interval is empty: use a timetable with intervals, such as CronDataIntervalTimetable"
        )
    return Interval(start=start, end=end)


def authorization(connection_id: str) -> str:
    """The Authorization header that an Airflow connection stands for: Basic with a login, Bearer without (RFC 9110)."""
    known = Connection.get(connection_id)
    if known.login:
        pair = f"{known.login}:{known.password or ''}".encode()
        return f"Basic {b64encode(pair).decode()}"
    return f"Bearer {known.password or ''}"
