"""Backup, destroy, restore: the same rows, and the names that are asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from local.conftest import Environment, started
from wireroom.errors import LocalError
from wireroom.local import dump, start
from wireroom.local.context import WAREHOUSE, running_context
from wireroom.local.halt import destroy
from wireroom.local.places import checkout_name
from wireroom.local.restore import restore
from wireroom.local.steps import Steps
from wireroom.warehouse.overview import counts

if TYPE_CHECKING:
    from wireroom.local.context import Context

RUN = """
INSERT INTO ops.run (dag_id, run_id, task_id, map_index, try_number, code_version)
SELECT 'ingest_seeds', 'run ' || n, 'plan', -1, 1, 'test' FROM generate_series(1, 7) AS n
"""


def with_rows(environ: Environment) -> Context:
    context = started(environ)
    start.migrate_warehouse(context, Steps())
    with psycopg.connect(context.warehouse_url) as conn:
        conn.execute(RUN.encode())
    return context


def run_count(context: Context) -> int:
    with psycopg.connect(context.warehouse_url) as conn:
        return conn.execute("SELECT count(*) FROM ops.run").fetchall()[0][0]


def test_backup_destroy_restore_gives_the_same_rows(environ: Environment) -> None:
    context = with_rows(environ)
    made = dump.backup(context, Steps())
    before = counts(context.warehouse_url)

    destroy(environ, ask=checkout_name)
    left = sorted(path.name for path in context.where.home.iterdir())
    restore(environ)

    again = running_context(environ)
    assert left == ["backups"]
    assert made.is_dir()
    assert run_count(again) == 7
    assert counts(again.warehouse_url) == before
    assert again.keys.fernet_key == context.keys.fernet_key


def test_a_large_object_of_somebody_else_stops_no_backup(environ: Environment) -> None:
    context = with_rows(environ)
    with psycopg.connect(context.url_of(WAREHOUSE)) as conn:
        conn.execute("SELECT lo_from_bytea(0, 'x')")  # by the superuser: its owner is not the warehouse's

    restore(environ, wanted=dump.backup(context, Steps()).name)

    assert run_count(context) == 7


def test_destroy_asks_for_the_name(environ: Environment) -> None:
    context = with_rows(environ)

    with pytest.raises(LocalError, match="nothing was removed"):
        destroy(environ, ask=lambda: "yes")

    assert run_count(context) == 7


def test_a_damaged_dump_changes_nothing(environ: Environment) -> None:
    context = with_rows(environ)
    made = dump.backup(context, Steps())
    whole = (made / "warehouse.dump").read_bytes()
    (made / "warehouse.dump").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(LocalError, match="pg_restore failed"):
        restore(environ, wanted=made.name)

    assert run_count(context) == 7


def test_restore_takes_the_newest_but_not_what_an_earlier_restore_put_aside(environ: Environment) -> None:
    context = with_rows(environ)
    for name in ("2026-01-01T000000Z", "2026-02-01T000000Z", f"2026-03-01T000000Z{dump.BEFORE_RESTORE}"):
        (context.where.backups / name).mkdir()
        (context.where.backups / name / "warehouse.dump").touch()

    assert dump.find_backup(context, "").name == "2026-02-01T000000Z"
    assert dump.find_backup(context, "2026-01-01T000000Z").name == "2026-01-01T000000Z"
    with pytest.raises(LocalError, match="there is no backup 1999"):
        dump.find_backup(context, "1999")


def test_a_backup_is_for_its_owner_alone(environ: Environment) -> None:
    made = dump.backup(with_rows(environ), Steps())

    assert made.stat().st_mode & 0o077 == 0
    assert made.stat().st_uid == os.getuid()


def test_no_password_stands_on_a_command_line() -> None:
    url, environment = dump.without_password("postgresql://me:p%40ss@db.example:5433/news?sslmode=require")

    assert url == "postgresql://me@db.example:5433/news?sslmode=require"
    assert environment["PGPASSWORD"] == "p@ss"
    assert Path(environment["PATH"].split(":")[0]).is_absolute()
