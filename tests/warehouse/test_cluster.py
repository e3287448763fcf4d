"""Roles of the embedded cluster."""

from __future__ import annotations

import psycopg
from psycopg.conninfo import make_conninfo
from wireroom.warehouse.cluster import Database, ensure_databases


def test_an_owner_may_ask_with_no_more_rights_than_an_analyst(server_url: str) -> None:
    wanted = Database(name="owned", owner="owner_of_it", password="x", groups=("analyst",))
    mine = make_conninfo(server_url, dbname="owned", user="owner_of_it", password="x")
    try:
        ensure_databases(server_url, [wanted])
        ensure_databases(server_url, [wanted])

        with psycopg.connect(mine, autocommit=True) as conn:
            conn.execute("SET ROLE analyst")
            assert conn.execute("SELECT current_user").fetchone() == ("analyst",)
    finally:
        with psycopg.connect(server_url, autocommit=True) as conn:
            conn.execute("DROP DATABASE IF EXISTS owned")
            conn.execute("DROP ROLE IF EXISTS owner_of_it")
