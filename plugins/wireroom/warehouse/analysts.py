"""Logins of people who read marts and facts, and nothing else; and an end to queries that run too long.

Rights come from the group role `analyst`; limits must be set on each login, because settings of a group do not reach
its members. A login may change most of them for its own session: what holds whatever it sets is `stop_long`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from wireroom.errors import AnalystRefused
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection

LONGEST_NAME = 63  # bytes of an identifier; Postgres cuts longer ones without a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One analyst."""

    login: str
    connections: int  #: at a time
    settings: list[str]  #: name=value


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """What became of a query that ran for too long."""

    login: str
    running_s: float | None
    became: str  #: cancelled, ended (its session), refused (this login may not), unseen (this login may not look)


def limits(settings: Settings) -> dict[str, str]:
    """What is set on the login of an analyst: parameter of Postgres, value."""
    return {
        "statement_timeout": f"{settings.analyst_timeout_s * 1000:.0f}ms",
        "idle_in_transaction_session_timeout": "60s",
        "idle_session_timeout": "12h",
        "default_transaction_read_only": "on",
        "work_mem": settings.analyst_work_mem,
        "search_path": "mart, news, pg_catalog",
    }


def add(conn: Connection, login: str, password: str, settings: Settings) -> list[str]:
    """Make a login that reads marts and facts; what could not be limited, as sentences.

    Raises AnalystRefused where the name is taken or odd, or where the user of `conn` may make no roles: then with the
    statements for somebody who may.
    """
    if not login.isidentifier() or not login.isascii() or login != login.lower() or len(login) > LONGEST_NAME:
        raise AnalystRefused(f"{login!r} is no name of a login: take small letters, digits and _, a letter first")
    name = sql.Identifier(login)
    # encrypted here: the server may log the statement
    kept = conn.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    try:
        with conn.transaction():
            for statement in _statements(login, kept, settings):
                conn.execute(statement)
    except psycopg.errors.DuplicateObject as exc:
        raise AnalystRefused(f"there is a role {login} already: remove it first, or take another name") from exc
    except psycopg.errors.UndefinedObject as exc:
        raise AnalystRefused(
            "there is no group role analyst: run `make migrate` with a login that may make it"
        ) from exc
    except psycopg.errors.InsufficientPrivilege as exc:
        words = ";\n".join(each.as_string(conn) for each in _statements(login, "…", settings))
        raise AnalystRefused(f"this user may not make logins ({exc}); a superuser may:\n{words};") from exc
    try:
        # only a superuser may say how much a login may write to the disk while it sorts
        conn.execute(sql.SQL("ALTER ROLE {} SET temp_file_limit = {}").format(name, settings.analyst_temp_file_limit))
    except psycopg.errors.InsufficientPrivilege:
        return [f"temp_file_limit needs a superuser: ALTER ROLE {login} SET temp_file_limit = …"]
    return []


def remove(conn: Connection, login: str) -> None:
    """Take a login away. Raises AnalystRefused where it is none of an analyst, owns something, or we may not."""
    row = conn.execute(query("analyst/is_login"), {"login": login}).fetchone()
    if not (row and row[0]):
        raise AnalystRefused(f"{login} is no login of an analyst: see `wireroom analyst list`")
    try:
        conn.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(login)))
    except psycopg.errors.DependentObjectsStillExist as exc:
        raise AnalystRefused(f"{login} owns something here: {exc.diag.message_detail}") from exc
    except psycopg.errors.InsufficientPrivilege as exc:
        raise AnalystRefused(f"this user may not remove logins; a superuser may: DROP ROLE {login};") from exc


def listed(conn: Connection) -> list[Login]:
    """All analysts."""
    with conn.cursor(row_factory=class_row(Login)) as cursor:
        return cursor.execute(query("analyst/list_logins")).fetchall()


def stop_long(conn: Connection, *, most_s: float) -> list[Stopped]:
    """Cancel what analysts have been running for longer than `most_s`, whatever timeout they set themselves."""
    with conn.cursor(row_factory=class_row(Stopped)) as cursor:
        return cursor.execute(query("analyst/stop_long"), {"most_s": most_s}).fetchall()


def _statements(login: str, password: str, settings: Settings) -> list[sql.Composed]:
    name = sql.Identifier(login)
    made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} CONNECTION LIMIT {} IN ROLE analyst").format(
        name, sql.Literal(password), sql.Literal(settings.analyst_connections)
    )
    limited = [
        sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.Identifier(limit), _value(value))
        for limit, value in limits(settings).items()
    ]
    return [made, *limited]


def _value(value: str) -> sql.Composable:
    """A list, as search_path is, must stay a list."""
    return sql.SQL(", ").join(map(sql.Literal, value.split(", ")))
