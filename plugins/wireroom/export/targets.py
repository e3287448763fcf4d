"""Where an export goes: a file that is there whole or not at all."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO

from wireroom.errors import ExportRefused

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


class Format(StrEnum):
    """How the end of a file's name says what is in it."""

    PARQUET = ".parquet"
    CSV = ".csv"
    CSV_GZ = ".csv.gz"


def format_of(path: Path) -> Format:
    """What to write into `path`. Raises ExportRefused where its name does not say."""
    name = path.name.lower()
    for form in Format:
        if name.endswith(form.value) and name != form.value:
            return form
    msg = f"{path} does not say what to write: end its name with {', '.join(form.value for form in Format)}"
    raise ExportRefused(msg)


def check_target(path: Path, *, force: bool) -> None:
    """Raises ExportRefused where `path` cannot be written, or is there and `force` does not say to replace it."""
    if "\x00" in str(path):
        msg = f"{str(path)!r} is no file name"
        raise ExportRefused(msg)
    try:
        if not path.parent.is_dir():
            msg = f"{path.parent} is no directory: make it first"
            raise ExportRefused(msg)
        if path.is_dir():
            msg = f"{path} is a directory: name a file in it"
            raise ExportRefused(msg)
        if not force and path.exists():
            msg = f"{path} is there already: --force replaces it"
            raise ExportRefused(msg)
    except OSError as exc:
        msg = f"{path} cannot be written: {exc.strerror}"
        raise ExportRefused(msg) from exc


@contextmanager
def whole_file(path: Path, *, force: bool) -> Generator[BinaryIO]:
    """A file to write beside `path`; it takes its place at the end, and is removed where something goes wrong.

    Raises ExportRefused as `check_target` does, and where the directory refuses.
    """
    check_target(path, force=force)
    part = path.with_name(f".wireroom-{secrets.token_hex(8)}.part")  # not of the name: that may be as long as names go
    try:
        file = part.open("xb")
    except OSError as exc:
        msg = f"{path.parent} cannot be written to: {exc.strerror}"
        raise ExportRefused(msg) from exc
    try:
        with file:
            yield file
        check_target(path, force=force)
        try:
            part.replace(path)
        except OSError as exc:
            msg = f"{path} cannot be written: {exc.strerror}"
            raise ExportRefused(msg) from exc
    finally:
        part.unlink(missing_ok=True)
