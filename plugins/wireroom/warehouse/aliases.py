"""Addresses under which articles were announced that go by another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.warehouse import takedowns
from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest, storable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.warehouse.connection import Connection


def note(conn: Connection, aliases: Mapping[str, str]) -> None:
    """Keep under which url_key the articles go that were announced as these: announced → url_key.

    Of an article that was taken down only the hash is kept, so that this address is taken down too.
    """
    rows = [
        {
            "alias_hash": digest(announced),
            "alias": storable(announced),
            "url_key_hash": digest(url_key),
            "url_key": storable(url_key),
        }
        for announced, url_key in sorted(aliases.items())
        if announced != url_key
    ]
    if rows:
        with conn.transaction(), conn.cursor() as cursor:
            takedowns.share(conn)
            cursor.executemany(query("alias/note"), rows)
