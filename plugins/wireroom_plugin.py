"""What Airflow finds of Wireroom when it looks for plugins."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin
from wireroom_airflow import run_notes


class WireroomPlugin(AirflowPlugin):
    """Listens for runs that end."""

    name = "wireroom"
    listeners = [run_notes]  # noqa: RUF012  (as Airflow declares it)
