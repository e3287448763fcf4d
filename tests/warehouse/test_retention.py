"""Months are there before they begin, and go when nobody needs them any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wireroom.warehouse.fetches import drop_old

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection


def test_old_months_are_dropped_with_what_points_to_them(conn: Connection) -> None:
    conn.execute(
        """
        CREATE TABLE raw.page_2020_01 PARTITION OF raw.page FOR VALUES FROM ('2020-01-01Z') TO ('2020-02-01Z');
        CREATE TABLE ops.poll_2020_01 PARTITION OF ops.poll FOR VALUES FROM ('2020-01-01Z') TO ('2020-02-01Z');
        INSERT INTO raw.page_key VALUES (sha256('a'), sha256('b'), '2020-01-05Z');
        INSERT INTO raw.page_key SELECT sha256('c'), sha256('d'), now();
        INSERT INTO raw.page (url_key_hash, body_sha256, stored_at, url_key, fetched_at, content_type, body, body_bytes,
            entry_key, source, origin)
        SELECT url_key_hash, body_sha256, stored_at, 'k', stored_at, 'text/plain', '', 0, 'k', 's', 'seed'
        FROM raw.page_key
        """
    )
    conn.execute("SET ROLE wireroom")

    dropped = drop_old(conn, {"raw.page": 3, "raw.entry": 3, "ops.poll": 12, "ops.page_fetch": 12})

    assert dropped == {"raw.page": 1, "raw.entry": 0, "ops.poll": 1, "ops.page_fetch": 0}
    conn.execute("RESET ROLE")
    assert conn.execute("SELECT count(*) FROM raw.page_key").fetchone() == (1,)
    assert conn.execute("SELECT count(*) FROM raw.page").fetchone() == (1,)


@pytest.mark.parametrize("parent", ["raw.entry", "ops.poll", "ops.page_fetch"])
def test_logs_have_room_at_the_end_of_a_month(conn: Connection, parent: str) -> None:
    bounds = conn.execute(
        "SELECT bool_or(pg_get_expr(c.relpartbound, c.oid) LIKE"
        " '%%(''' || to_char(date_trunc('month', now(), 'UTC') + interval '2 months', 'YYYY-MM-DD') || '%%')"
        " FROM pg_inherits AS i INNER JOIN pg_class AS c ON i.inhrelid = c.oid WHERE i.inhparent = %s::regclass",
        (parent,),
    ).fetchone()

    assert bounds == (True,)


@pytest.mark.parametrize(("parent", "months"), [("news.article", 3), ("raw.page_key", 3), ("raw.page", 0)])
def test_nothing_else_is_dropped(conn: Connection, parent: str, months: int) -> None:
    with pytest.raises(Exception, match=r"no months to drop|at least one"):
        drop_old(conn, {parent: months})
