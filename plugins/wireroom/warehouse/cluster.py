"""Roles and databases of the embedded cluster. The launcher in `wireroom.local` starts it; this speaks SQL to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from wireroom.errors import WarehouseGone, WireroomError
from wireroom.warehouse.connection import connect, session
from wireroom.warehouse.queries import SUPERUSER, query

if TYPE_CHECKING:
    from collections.abc import Collection

    from wireroom.warehouse.connection import Connection

GROUPS = ("wireroom", "analyst")  # the group roles of sql/rights.sql
NOBODYS = ("postgres", "template1")  # databases that are there from the start; only the superuser enters them


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A database and the login role that owns it."""

    name: str
    owner: str
    password: str
    groups: tuple[str, ...] = ()  #: of GROUPS, those whose rights alone the owner may choose to have
    is_shared: bool = False  #: members of GROUPS may connect, beside the owner


def data_directory(url: str) -> Path | None:
    """The data directory of the server at `url`; None where nobody answers or our password is not theirs."""
    try:
        with connect(url) as conn:
            row = conn.execute(query("cluster/data_directory")).fetchone()
    except (WireroomError, psycopg.Error):
        return None
    return Path(row[0]) if row else None


def ensure_databases(admin_url: str, databases: Collection[Database]) -> None:
    """Create the roles and databases that are missing. `admin_url` is a superuser's. Raises WarehouseGone."""
    with session(admin_url, autocommit=True) as conn:
        for group in GROUPS:
            if not _is_true(conn, "cluster/role_exists", role=group):
                conn.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(group)))
        for name in NOBODYS:
            _let_nobody_in(conn, name)
        for database in databases:
            _ensure_owner(conn, database)
            for group in database.groups:
                conn.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(database.owner)))
            if not _is_true(conn, "cluster/database_exists", database=database.name):
                _create(conn, database.name, database.owner)
            _let_in(conn, database)
    for database in databases:
        _shut(admin_url, database)


def replace_database(admin_url: str, database: Database, *, temporary: str) -> None:
    """Put the database `temporary` in the place of `database`, which is dropped. Raises WarehouseGone."""
    with session(admin_url, autocommit=True) as conn:
        for name in (database.name, temporary):
            conn.execute(query("cluster/end_sessions"), {"database": name})
        conn.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database.name)))
        conn.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(temporary), sql.Identifier(database.name))
        )
        _let_in(conn, database)
    _shut(admin_url, database)


def empty_database(admin_url: str, *, name: str, owner: str) -> None:
    """Make `name` anew, with nothing in it; what it held is gone. Raises WarehouseGone."""
    with session(admin_url, autocommit=True) as conn:
        conn.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        _create(conn, name, owner)


def airflow_revision(url: str) -> str:
    """Revision of Airflow's metadata schema at `url`; empty where there is none yet. Raises WarehouseGone."""
    with session(url) as conn:
        try:
            row = conn.execute(query("cluster/airflow_revision")).fetchone()
        except psycopg.errors.UndefinedTable:
            return ""
    return str(row[0]) if row else ""


def answers(url: str) -> bool:
    """Does the server at `url` let us in?"""
    try:
        connect(url).close()
    except WarehouseGone:
        return False
    return True


def _ensure_owner(conn: Connection, database: Database) -> None:
    """The owner may make roles, so that an operator can add analysts; the password is always set to the kept one."""
    verb = "ALTER" if _is_true(conn, "cluster/role_exists", role=database.owner) else "CREATE"
    conn.execute(
        sql.SQL("{} ROLE {} LOGIN CREATEROLE PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(database.owner), sql.Literal(database.password)
        )
    )
    # so that keep_watch sees and stops an analyst's query that runs too long
    conn.execute(sql.SQL("GRANT pg_signal_backend, pg_read_all_stats TO {}").format(sql.Identifier(database.owner)))


def _let_nobody_in(conn: Connection, name: str) -> None:
    """By default everybody may enter every database and write temporary tables there, analysts too."""
    conn.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM public").format(sql.Identifier(name)))


def _let_in(conn: Connection, database: Database) -> None:
    """The owner, and of a shared database the members of the groups."""
    _let_nobody_in(conn, database.name)
    name = sql.Identifier(database.name)
    for group in GROUPS if database.is_shared else ():
        rights = sql.SQL("CONNECT" if group == "analyst" else "CONNECT, TEMPORARY")
        conn.execute(sql.SQL("GRANT {} ON DATABASE {} TO {}").format(rights, name, sql.Identifier(group)))


def _shut(admin_url: str, database: Database) -> None:
    """Keep whoever may enter from what everybody may by default and only a superuser can forbid."""
    if database.is_shared:
        with session(make_conninfo(admin_url, dbname=database.name)) as conn:
            conn.execute(SUPERUSER.read_bytes())


def _create(conn: Connection, name: str, owner: str) -> None:
    conn.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(owner)))
    _let_nobody_in(conn, name)


def _is_true(conn: Connection, name: str, **parameters: str) -> bool:
    row = conn.execute(query(name), parameters).fetchone()
    return bool(row and row[0])
