"""The schema comes to be: from nothing, once, whole or not at all."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import postgres
import pytest
from wireroom.errors import MigrationEdited, MigrationFailed, SchemaAhead, SchemaBehind
from wireroom.warehouse import queries
from wireroom.warehouse.connection import Connection, connect, require_current_schema, session
from wireroom.warehouse.migrate import migrate

if TYPE_CHECKING:
    from pathlib import Path


def silent(_: object) -> None:
    pass


@pytest.fixture
def own_sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of sql/ to change."""
    copied = tmp_path / "sql"
    shutil.copytree(queries.SQL, copied)
    places = {"MIGRATIONS": "migrations", "MARTS": "marts", "RIGHTS": "rights.sql", "SUPERUSER": "superuser.sql"}
    for constant, place in places.items():
        monkeypatch.setattr(queries, constant, copied / place)
    return copied


def add_migration(own_sql: Path, text: str, number: int = 9001) -> Path:
    path = own_sql / "migrations" / f"{number:04}_try_something.sql"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_database_gets_every_file_and_a_second_time_none(empty_url: str) -> None:
    first = migrate(empty_url, log=silent)
    second = migrate(empty_url, log=silent)

    assert first == [path.name for path in (*queries.migrations(), *queries.repeatables())]
    assert second == []
    with session(empty_url) as conn:
        require_current_schema(conn)


def test_four_at_once_apply_everything_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(migrate, empty_url, log=silent) for _ in range(4)]
        applied = [future.result() for future in futures]

    assert sorted(map(len, applied))[:3] == [0, 0, 0]
    assert max(map(len, applied)) == len(queries.migrations()) + len(queries.repeatables())


