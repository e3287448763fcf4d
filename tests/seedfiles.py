"""Seed files of any content, read, and what came of them."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

from builders import NOW
from paragraphs import PARAGRAPHS
from wireroom.discover.seeds import Limits, SeedFile, read_file
from wireroom.model import Entry, Origin, Page, Rejection, Stage

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = Limits(max_page_bytes=2_000, max_archive_bytes=20_000_000, max_member_ratio=200)
STORY = PARAGRAPHS["pl"]
Outcome = tuple[Entry, Page] | Rejection


def seed(path: Path) -> SeedFile:
    status = path.lstat()
    return SeedFile(path=path, relative=path.name, size=status.st_size, mtime_ns=status.st_mtime_ns)


def read(path: Path, limits: Limits = LIMITS) -> list[Outcome]:
    return list(read_file(seed(path), source="s", origin=Origin.SEED, hint="pl", limits=limits, now=NOW))


def written(path: Path, body: bytes | str) -> Path:
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return path


def zipped(path: Path, *members: tuple[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return path


def lines(*records: Any) -> str:
    return "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records)


def told(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    """Key without its beginning, and the content type or the reason."""
    return [
        (one.entry_key.removeprefix("seed:s/"), one.reason)
        if isinstance(one, Rejection)
        else (one[0].entry_key.removeprefix("seed:s/"), one[1].content_type)
        for one in outcomes
    ]


def detail(outcome: Outcome) -> str:
    assert isinstance(outcome, Rejection)
    assert outcome.stage is Stage.DISCOVER
    return outcome.detail
