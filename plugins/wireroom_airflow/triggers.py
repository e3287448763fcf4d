"""Wakes a DAG when entries wait in the warehouse. Runs in the triggerer; the SQL is in `wireroom.warehouse.listen`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from airflow.sdk import Connection
from airflow.triggers.base import BaseEventTrigger, TriggerEvent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class EntriesWaiting(BaseEventTrigger):
    """Fires when entries can be claimed: told by NOTIFY, found at its start, after a lost connection, and at each look.

    At least once: a NOTIFY that nobody heard loses no work. A burst is one event, and none is given where a running
    task has taken the work already.
    """

    def __init__(self, *, connection_id: str = "warehouse", look_s: float = 30.0, debounce_s: float = 0.2) -> None:
        super().__init__()
        self.connection_id = connection_id
        self.look_s = look_s
        self.debounce_s = debounce_s

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Where the class is and how to make it again."""
        return (
            "wireroom_airflow.triggers.EntriesWaiting",
            {"connection_id": self.connection_id, "look_s": self.look_s, "debounce_s": self.debounce_s},
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """An event for each time there is work. Never ends by itself."""
        from wireroom.warehouse.listen import entries_waiting  # noqa: PLC0415  (DAG parsing must not load psycopg)

        async for woken in entries_waiting(self._url, look_s=self.look_s, debounce_s=self.debounce_s):
            yield TriggerEvent(asdict(woken))

    async def _url(self) -> str:
        connection = await Connection.async_get(self.connection_id)
        return connection.get_uri()
