"""Gzipped files and zip archives: read in memory, bounded, one bad member alone."""

from __future__ import annotations

import gzip
import json
import os
from typing import TYPE_CHECKING

import pytest
from seedfiles import STORY, detail, lines, read, told, written, zipped
from wireroom.discover.seeds import Limits
from wireroom.model import Reason

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.jsonl.gz", "a.json.gz"])
def test_gzipped_files_are_read_like_plain_ones(tmp_path: Path, name: str) -> None:
    plain = read(written(tmp_path / name.removesuffix(".gz"), lines({"text": STORY})))
    packed = read(written(tmp_path / name, gzip.compress(lines({"text": STORY}).encode())))

    assert [one[1].body for one in packed if isinstance(one, tuple)] == [
        one[1].body for one in plain if isinstance(one, tuple)
    ]


def test_a_torn_gzip_gives_what_came_before(tmp_path: Path) -> None:
    body = gzip.compress(lines(*({"text": os.urandom(40).hex()} for _ in range(5_000))).encode())
    outcomes = read(written(tmp_path / "a.jsonl.gz", body[: len(body) // 2]))

    assert len(outcomes) > 1_000
    assert "a.jsonl.gz is damaged" in detail(outcomes[-1])
    assert told(outcomes)[-1] == ("a.jsonl.gz", Reason.ARCHIVE_DAMAGED)


def test_a_gzip_that_is_none_is_damaged(tmp_path: Path) -> None:
    assert told(read(written(tmp_path / "a.txt.gz", b"plain"))) == [("a.txt.gz#1", Reason.ARCHIVE_DAMAGED)]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_a_zip_are_entries_of_their_own(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip",
        ("x/one.txt", STORY),
        ("../../up.txt", STORY),
        ("/root.html", "<p>x"),
        ("r.jsonl", lines({"text": "1"}, {"text": "2"})),
        ("x/one.txt", "again"),
        ("r (1).json", lines({"text": "3"})),
        (".hidden.txt", "x"),
        ("__MACOSX/a.txt", "x"),
        ("README.md", "x"),
        ("dir/", ""),
    )

    assert told(read(path)) == [
        ("a.zip!x/one.txt#1", "text/plain"),
        ("a.zip!../../up.txt#1", "text/plain"),
        ("a.zip!/root.html#1", "text/html"),
        ("a.zip!r.jsonl#1", "application/json"),
        ("a.zip!r.jsonl#2", "application/json"),
        ("a.zip!x/one.txt (2)#1", "text/plain"),
        ("a.zip!r (1).json#1", "application/json"),
    ]
    assert [found.name for found in tmp_path.parent.rglob("up.txt")] == []


def test_bad_members_are_rejected_alone(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip",
        ("inner.zip", "x"),
        ("inner.txt.gz", "x"),
        ("tool.exe", "x"),
        ("empty.txt", ""),
        ("big.txt", os.urandom(1_500).hex()),
        ("bomb.txt", "0" * 5_000_000),
        ("picture.txt", b"\x89PNG\r\n\x1a\n"),
        ("good.txt", STORY),
    )

    assert told(read(path)) == [
        ("a.zip!inner.zip", Reason.UNKNOWN_FORMAT),
        ("a.zip!inner.txt.gz#1", Reason.UNKNOWN_FORMAT),
        ("a.zip!tool.exe", Reason.UNKNOWN_FORMAT),
        ("a.zip!empty.txt#1", Reason.FILE_EMPTY),
        ("a.zip!big.txt#1", Reason.RECORD_TOO_LARGE),
        ("a.zip!bomb.txt#1", Reason.ARCHIVE_TOO_LARGE),
        ("a.zip!picture.txt#1", Reason.FILE_BINARY),
        ("a.zip!good.txt#1", "text/plain"),
    ]


def test_an_encrypted_member_is_rejected_with_what_to_do(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.txt", STORY), ("b.txt", STORY))
    body = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.find(mark) + offset] |= 1  # the flag of the first member
    outcomes = read(written(path, bytes(body)))

    assert detail(outcomes[0]) == "a.zip!a.txt is encrypted: write the archive without a password."
    assert told(outcomes)[1] == ("a.zip!b.txt#1", "text/plain")


def test_a_damaged_member_takes_no_other_with_it(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.txt", STORY), ("b.txt", STORY))
    body = bytearray(path.read_bytes())
    body[60] ^= 0xFF  # inside the packed bytes of the first member

    assert told(read(written(path, bytes(body)))) == [
        ("a.zip!a.txt#1", Reason.ARCHIVE_DAMAGED),
        ("a.zip!b.txt#1", "text/plain"),
    ]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_torn_zip_is_damaged(tmp_path: Path, share: float) -> None:
    path = zipped(tmp_path / "a.zip", ("a.txt", STORY), ("b.txt", STORY))
    body = path.read_bytes()
    outcomes = read(written(path, body[: int(len(body) * share)]))

    assert told(outcomes) == [("a.zip", Reason.ARCHIVE_DAMAGED)]
    assert "a.zip" in detail(outcomes[0])


def test_an_archive_that_unpacks_to_too_much_gives_what_came_before(tmp_path: Path) -> None:
    member = "\n".join(json.dumps({"text": os.urandom(300).hex()}) for _ in range(100))
    path = zipped(tmp_path / "a.zip", *((f"{number}.jsonl", member) for number in range(4)))
    limits = Limits(max_page_bytes=2_000, max_archive_bytes=len(member) * 2, max_member_ratio=200)
    outcomes = told(read(path, limits))

    assert outcomes[:200] == [(f"a.zip!{n}.jsonl#{r}", "application/json") for n in range(2) for r in range(1, 101)]
    assert outcomes[-1] == ("a.zip", Reason.ARCHIVE_TOO_LARGE)


def test_a_member_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("bomb.jsonl", lines({"text": "x"}) + "\n" + " " * 30_000_000))
    body = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = body.find(mark) + offset
        body[at : at + 4] = (100).to_bytes(4, "little")

    assert told(read(written(path, bytes(body))))[-1][1] in {Reason.ARCHIVE_TOO_LARGE, Reason.ARCHIVE_DAMAGED}