def test_who_keeps_a_migration_waiting_is_named(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireroom.warehouse.migrate.WAIT_FOR_OTHERS", "50ms")
    with session(empty_url) as other:
        other.execute("SELECT pg_advisory_lock(1466459745)")
        with pytest.raises(MigrationFailed, match=rf"process {other.info.backend_pid} of {other.info.user}"):
            migrate(empty_url, log=silent)


def test_an_edited_migration_is_refused_by_name(database_url: str, own_sql: Path) -> None:
    edited = next((own_sql / "migrations").glob("0003_*"))
    edited.write_text(edited.read_text(encoding="utf-8") + "-- a word more\n", encoding="utf-8")

    with pytest.raises(MigrationEdited, match="0003_"):
        migrate(database_url, log=silent)


def test_a_failing_migration_leaves_nothing_behind_and_names_its_line(database_url: str, own_sql: Path) -> None:
    add_migration(own_sql, "CREATE TABLE ops.half (a int);\nSELECT 1 FROM ops.nowhere;\n")

    with pytest.raises(
        MigrationFailed, match=r'9001_try_something\.sql, line 2: relation "ops.nowhere" does not exist'
    ):
        migrate(database_url, log=silent)

    with session(database_url) as conn:
        assert conn.execute("SELECT to_regclass('ops.half')").fetchone() == (None,)


def test_a_migration_that_arrives_late_is_refused(database_url: str, own_sql: Path) -> None:
    add_migration(own_sql, "SELECT 1;", number=0)

    with pytest.raises(MigrationFailed, match="give it a higher number"):
        migrate(database_url, log=silent)


def test_older_code_refuses_a_newer_warehouse_and_newer_code_an_older_one(database_url: str, own_sql: Path) -> None:
    path = add_migration(own_sql, "SELECT 1;")
    with session(database_url) as conn:
        with pytest.raises(SchemaBehind, match="9001_try_something"):
            require_current_schema(conn)
        migrate(database_url, log=silent)
        path.unlink()

        with pytest.raises(SchemaAhead, match="9001_try_something"):
            require_current_schema(conn)
        with pytest.raises(SchemaAhead, match="9001_try_something"):
            migrate(database_url, log=silent)


def test_an_empty_database_is_behind(empty_url: str) -> None:
    with session(empty_url) as conn, pytest.raises(SchemaBehind, match="0001_"):
        require_current_schema(conn)


def test_a_dump_is_offered_only_before_a_migration_of_a_warehouse_with_rows(
    database_url: str, conn: Connection, own_sql: Path
) -> None:
    dumps: list[str] = []
    add_migration(own_sql, "SELECT 1;", number=9001)
    migrate(database_url, log=silent, before_change=lambda: dumps.append("empty"))
    conn.execute("INSERT INTO ops.run VALUES ('d', 'r', 't', -1, 1, 'v')")
    migrate(database_url, log=silent, before_change=lambda: dumps.append("nothing to do"))
    add_migration(own_sql, "SELECT 1;", number=9002)
    add_migration(own_sql, "SELECT 1;", number=9003)

    migrate(database_url, log=silent, before_change=lambda: dumps.append("rows"))

    assert dumps == ["rows"]


def test_a_mart_applies_again_when_it_changes_even_where_a_column_goes(database_url: str, own_sql: Path) -> None:
    mart = own_sql / "marts" / "20_articles_per_day.sql"
    mart.write_text("CREATE OR REPLACE VIEW mart.articles_per_day AS SELECT 1 AS one;", encoding="utf-8")

    applied = migrate(database_url, log=silent)

    assert "20_articles_per_day.sql" in applied
    with session(database_url) as conn:
        assert conn.execute("SELECT one FROM mart.articles_per_day").fetchone() == (1,)


def test_a_mart_that_is_gone_from_the_checkout_goes(database_url: str, own_sql: Path) -> None:
    (own_sql / "marts" / "60_media.sql").unlink()

    migrate(database_url, log=silent)

    with session(database_url) as conn:
        assert conn.execute("SELECT to_regclass('mart.media')").fetchone() == (None,)
        assert conn.execute("SELECT to_regclass('mart.article') IS NOT NULL").fetchone() == (True,)


def rewrite(own_sql: Path, file: str, before: str, after: str) -> None:
    path = own_sql / "marts" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


PER_DAY = "CREATE OR REPLACE VIEW mart.articles_per_day AS SELECT 1 AS one;"


def test_what_an_analyst_built_on_a_mart_is_never_dropped(database_url: str, conn: Connection, own_sql: Path) -> None:
    conn.execute("CREATE VIEW public.mine AS SELECT language FROM mart.articles_per_day")
    (own_sql / "marts" / "20_articles_per_day.sql").write_text(PER_DAY, encoding="utf-8")

    with pytest.raises(
        MigrationFailed, match=r"view mart\.articles_per_day has to change, but view public\.mine is"
    ) as no:
        migrate(database_url, log=silent)

    assert "pg_get_viewdef('public.mine'::regclass)" in str(no.value)
    assert conn.execute("SELECT count(*) FROM public.mine").fetchone() == (0,)
    conn.execute("DROP VIEW public.mine")
    assert "20_articles_per_day.sql" in migrate(database_url, log=silent)


def test_what_an_analyst_built_on_another_mart_stays(database_url: str, conn: Connection, own_sql: Path) -> None:
    conn.execute("CREATE VIEW public.mine AS SELECT title FROM mart.article")
    conn.execute("CREATE MATERIALIZED VIEW mart.own AS SELECT url FROM mart.article")
    conn.execute("CREATE VIEW mart.own_too AS SELECT 1 AS one")
    (own_sql / "marts" / "20_articles_per_day.sql").write_text(PER_DAY, encoding="utf-8")
    (own_sql / "marts" / "60_media.sql").unlink()

    migrate(database_url, log=silent)

    asked = "SELECT (SELECT one FROM mart.articles_per_day), (SELECT count(*) FROM public.mine), one FROM mart.own_too"
    assert conn.execute(asked).fetchone() == (1, 0, 1)
    assert conn.execute("SELECT to_regclass('mart.media')").fetchone() == (None,)


def test_a_mart_that_is_gone_and_that_something_is_built_on_is_named(
    database_url: str, conn: Connection, own_sql: Path
) -> None:
    conn.execute("CREATE FUNCTION public.mine() RETURNS SETOF mart.media LANGUAGE sql AS 'SELECT * FROM mart.media'")
    (own_sql / "marts" / "60_media.sql").unlink()

    with pytest.raises(
        MigrationFailed, match=r"view mart\.media has to change, but function public\.mine\(\) is built"
    ):
        migrate(database_url, log=silent)


def test_a_function_of_the_marts_may_return_something_else(database_url: str, conn: Connection, own_sql: Path) -> None:
    """mart.observed has a column more: mart.observation, mart.observation_gap and mart.source stand on it."""
    rewrite(own_sql, "72_observation.sql", "    gap_hours double precision,\n", "    gap_hours real,\n")
    grant = "GRANT SELECT ON mart.observation TO pg_monitor"
    conn.execute(grant.encode())

    migrate(database_url, log=silent)

    returned = "SELECT pg_get_function_result('mart.observed'::regproc)"
    assert "gap_hours real" in str(conn.execute(returned).fetchone())
    rights = "SELECT has_table_privilege(r, 'mart.observation', 'SELECT') FROM unnest(%s::text[]) AS r"
    assert conn.execute(rights, (["analyst", "wireroom", "pg_monitor"],)).fetchall() == [(True,)] * 3
    asked = "SELECT has_function_privilege('analyst', 'mart.observed(date, date, text, text[])', 'EXECUTE')"
    assert conn.execute(asked).fetchone() == (True,)


def test_a_function_that_takes_something_else_leaves_no_older_one_behind(
    database_url: str, conn: Connection, own_sql: Path
) -> None:
    sample = own_sql / "marts" / "76_words.sql"
    text = sample.read_text(encoding="utf-8")
    text = text.replace("mart.words(written text, language text)", "mart.words(written text, language text, n int = 1)")
    sample.write_text(text.replace("mart.words(text, text)", "mart.words(text, text, int)"), encoding="utf-8")

    migrate(database_url, log=silent)

    asked = "SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'words'"
    assert conn.execute(asked).fetchall() == [("mart.words(text,text,integer)",)]
    assert conn.execute("SELECT count(*) FROM mart.words('a boat', 'en')").fetchone() == (2,)


def test_a_warehouse_from_before_this_was_noted_knows_what_its_marts_made(conn: Connection) -> None:
    asked = "SELECT unnest(made) FROM ops.migration ORDER BY 1"
    now = {name for (name,) in conn.execute(asked)}
    conn.execute("CREATE VIEW mart.mine AS SELECT 1 AS one")
    conn.execute("ALTER TABLE ops.migration DROP COLUMN made")

    conn.execute(next(path for path in queries.migrations() if path.name.startswith("0102_")).read_bytes())

    then = {name for (name,) in conn.execute(asked)}
    assert then <= now
    assert {"VIEW mart.article", "VIEW mart.source"} < then
    assert any(name.startswith("FUNCTION news.search_term(") for name in then)


def test_a_mart_may_come_to_stand_on_a_later_one(database_url: str, conn: Connection, own_sql: Path) -> None:
    """What is dropped is dropped from the top, whichever was made first."""
    first, second = own_sql / "marts" / "90_first.sql", own_sql / "marts" / "91_second.sql"
    first.write_text("CREATE OR REPLACE VIEW mart.first AS SELECT 1 AS one;", encoding="utf-8")
    second.write_text("CREATE OR REPLACE VIEW mart.second AS SELECT 1 AS one;", encoding="utf-8")
    migrate(database_url, log=silent)
    (own_sql / "marts" / "92_first.sql").write_text(
        "CREATE OR REPLACE VIEW mart.first AS SELECT one FROM mart.second;", encoding="utf-8"
    )
    first.unlink()
    migrate(database_url, log=silent)
    second.write_text("CREATE OR REPLACE VIEW mart.second AS SELECT 'a' AS one;", encoding="utf-8")

    migrate(database_url, log=silent)

    assert conn.execute("SELECT one FROM mart.first").fetchone() == ("a",)


def test_a_database_that_knows_only_ascii_is_refused(server_url: str, empty_url: str) -> None:
    name = postgres.name_of(empty_url)
    with connect(server_url, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name}".encode())
        admin.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C' ENCODING 'UTF8'".encode()
        )

    with pytest.raises(MigrationFailed, match="beyond ASCII"):
        migrate(empty_url, log=silent)
