"""Which files a run reads, and which it refuses."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from wireroom.discover.inbox import SHIPPED, RefusedFile, SeedFile, find_files
from wireroom.errors import SeedPathRefused
from wireroom.model import Reason


def names(path: Path, pattern: str = "**", *, root: Path | None = None) -> list[str]:
    return [found.relative for found in find_files(path, pattern, roots=[root or path])]


def refusals(path: Path, root: Path) -> dict[str, Reason]:
    return {found.relative: found.reason for found in find_files(path, roots=[root]) if isinstance(found, RefusedFile)}


def write(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("A story.")


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path / "b.txt", tmp_path / "a" / "z.html", tmp_path / "a" / "y.jsonl.gz", tmp_path / "c.ZIP")

    assert names(tmp_path) == ["a/y.jsonl.gz", "a/z.html", "b.txt", "c.ZIP"]


def test_size_and_time_of_change_are_stated(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    status = (tmp_path / "a.txt").stat()
    (found,) = find_files(tmp_path, roots=[tmp_path])

    assert found == SeedFile(path=tmp_path / "a.txt", relative="a.txt", size=8, mtime_ns=status.st_mtime_ns)


def test_a_file_keeps_its_name_when_given_alone(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b.txt")

    assert names(tmp_path / "a" / "b.txt", root=tmp_path) == names(tmp_path, root=tmp_path) == ["a/b.txt"]


def test_what_is_no_seed_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / ".hidden.txt", tmp_path / ".git" / "a.txt", tmp_path / "README.md", tmp_path / "feeds.opml")

    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("**", ["a.txt", "b/c.txt", "b/d.html"]),
        ("*.txt", ["a.txt", "b/c.txt"]),
        ("b/*", ["b/c.txt", "b/d.html"]),
        ("**/*.html", ["b/d.html"]),
        ("?.txt", ["a.txt", "b/c.txt"]),
        ("[a].txt", []),
    ],
)
def test_a_pattern_chooses(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    write(tmp_path / "a.txt", tmp_path / "b" / "c.txt", tmp_path / "b" / "d.html")

    assert names(tmp_path, pattern) == expected


def test_an_unknown_suffix_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path / "a.docx", tmp_path / "b.gz", tmp_path / "c.tar.gz")

    assert refusals(tmp_path, tmp_path) == dict.fromkeys(["a.docx", "b.gz", "c.tar.gz"], Reason.UNKNOWN_FORMAT)


def test_links_that_lead_outside_are_refused_and_those_inside_are_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root / "a.txt", tmp_path / "outside" / "secret.txt")
    (root / "in.txt").symlink_to(root / "a.txt")
    (root / "out.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (root / "outdir").symlink_to(tmp_path / "outside")
    (root / "nowhere.txt").symlink_to(root / "gone")

    assert refusals(root, root) == {
        "nowhere.txt": Reason.FILE_MISSING,
        "out.txt": Reason.OUTSIDE_ROOTS,
        "outdir": Reason.OUTSIDE_ROOTS,
    }
    assert [found.relative for found in find_files(root, roots=[root]) if isinstance(found, SeedFile)] == [
        "a.txt",
        "in.txt",
    ]


def test_a_link_back_up_is_not_followed_for_ever(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)

    assert names(tmp_path) == ["a/b.txt"]


def test_pipes_and_sockets_are_refused_unopened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # a socket's path may have no more than 107 bytes
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket.txt")

        assert refusals(tmp_path, tmp_path) == dict.fromkeys(["pipe.txt", "socket.txt"], Reason.FILE_UNREADABLE)


def test_a_name_that_is_no_utf8_is_written_with_escapes(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("A story.")

    assert names(tmp_path) == ["\\xff.txt"]


@pytest.mark.parametrize("way", ["../outside", "../outside/a.txt", "link", "../missing"])
def test_a_path_outside_the_roots_is_refused_with_the_setting_to_change(tmp_path: Path, way: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    write(tmp_path / "outside" / "a.txt")
    (root / "link").symlink_to(tmp_path / "outside")

    with pytest.raises(SeedPathRefused, match="WIREROOM_SEED_ROOTS") as refused:
        find_files(root / way, roots=[root])
    assert str(root / way) in str(refused.value)
    assert str(root) in str(refused.value)


@pytest.mark.parametrize("way", ["missing", "missing/a.txt", "circle", "nul\0"])
def test_a_path_that_leads_nowhere_is_refused_by_name(tmp_path: Path, way: str) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")

    with pytest.raises(SeedPathRefused) as refused:
        find_files(tmp_path / way, roots=[tmp_path])
    assert str(tmp_path / way) in str(refused.value)


def test_the_demo_is_read_only_when_asked_for() -> None:
    def demo(path: Path, *, include_demo: bool = False) -> int:
        found = find_files(path, roots=[SHIPPED], include_demo=include_demo)
        return sum(file.relative.startswith(("demo/", "demo-later/", "demo-abroad/")) for file in found)

    assert demo(SHIPPED) == 0
    assert demo(SHIPPED / "demo") > 20
    assert demo(SHIPPED / "demo-later") == 1
    assert demo(SHIPPED / "demo-abroad") == 1
    assert demo(SHIPPED, include_demo=True) == demo(SHIPPED / "demo") + 2
