"""Seed files of a run: which are planned, which are known already, what became of their entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest, name_bytes, name_from, storable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.model import Rejection
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """A file to be read. Names that are not valid UTF-8 come back as they were (surrogateescape)."""

    path: str  #: where it lies
    relative: str  #: its name in entry keys, unique in a run
    size: int  #: bytes
    mtime_ns: int  #: last change, nanoseconds since 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedFile:
    """A file of which every entry has its disposition."""

    relative: str
    entry_count: int  #: entries discovered in it; a rejection of the whole file counts as one
    rejection: Rejection | None = None  #: of the file as a whole


def add(conn: Connection, run: RunKey, batch_number: int, files: Sequence[PlannedFile]) -> None:
    """Plan `files` as part of a batch. Of two with the same relative name the first is kept."""
    rows: list[dict[str, Any]] = [
        {
            **run.dag_run,
            "batch_number": batch_number,
            "file_hash": digest(file.relative),
            "file": storable(file.relative),
            "file_bytes": name_bytes(file.relative),
            "path": storable(file.path),
            "path_bytes": name_bytes(file.path),
            "size_bytes": file.size,
            "mtime_ns": file.mtime_ns,
        }
        for file in files
    ]
    with conn.cursor() as cursor:
        cursor.executemany(query("file/add"), rows)


def refuse(conn: Connection, run: RunKey, rejections: Sequence[Rejection]) -> None:
    """Note files the planner refused; `Rejection.file` names them. Their dispositions are left to `articles.load`."""
    rows: list[dict[str, Any]] = [
        {
            **run.dag_run,
            "file_hash": digest(rejection.file or rejection.entry_key),
            "file": storable(rejection.file or rejection.entry_key),
            "file_bytes": name_bytes(rejection.file or rejection.entry_key),
            "reason": rejection.reason,
            "detail": storable(rejection.detail),
        }
        for rejection in rejections
    ]
    with conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(query("file/refuse"), rows)


def of_batch(conn: Connection, run: RunKey, batch_number: int) -> tuple[PlannedFile, ...]:
    """The files of a batch that have not ended, in the order of their names."""
    rows = conn.execute(query("file/of_batch"), {**run.dag_run, "batch_number": batch_number})
    return tuple(
        PlannedFile(
            path=name_from(path, path_bytes), relative=name_from(file, file_bytes), size=size, mtime_ns=mtime_ns
        )
        for file, file_bytes, path, path_bytes, size, mtime_ns in rows
    )


def finish(conn: Connection, run: RunKey, files: Sequence[EndedFile]) -> None:
    """Note that `files` have ended, and count their dispositions. Doing it again counts again."""
    rows: list[dict[str, Any]] = [
        {
            **run.dag_run,
            "file_hash": digest(file.relative),
            "entry_count": file.entry_count,
            "reason": file.rejection.reason if file.rejection else None,
            "detail": storable(file.rejection.detail) if file.rejection else None,
        }
        for file in files
    ]
    with conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(query("file/finish"), rows)


def known_unchanged(conn: Connection, files: Sequence[PlannedFile]) -> set[str]:
    """Relative names of the `files` that a run has dealt with to the end, at this path, size and time of change."""
    asked: dict[str, Any] = {
        "file_hashes": [digest(file.relative) for file in files],
        "paths": [storable(file.path) for file in files],
        "sizes": [file.size for file in files],
        "mtimes": [file.mtime_ns for file in files],
    }
    return {files[ordinal - 1].relative for (ordinal,) in conn.execute(query("file/known_unchanged"), asked)}


def known_refused(conn: Connection, rejections: Sequence[Rejection]) -> set[str]:
    """Entry keys of those `rejections` of whole files that some run has already noted, for the same reason."""
    asked: dict[str, Any] = {
        "file_hashes": [digest(rejection.file or rejection.entry_key) for rejection in rejections],
        "reasons": [rejection.reason for rejection in rejections],
    }
    return {rejections[ordinal - 1].entry_key for (ordinal,) in conn.execute(query("file/known_refused"), asked)}
