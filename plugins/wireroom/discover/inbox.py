"""Which files a run reads. Looks at names and kinds of files only, never into them.

Every file must lie inside one of the allowed roots after all links are followed.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from wireroom.errors import SeedPathRefused
from wireroom.model import Reason
from wireroom.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHIPPED = CHECKOUT / "seeds"
DEMOS = tuple(SHIPPED / name for name in ("demo", "demo-later", "demo-abroad"))  #: articles shipped to try things out
FORMATS = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFile:
    """One file a run will read."""

    path: Path  #: where it is, links resolved
    relative: str  #: its name in keys: relative to the first allowed root that holds it, with `/`
    size: int  #: bytes
    mtime_ns: int  #: last change, nanoseconds since 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFile:
    """A file (or directory) a run will not read."""

    relative: str  #: as in SeedFile
    reason: Reason
    detail: str  #: one sentence that names the file and what to do


def find_files(
    path: Path, pattern: str = "**", *, roots: Sequence[Path], include_demo: bool = False
) -> Iterator[SeedFile | RefusedFile]:
    """The files under `path` (a directory or one file) whose name matches `pattern`, in order of their names.

    `pattern` without a slash is held against file names, else against the path below `path`; `**` crosses
    directories. Hidden files, README.md and OPML files are passed over silently, and so are DEMOS
    unless `path` lies in one or `include_demo` is set. Raises SeedPathRefused where `path` itself is
    missing or outside the roots, before the first file is given.
    """
    top, root = _inside(path, roots)
    demos = [demo.resolve() for demo in DEMOS]
    skipped = () if include_demo else tuple(demo for demo in demos if not top.is_relative_to(demo))
    return _walk(
        top,
        _Walk(
            top=top,
            root=root,
            roots=tuple(allowed.resolve() for allowed in roots),
            wanted=_matcher(pattern),
            skipped=skipped,
        ),
    )


def is_passed_over(name: str) -> bool:
    """Is a file of this name no seed, in a directory or an archive: hidden, a README, a list of feeds?"""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") and part.strip(".") for part in parts) or "__MACOSX" in parts
    return hidden or not parts or parts[-1].lower() == "readme.md" or name.lower().endswith(".opml")


def format_of(name: str) -> tuple[str, bool] | None:
    """(text, html, lines, json or zip; is it gzipped) by the name, or None for a format no reader knows."""
    path = PurePosixPath(name.lower())
    suffix = path.suffix
    if suffix == ".zip":
        return "zip", False
    is_gzipped = suffix == ".gz"
    if is_gzipped:
        suffix = PurePosixPath(path.stem).suffix
    kind = FORMATS.get(suffix)
    return (kind, is_gzipped) if kind else None


def unknown_format(name: str) -> str:
    """The sentence about a file no reader knows."""
    known = ", ".join([*FORMATS, ".zip"])
    return f"{name} has a suffix no reader knows: readable are {known}, and all but .zip also with .gz."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    top: Path
    root: Path
    roots: tuple[Path, ...]
    wanted: re.Pattern[str]
    skipped: tuple[Path, ...]


def _inside(path: Path, roots: Sequence[Path]) -> tuple[Path, Path]:
    """`path` resolved and the first root that holds it. Raises SeedPathRefused."""
    allowed = ", ".join(map(str, roots)) or "none"
    how = "WIREROOM_SEED_ROOTS lists the directories seeds may be read from"
    try:
        top = path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as exc:  # RuntimeError: links in a circle; ValueError: a NUL
        resolved = _resolved_loosely(path)
        if resolved is None or not any(resolved.is_relative_to(root.resolve()) for root in roots):
            raise SeedPathRefused(f"{path} is not inside a seed root ({allowed}): {how}.") from exc
        why = exc.strerror if isinstance(exc, OSError) and exc.strerror else "it leads nowhere"
        raise SeedPathRefused(f"{path} cannot be read ({why}): give a file or directory inside {allowed}.") from exc
    for root in roots:
        if top.is_relative_to(root.resolve()):
            return top, root.resolve()
    raise SeedPathRefused(f"{path} leads to {top}, which is not inside a seed root ({allowed}): {how}.")


def _resolved_loosely(path: Path) -> Path | None:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def _walk(top: Path, walk: _Walk) -> Iterator[SeedFile | RefusedFile]:
    if top.is_dir():
        yield from _directory(top, walk, frozenset())
    else:
        yield _file(top, top, walk)


def _directory(path: Path, walk: _Walk, above: frozenset[Path]) -> Iterator[SeedFile | RefusedFile]:
    real = path.resolve()
    if real in above or real in walk.skipped:  # a link back to a directory we are in
        return
    try:
        with os.scandir(path) as entries:  # names of one directory at a time are held, for their order
            names = sorted((entry.name, entry.is_dir(), entry.is_symlink()) for entry in entries)
    except OSError as exc:
        yield _refused(path, walk, Reason.FILE_UNREADABLE, f"the directory cannot be listed ({exc.strerror})")
        return
    for name, is_directory, is_link in names:
        child = path / name
        if name.startswith(".") or is_passed_over(name):
            continue
        if not is_directory and not _is_wanted(child, walk):
            continue
        try:
            resolved = child.resolve(strict=True) if is_link else real / name
        except (OSError, RuntimeError) as exc:
            why = getattr(exc, "strerror", None) or "its links go in a circle"
            yield _refused(child, walk, Reason.FILE_MISSING, f"it leads nowhere ({why}): remove the link")
            continue
        if not any(resolved.is_relative_to(root) for root in walk.roots):
            detail = (
                "it links to a place outside the seed roots: copy the file, or add its directory to WIREROOM_SEED_ROOTS"
            )
            yield _refused(child, walk, Reason.OUTSIDE_ROOTS, detail)
        elif is_directory:
            yield from _directory(child, walk, above | {real})
        else:
            yield _file(child, resolved, walk)


def _file(path: Path, resolved: Path, walk: _Walk) -> SeedFile | RefusedFile:
    try:
        status = resolved.stat()
    except OSError as exc:
        return _refused(path, walk, Reason.FILE_UNREADABLE, f"it cannot be looked at ({exc.strerror})")
    if not stat.S_ISREG(status.st_mode):
        return _refused(
            path, walk, Reason.FILE_UNREADABLE, "it is no ordinary file but a pipe, socket or device: remove it"
        )
    relative = _relative(path, walk)
    if format_of(path.name) is None:
        return RefusedFile(relative=relative, reason=Reason.UNKNOWN_FORMAT, detail=unknown_format(relative))
    return SeedFile(path=resolved, relative=relative, size=status.st_size, mtime_ns=status.st_mtime_ns)


def _refused(path: Path, walk: _Walk, reason: Reason, why: str) -> RefusedFile:
    relative = _relative(path, walk)
    return RefusedFile(relative=relative, reason=reason, detail=f"{relative} is not read: {why}.")


def _relative(path: Path, walk: _Walk) -> str:
    """With bytes that are no UTF-8 written as escapes: Postgres takes no lone surrogates."""
    text = path.relative_to(walk.root).as_posix()
    return os.fsencode(text).decode("utf-8", "backslashreplace")


def _is_wanted(path: Path, walk: _Walk) -> bool:
    return bool(walk.wanted.fullmatch(path.relative_to(walk.top).as_posix()))


@cache
def _matcher(pattern: str) -> re.Pattern[str]:
    pattern = pattern.strip().removeprefix("./") or "**"
    if "/" not in pattern and pattern != "**":
        pattern = f"**/{pattern}"
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    tokens = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return re.compile("".join(pieces.get(token, re.escape(token)) for token in tokens), re.DOTALL)
