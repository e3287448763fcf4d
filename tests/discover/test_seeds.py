"""Files become entries and pages; what cannot is a rejection that names it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from builders import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seedfiles import LIMITS, STORY, detail, read, seed, told, written
from wireroom.charset import decode
from wireroom.discover.seeds import RefusedFile, SeedFile, find_files, read_file, rejected
from wireroom.model import Entry, Origin, Page, Reason, Rejection

if TYPE_CHECKING:
    from pathlib import Path


def test_a_text_is_one_entry_and_its_bytes_are_kept(tmp_path: Path) -> None:
    body = STORY.encode("cp1250")
    key = "seed:s/a.txt#1"

    assert read(written(tmp_path / "a.txt", body)) == [
        (
            Entry(
                entry_key=key,
                url_key=key,
                source="s",
                origin=Origin.SEED,
                language_hint="pl",
                file="a.txt",
                record=1,
            ),
            Page(url_key=key, body=body, content_type="text/plain", fetched_at=NOW),
        )
    ]


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.xhtml", "A.HTML"])
def test_a_page_is_html_under_any_of_its_names(tmp_path: Path, name: str) -> None:
    assert told(read(written(tmp_path / name, "<p>x"))) == [(f"{name}#1", "text/html")]


@given(
    st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.jsonl", "a.json", "a.txt.gz", "a.json.gz", "a.zip"])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_content_makes_a_reader_fail(tmp_path: Path, body: bytes, name: str) -> None:
    outcomes = read(written(tmp_path / name, body))
    keys = [key for key, _ in told(outcomes)]

    assert outcomes
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.json", "a.zip", "a.txt.gz"])
def test_an_empty_file_is_rejected_by_name(tmp_path: Path, name: str) -> None:
    (outcome,) = read(written(tmp_path / name, b""))

    assert isinstance(outcome, Rejection)
    assert (outcome.reason, outcome.file) == (Reason.FILE_EMPTY, name)
    assert name in outcome.detail


@pytest.mark.parametrize("body", [b"\xef\xbb\xbf", b" \r\n\t", b"\0\0"])
def test_a_file_of_nothing_but_space_is_empty(tmp_path: Path, body: bytes) -> None:
    assert told(read(written(tmp_path / "a.txt", body))) == [("a.txt#1", Reason.FILE_EMPTY)]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.json"])
def test_a_picture_under_the_name_of_a_text_is_rejected(tmp_path: Path, name: str) -> None:
    (outcome,) = read(written(tmp_path / name, b"\x89PNG\r\n\x1a\n" + bytes(500)))

    assert isinstance(outcome, Rejection)
    assert (outcome.reason, outcome.file) == (Reason.FILE_BINARY, name)


def test_a_document_over_the_cap_is_rejected_with_the_setting_to_raise(tmp_path: Path) -> None:
    (outcome,) = read(written(tmp_path / "a.txt", "x" * 2_001))

    assert detail(outcome) == "a.txt is larger than 2,000 bytes: split it or raise WIREROOM_MAX_PAGE_BYTES."
    assert told(read(written(tmp_path / "a.txt", "x" * 2_000))) == [("a.txt#1", "text/plain")]


def test_a_file_that_went_away_is_missing(tmp_path: Path) -> None:
    file = SeedFile(path=tmp_path / "a.txt", relative="a.txt", size=1, mtime_ns=0)
    (outcome,) = read_file(file, source="s", origin=Origin.SEED, hint=None, limits=LIMITS, now=NOW)

    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.FILE_MISSING
    assert "a.txt is gone" in outcome.detail


@pytest.mark.parametrize("kind", ["directory", "pipe", "link", "device"])
def test_what_is_no_ordinary_file_is_never_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.txt"
    if kind == "directory":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero" if kind == "device" else written(tmp_path / "b.txt", "x"))

    assert told(read(path)) == [("a.txt#1", Reason.FILE_UNREADABLE)]


def test_a_refused_file_becomes_a_rejection(tmp_path: Path) -> None:
    written(tmp_path / "a.docx", "x")
    (refused,) = find_files(tmp_path, roots=[tmp_path])
    assert isinstance(refused, RefusedFile)

    outcome = rejected(refused, source="s", origin=Origin.SEED)

    assert (outcome.entry_key, outcome.reason, outcome.file) == ("seed:s/a.docx", Reason.UNKNOWN_FORMAT, "a.docx")


def test_mixed_encodings_in_a_text_are_for_the_reader_to_mend(tmp_path: Path) -> None:
    first, second = STORY.splitlines()
    body = first.encode() + b"\n" + second.encode("cp1250")
    ((_, page),) = [one for one in read(written(tmp_path / "a.txt", body)) if isinstance(one, tuple)]

    assert decode(page.body).text == STORY


def test_a_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "x")
    path.chmod(0)
    file, user = seed(path), os.geteuid()
    if user == 0:  # root may read everything: be nobody for a moment
        os.seteuid(65_534)
    try:
        (outcome,) = read_file(file, source="s", origin=Origin.SEED, hint=None, limits=LIMITS, now=NOW)
    finally:
        os.seteuid(user)

    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.FILE_UNREADABLE
    assert "a.txt cannot be read (Permission denied)" in outcome.detail
