"""A warehouse with rows in it comes from every earlier migration to this one, and keeps them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import postgres
from wireroom.warehouse import queries
from wireroom.warehouse.connection import connect, require_current_schema, session
from wireroom.warehouse.migrate import migrate

if TYPE_CHECKING:
    import pytest
    from wireroom.warehouse.connection import Connection

# Rows for the tables that a migration makes, as they were then: NNNN.sql. Code of today writes rows of today.
ROWS = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parent / "rows").glob("*.sql"))}
FROM_AFAR = {"0004", "0007", "0022", "0030", "0050", "0060"}
Rows = dict[str, list[dict[str, str]]]


def contents(conn: Connection) -> Rows:
    """Every row of every table of ours, its values as JSON; the ledger of migrations apart."""
    tables = conn.execute(
        "SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND c.relnamespace::regnamespace::text IN ('raw', 'news', 'ops') AND c.relname <> 'migration'"
    ).fetchall()
    return {
        table: [
            {name: json.dumps(value, sort_keys=True) for name, value in row.items()}
            for (row,) in conn.execute(f"SELECT row_to_json(t) FROM {table} AS t".encode())
        ]
        for (table,) in tables
    }


def lost(before: Rows, after: Rows) -> list[tuple[str, dict[str, str]]]:
    """Rows that are no longer there with every value they had; columns and rows may have come."""
    return [
        (table, row)
        for table, rows in before.items()
        for row in rows
        if not any(row.items() <= now.items() for now in after.get(table, []))
    ]


def test_from_every_migration_on_the_rows_stay(
    empty_url: str, server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each migration meets the rows of all before it; and some come from afar in one go, marts and rights too."""
    whole = queries.migrations()
    steps, no_marts = tmp_path / "migrations", tmp_path / "marts"
    steps.mkdir()
    no_marts.mkdir()
    no_rights = tmp_path / "rights.sql"
    no_rights.write_text("SELECT 1;", encoding="utf-8")
    today = {name: getattr(queries, name) for name in ("MIGRATIONS", "MARTS", "RIGHTS")}
    before: Rows = {}
    for path in whole:
        # marts and rights of today need the schema of today
        for name, place in (("MIGRATIONS", steps), ("MARTS", no_marts), ("RIGHTS", no_rights)):
            monkeypatch.setattr(queries, name, place)
        shutil.copy(path, steps)
        migrate(empty_url, log=lambda _: None)
        with session(empty_url) as conn:
            assert lost(before, contents(conn)) == [], path.name
            conn.execute(ROWS.get(path.name[:4], b""))
            before = contents(conn)
        for name, place in today.items():
            monkeypatch.setattr(queries, name, place)
        if path.name[:4] not in FROM_AFAR and path != whole[-1]:
            continue

        with postgres.database(server_url, template=postgres.name_of(empty_url)) as url:
            migrate(url, log=lambda _: None)

            with connect(url, autocommit=True) as conn:
                require_current_schema(conn)
                assert lost(before, contents(conn)) == [], path.name
    with session(empty_url) as conn:  # what readers missed before 0105 is owed again
        owed = conn.execute("SELECT article_id FROM ops.outbox WHERE reader = 'search' ORDER BY article_id").fetchall()
        assert owed == [(1,), (3,)]  # of these each was changed
        numbered = conn.execute("SELECT language FROM news.language WHERE revision = 2 ORDER BY language").fetchall()
        assert numbered == [("pl",), ("und",)]


def test_most_tables_have_a_row_to_lose(template_url: str, server_url: str) -> None:
    """Of the tables that were there when this was written."""
    with postgres.database(server_url, template=postgres.name_of(template_url)) as url, session(url) as conn:
        for rows in ROWS.values():
            conn.execute(rows)
        found = contents(conn)

    assert {name for name, rows in found.items() if rows} >= {
        *(
            "raw.page",
            "raw.page_key",
            "raw.entry",
            "news.source",
            "news.article",
            "news.article_version",
            "news.removal",
        ),
        *("news.media", "news.article_line", "news.learned_line", "news.override", "news.article_check", "ops.run"),
        *(
            "ops.batch",
            "ops.seed_file",
            "ops.disposition",
            "ops.feed",
            "ops.feed_state",
            "ops.poll_body",
            "ops.sighting",
        ),
        *("ops.site", "ops.host", "ops.robots", "ops.entry", "ops.poll", "ops.page_fetch", "ops.url_alias", "ops.hold"),
    }


def test_marts_that_change_their_shape_lose_no_row(
    template_url: str, server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marts = tmp_path / "marts"
    shutil.copytree(queries.MARTS, marts)
    with postgres.database(server_url, template=postgres.name_of(template_url)) as url, session(url) as conn:
        for rows in ROWS.values():
            conn.execute(rows)
        before, count = contents(conn), conn.execute("SELECT count(*) FROM mart.article").fetchone()
        article = marts / "10_article.sql"
        changed = article.read_text(encoding="utf-8").replace("    s.name AS source,", "    s.name AS source_name,")
        changed = changed.replace("mart.article.source IS", "mart.article.source_name IS")
        article.write_text(changed, encoding="utf-8")
        for path in marts.iterdir():  # those that stand on the name of that column go
            if path != article and "a.source" in path.read_text(encoding="utf-8"):
                path.unlink()
        monkeypatch.setattr(queries, "MARTS", marts)

        migrate(url, log=lambda _: None)

        assert lost(before, contents(conn)) == []
        assert conn.execute("SELECT count(source_name) FROM mart.article").fetchone() == count
        assert count
        assert count[0] > 0
