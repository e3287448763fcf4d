"""The walls of the house as tests."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import fields
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from wireroom.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[2]
PLUGINS = CHECKOUT / "plugins"
PACKAGES = ("wireroom", "wireroom_airflow")
MODULES = sorted(path for package in PACKAGES for path in (PLUGINS / package).rglob("*.py"))
MAX_LINES = 300
SAYS_NOTHING = {"common", "util", "utils", "helper", "helpers", "base", "manager", "misc"}


def test_no_module_shadows_another() -> None:
    taken = (set(sys.stdlib_module_names) | packages_distributions().keys()) - set(PACKAGES)
    ours = {path.stem for path in MODULES} - {"__init__", "__main__"}

    assert not ours & taken


def test_the_plugin_scanner_is_kept_out_of_the_packages() -> None:
    ignored = (PLUGINS / ".airflowignore").read_text(encoding="utf-8").splitlines()

    assert {f"{package}/" for package in PACKAGES} <= set(ignored)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PLUGINS)))
def test_a_module_is_short_and_named_for_what_it_does(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")

    assert lines <= MAX_LINES
    assert path.stem not in SAYS_NOTHING
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "a module says what it is for"


def test_every_setting_is_explained_in_the_example_environment() -> None:
    example = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?\s?(WIREROOM_[A-Z0-9_]+)=", example, re.MULTILINE))

    assert explained == {f"WIREROOM_{field.name.upper()}" for field in fields(Settings)}


def test_an_unknown_setting_is_refused_by_name() -> None:
    with pytest.raises(Exception, match="WIREROOM_TYPO"):
        Settings.from_env({"WIREROOM_TYPO": "1"})


def test_only_the_warehouse_room_holds_sql_and_only_in_files() -> None:
    statement = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\.\w+\s+SET|DELETE\s+FROM)\b", re.DOTALL)
    offenders = [
        f"{path.relative_to(CHECKOUT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.search(node.value)
    ]

    assert offenders == []


def test_no_file_can_stand_in_the_way_of_a_target_of_make() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    phony = " ".join(re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)).split()

    assert sorted(phony) == sorted(set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)))
