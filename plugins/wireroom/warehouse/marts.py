"""Marts and rights: files that apply again, all in one transaction, whenever one of them changed.

Each first goes over what is there (CREATE OR REPLACE), so that what people built on a mart stays. Where that does not
go, because a column or what a function returns is another, what the file made is dropped and made anew, with the grants
on it. What no file makes any more is dropped, and nothing else is: the ledger knows what they made (`made`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import psycopg

from wireroom.errors import MigrationFailed
from wireroom.warehouse import queries
from wireroom.warehouse.ledger import apply, digest_of, waited
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from wireroom.warehouse.connection import Connection


class _Object(NamedTuple):
    """A view or function."""

    oid: int
    version: str  #: another one each time it is made or replaced


class _FileFailedError(MigrationFailed):
    """A file does not go over what is there."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(said)
        self.name = name


def apply_changed(
    conn: Connection, applied: Mapping[str, str], log: Callable[[str], object], *, force: bool
) -> list[str]:
    """Apply all marts and rights where one of them changed or is gone; the names of all of them, or none.

    `applied` are the hashes of repeatable files in the ledger, by name. Raises MigrationFailed; nothing has changed
    then. Where something that is not ours stands on what has to change it says what, and what to do.
    """
    files = queries.repeatables()
    gone = set(applied) - {path.name for path in files}
    if not (force or gone or any(applied.get(path.name) != digest_of(path) for path in files)):
        return []
    log("applying marts and rights")
    made = {name: set[str](names) for name, names in conn.execute(query("migration/list_made"))}
    anew: set[str] = set()  # files whose objects are dropped first
    while True:
        try:
            _apply_all(conn, files, made, gone=gone, anew=anew)
        except _FileFailedError as exc:
            is_first = exc.name not in anew and made.get(exc.name)
            more = {exc.name} if is_first else set(made)
            if isinstance(exc.__cause__, psycopg.errors.LockNotAvailable) or more <= anew:
                raise
            anew |= more
        else:
            return [path.name for path in files]


def _apply_all(
    conn: Connection,
    files: Sequence[Path],
    made: Mapping[str, set[str]],
    *,
    gone: Collection[str],
    anew: Collection[str],
) -> None:
    ours = set[str]().union(*made.values())
    with conn.transaction():
        there = _objects(conn)
        held = {each.oid: name for name, each in there.items() if name in ours}
        grants = conn.execute(query("migration/list_grants"), {"oids": list(held)}).fetchall()
        dropped = _drop(conn, set[str]().union(*(made.get(name, ()) for name in anew)), ours)
        kept = set[str]()
        *marts, rights, superuser = files
        for path in marts:
            before = _objects(conn)
            _apply(conn, path)
            now = {name for name, each in _objects(conn).items() if before.get(name) != each}
            conn.execute(query("migration/note_made"), {"name": path.name, "made": sorted(now)})
            kept |= now
        for oid, statement in grants:
            if held[oid] in dropped & kept:
                conn.execute(statement.encode())
        _apply(conn, rights)
        _apply(conn, superuser)
        _drop(conn, ours - kept, ours)
        for name in gone:
            conn.execute(query("migration/forget"), {"name": name})


def _apply(conn: Connection, path: Path) -> None:
    try:
        apply(conn, path, is_repeatable=True)
    except MigrationFailed as exc:
        raise _FileFailedError(path.name, str(exc)) from exc.__cause__


def _objects(conn: Connection) -> dict[str, _Object]:
    """The views and functions there are, by the name under which DROP knows them."""
    return {name: _Object(oid, version) for name, oid, version in conn.execute(query("migration/list_objects"))}


def _drop(conn: Connection, names: Collection[str], ours: Collection[str]) -> set[str]:
    """Drop these, and what of `ours` stands on them; what was. Never CASCADE: what people built is not ours to drop."""
    there = _objects(conn)
    left, dropped = {name for name in names if name in there}, set[str]()
    while left:
        done = {name for name in sorted(left) if _is_dropped(conn, name)}
        left, dropped = left - done, dropped | done
        if done:
            continue
        held = {there[name].oid: name for name in left}
        built = conn.execute(query("migration/list_built_on"), {"oids": list(held)}).fetchall()
        if foreign := [(held[oid], name) for oid, name in built if name not in ours]:
            raise MigrationFailed(_stands_on(*foreign[0]))
        more = {name for _, name in built} - left
        if not more:
            raise MigrationFailed(f"{', '.join(sorted(left))} cannot be dropped: something stands on it")
        left |= more
    return dropped


def _is_dropped(conn: Connection, name: str) -> bool:
    try:
        with conn.transaction():
            conn.execute(f"DROP {name}".encode())
    except psycopg.errors.DependentObjectsStillExist:
        return False
    except psycopg.errors.LockNotAvailable as exc:
        raise MigrationFailed(waited(f"DROP {name}")) from exc
    return True


def _stands_on(ours: str, name: str) -> str:
    kind, _, of = name.rpartition("VIEW ")
    keep = f" (SELECT pg_get_viewdef('{of}'::regclass) shows it)" if kind in {"", "MATERIALIZED "} else ""
    return (
        f"{_said(ours)} has to change, but {_said(name)} is built on it, which is not ours to drop: "
        f"keep its definition{keep}, drop it, migrate again, and make it anew on what is there then"
    )


def _said(name: str) -> str:
    """`VIEW mart.article` as a sentence has it."""
    words = name.split(" ")
    return " ".join(word.lower() if word.isupper() else word for word in words).replace("pg_catalog.", "")
