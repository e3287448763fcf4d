"""What every DAG of ours shares: default arguments, the retry policy, assets, and the way to the warehouse."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, Connection, ExceptionRetryPolicy, RetryAction, RetryRule

if TYPE_CHECKING:
    from wireroom.settings import Settings

WAREHOUSE = "warehouse"  # id of the Airflow connection
ARTICLES = Asset(name="articles", uri="x-wireroom://articles", group="wireroom")

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
}


def warehouse_url() -> str:
    """URL of the warehouse as the Airflow connection has it."""
    return Connection.get(WAREHOUSE).get_uri()


def settings() -> Settings:
    """The settings of this environment. Raises BadSetting."""
    from wireroom.settings import Settings  # noqa: PLC0415  (DAG parsing must stay light)

    return Settings.from_env(os.environ)
