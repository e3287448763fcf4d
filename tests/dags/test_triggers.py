"""The trigger that wakes `ingest_articles`, as the triggerer makes and runs it."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import pytest
from announcing import announce, announced

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

pytestmark = pytest.mark.airflow


def test_the_trigger_made_from_what_it_says_of_itself_fires(
    conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk._shared.module_loading import import_string  # noqa: PLC0415
    from wireroom_airflow.triggers import EntriesWaiting  # noqa: PLC0415

    monkeypatch.setitem(os.environ, "AIRFLOW_CONN_WAREHOUSE", database_url)
    path, arguments = EntriesWaiting(look_s=5.0).serialize()
    again = import_string(path)(**arguments)
    announce(conn, announced())

    async def first() -> Any:
        async with asyncio.timeout(20):
            return await anext(again.run())

    event = asyncio.run(first())

    assert event.payload == {"why": "start", "notices": 0}


def test_the_entries_asset_is_watched() -> None:
    from wireroom_airflow.edge import ENTRIES  # noqa: PLC0415

    (watcher,) = ENTRIES.watchers

    assert watcher.name == "entries_waiting"
