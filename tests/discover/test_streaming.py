"""Files of any size in bounded memory: measured, since a list in the wrong place would pass every other test."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest
from builders import NOW
from seedfiles import seed
from wireroom.discover.inbox import find_files
from wireroom.discover.seeds import Limits, read_file
from wireroom.model import Origin, Reason, Rejection

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1_000_000
LIMITS = Limits(max_page_bytes=MEGABYTE, max_archive_bytes=200 * MEGABYTE, max_member_ratio=200)
LINE = json.dumps({"text": "A ferry crossed the bay. " * 400}).encode() + b"\n"  # 10 kB
LINES = 5_000  # 50 MB


def tally(path: Path) -> tuple[int, list[Reason], int]:
    """Entries, reasons of rejections, and the most bytes held while reading."""
    entries, reasons = 0, []
    tracemalloc.start()
    try:
        for one in read_file(seed(path), source="s", origin=Origin.SEED, hint=None, limits=LIMITS, now=NOW):
            if isinstance(one, Rejection):
                reasons.append(one.reason)
            else:
                entries += 1
        return entries, reasons, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_fifty_megabytes_of_records_are_never_held(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    is_array = name == "a.json"
    with path.open("wb") as opened:
        opened.write(b"[" if is_array else b"")
        for number in range(LINES):
            opened.write(b"," if is_array and number else b"")
            opened.write(LINE)
        opened.write(b"]" if is_array else b"")
    entries, reasons, peak = tally(path)

    assert (entries, reasons) == (LINES, [])
    assert peak < 5 * MEGABYTE


def test_a_line_of_fifty_megabytes_is_passed_over_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as opened:
        for _ in range(50):
            opened.write(b"x" * MEGABYTE)
        opened.write(b"\n" + LINE)
    entries, reasons, peak = tally(path)

    assert (entries, reasons) == (1, [Reason.RECORD_TOO_LARGE])
    assert peak < 8 * MEGABYTE


def test_a_zip_of_many_records_is_never_held(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive, archive.open("a.jsonl", "w") as member:
        for _ in range(LINES):
            member.write(LINE)
    entries, reasons, peak = tally(path)

    assert (entries, reasons) == (LINES, [])
    assert peak < 5 * MEGABYTE


@pytest.mark.parametrize("name", ["a.zip", "a.txt.gz", "a.jsonl.gz"])
def test_a_bomb_costs_no_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    zeros = b"0" * MEGABYTE
    if name == "a.zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open("bomb.txt", "w") as member:
                for _ in range(300):
                    member.write(zeros)
            archive.writestr("good.txt", "A ferry crossed the bay.")
    else:
        with gzip.open(path, "wb") as packed:
            for _ in range(300):
                packed.write(zeros)
    entries, reasons, peak = tally(path)

    assert entries == (name == "a.zip")
    assert set(reasons) <= {Reason.ARCHIVE_TOO_LARGE, Reason.RECORD_TOO_LARGE}
    assert reasons
    assert peak < 8 * MEGABYTE


def test_a_zip_that_lists_millions_of_members_is_refused_before_its_list_is_held(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    body = bytearray(path.read_bytes())
    end = body.rfind(b"PK\x05\x06")
    body[end + 12 : end + 16] = (40 * MEGABYTE).to_bytes(4, "little")
    with path.open("wb") as opened:
        opened.truncate(40 * MEGABYTE)
        opened.seek(40 * MEGABYTE)
        opened.write(bytes(body[end:]))
    entries, reasons, peak = tally(path)

    assert (entries, reasons) == (0, [Reason.ARCHIVE_TOO_LARGE])
    assert peak < 2 * MEGABYTE


def test_many_files_are_found_one_by_one(tmp_path: Path) -> None:
    for directory in range(20):
        (tmp_path / f"{directory:02}").mkdir()
        for number in range(500):
            (tmp_path / f"{directory:02}" / f"{number:03}.txt").touch()
    tracemalloc.start()
    try:
        found = sum(1 for _ in find_files(tmp_path, roots=[tmp_path]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert found == 10_000
    assert peak < MEGABYTE  # the names of one directory, not of all
