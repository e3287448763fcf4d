"""tools/bootstrap.sh: one clear sentence where something is missing, and no work where nothing changed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from wireroom.settings import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

NEEDED = ("sh", "cat", "cksum", "grep", "df", "awk", "dirname", "mkdir", "tail", "rm", "pwd")
PIN = re.compile(r"^([a-z0-9._-]+==[^ ;]+)", re.MULTILINE)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files bootstrap reads, in a directory of their own, and a PATH with nothing to spare."""
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    shutil.copytree(CHECKOUT / "tools", tmp_path / "tools")
    (tmp_path / "bin").mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        if found:
            (tmp_path / "bin" / name).symlink_to(found)
    return tmp_path


def program(checkout: Path, name: str, text: str) -> None:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def bootstrap(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "tools/bootstrap.sh", *arguments],
        cwd=checkout,
        env={"PATH": str(checkout / "bin"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_python_it_says_so(checkout: Path) -> None:
    said = bootstrap(checkout)

    assert said.returncode == 1
    assert said.stderr == (
        "wireroom: no Python 3.11 or newer found: install one, or name it: make up PYTHON=/path/to/python3\n"
    )


def test_a_python_that_is_too_old_is_named(checkout: Path) -> None:
    program(checkout, "old", "exit 1")

    said = bootstrap(checkout, PYTHON="old")

    assert (said.returncode, said.stderr) == (1, "wireroom: PYTHON=old is older than Python 3.11.\n")


def test_without_uv_and_pip_it_says_so(checkout: Path) -> None:
    program(checkout, "python3", f'[ "$2" = pip ] && exit 1\nexec {sys.executable} "$@"')

    said = bootstrap(checkout)

    assert said.returncode == 1
    assert said.stderr.startswith("wireroom: neither uv nor pip found")


def test_a_full_disk_is_noticed_before_anything_is_fetched(checkout: Path) -> None:
    program(checkout, "python3", f'exec {sys.executable} "$@"')
    (checkout / "bin" / "df").unlink()
    program(checkout, "df", "echo Filesystem\necho /dev/x 100 90 10000 99% /")

    said = bootstrap(checkout)

    assert said.returncode == 1
    assert "only 10 MB are free" in said.stderr


def test_a_disk_that_fills_up_meanwhile_is_one_sentence(checkout: Path) -> None:
    program(checkout, "python3", f'exec {sys.executable} "$@"')
    program(checkout, "uv", '[ "$1" = --version ] || { echo "error: No space left on device" >&2; exit 2; }')

    said = bootstrap(checkout)

    assert said.returncode == 1
    assert said.stderr.splitlines()[-1] == (
        "wireroom: the disk is full: free some space, then run the same command again."
    )


def test_where_nothing_changed_nobody_is_asked(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(sys.executable)
    program(checkout, "python3", f'exec {sys.executable} "$@"')
    program(checkout, "uv", "exit 0")
    first = bootstrap(checkout, "dev")
    for name in ("uv", "python3"):
        (checkout / "bin" / name).unlink()

    again, with_less = bootstrap(checkout, "dev"), bootstrap(checkout)

    assert (first.returncode, again.returncode, with_less.returncode) == (0, 0, 0), first.stderr
    assert again.stderr == with_less.stderr == ""


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    shipped = set(PIN.findall((CHECKOUT / "requirements.lock").read_text()))
    tested = set(PIN.findall((CHECKOUT / "requirements-dev.lock").read_text()))

    assert shipped - tested == set(), "run `make lock`"


def test_the_script_is_executable() -> None:
    assert os.access(CHECKOUT / "tools" / "bootstrap.sh", os.X_OK)
