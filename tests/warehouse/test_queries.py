"""Every SQL file meets the schema, and somebody uses it."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

import postgres
import pytest
from wireroom.warehouse import queries
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.lines import LINE_TYPES
from wireroom.warehouse.staging import ARTICLE_TYPES, REMOVAL_TYPES

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

FILES = sorted(queries.QUERIES.rglob("*.sql"))
STAGES = sorted(queries.STAGES.glob("*.sql"))
PACKAGES = queries.SQL.parent / "plugins"
TOOLS = queries.SQL.parent / "tools"


def name(path: Path) -> str:
    return str(path.relative_to(queries.QUERIES).with_suffix(""))


@pytest.fixture(scope="module")
def shared(server_url: str, template_url: str) -> Generator[Connection]:
    """One warehouse for all queries: none is executed, and whatever a test makes is rolled back."""
    template = postgres.name_of(template_url)
    with postgres.database(server_url, template=template) as url, connect(url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_query_prepares(shared: Connection, path: Path) -> None:
    numbers: dict[str, int] = defaultdict(count(1).__next__)
    text = path.read_text(encoding="utf-8")
    prepared = re.sub(r"%\((\w+)\)s", lambda match: f"${numbers[match[1]]}", text)

    with shared.transaction(force_rollback=True):
        shared.execute("CREATE TABLE public.alembic_version (version_num text)")  # Airflow's, for cluster/*
        for stage in STAGES:
            shared.execute(stage.read_bytes())
        if re.search(r"^COPY ", text, re.MULTILINE):
            with shared.cursor().copy(prepared.encode()):
                pass  # nothing to copy: the names were what mattered
        elif re.search(r"^LOCK ", text, re.MULTILINE):
            shared.execute(prepared.encode())  # cannot be prepared
        else:
            shared.execute(f"PREPARE q AS {prepared}".encode())
            shared.execute("DEALLOCATE q")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_query_is_one_statement_and_says_what_it_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith("-- ")
    assert ";" not in re.sub(r"^--.*$", "", text, flags=re.MULTILINE)


def test_every_query_is_used() -> None:
    sources = [path.read_text(encoding="utf-8") for tree in (PACKAGES, TOOLS) for path in tree.rglob("*.py")]
    used = {found for text in sources for found in re.findall(r'"([a-z_]+/[a-z_]+)"', text)}

    erasing = {name(path) for path in FILES if name(path).startswith("takedown/erase_")}  # run by what they are called
    assert {name(path) for path in FILES} - used - erasing == set()


def test_a_copied_column_has_its_type() -> None:
    def columns(query: str) -> int:
        listed = re.search(r"\((.*?)\) FROM STDIN", queries.query(query), re.DOTALL)
        return len(listed[1].split(",")) if listed else 0

    assert columns("article/copy") == len(ARTICLE_TYPES)
    assert columns("removal/copy") == len(REMOVAL_TYPES)
    assert columns("line/copy") == len(LINE_TYPES)
