"""A warehouse of five articles of two sources, and corpora frozen of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import postgres
import pyarrow.parquet as pq
import pytest
from builders import article, language, published
from wireroom.jobs.corpora import Exported, export_corpus, freeze
from wireroom.jobs.exporting import Target
from wireroom.model import Block, BlockKind
from wireroom.parts import Cause
from wireroom.settings import Settings
from wireroom.warehouse import articles
from wireroom.warehouse.connection import connect
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.corpora import Corpus

RUN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
LATER = replace(RUN, run_id="manual__2")
TAKE_DOWN = replace(RUN, dag_id="take_down", task_id="erase")
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
URL = "https://gazeta.example/4"
ELSEWHERE = Settings(database_url="postgresql://somewhere", home="/nonexistent")  # not embedded: no list is kept
ALL = "SELECT article_id FROM mart.article"


@pytest.fixture
def stored(conn: Connection) -> Connection:
    """A warehouse with five articles of two sources."""
    load_five(conn)
    return conn


@pytest.fixture(scope="module")
def quiet_url(server_url: str, template_url: str) -> Generator[str]:
    """The same, for tests that change nothing."""
    with postgres.database(server_url, template=postgres.name_of(template_url)) as url:
        with connect(url, autocommit=True) as conn:
            load_five(conn)
        yield url


def load_five(conn: Connection) -> None:
    articles.load(conn, RUN, [article(number) for number in range(1, 4)])
    polish = language(code="pl", confidence=0.75)
    two = [
        article(
            4,
            source="gazeta",
            language=polish,
            url_key=URL,
            url=f"{URL}?from=feed",
            title="Zażółć „gęślą”",
            authors=("A. Łuk",),
            lead="Jaźń.\tX",
        ),
        article(5, source="gazeta", language=polish, title=None, display_title="Bez tytułu…", published=None),
    ]
    articles.load(conn, RUN, two)


def frozen(url: str, name: str = "ferries", text: str = ALL, **changes: Any) -> Corpus:
    return freeze(
        url, name, text, note=changes.get("note"), by="ana", now=NOW, timeout_s=changes.get("timeout_s", 60.0)
    )


def export(url: str, path: Path, name: str = "ferries", **changes: Any) -> Exported:
    return export_corpus(url, name, Target(path=path, force=True, **changes), say=lambda _: None)


def read(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path).to_pylist()


def reprocess(conn: Connection) -> None:
    """Read every article again with rules that leave other texts, languages and authors."""
    again = [
        article(
            number,
            source="test" if number < 4 else "gazeta",
            url_key=URL if number == 4 else article(number).url_key,
            title=f"Read {number} again",
            blocks=(Block(kind=BlockKind.PARAGRAPH, text="Quite another text than the one before."),),
            authors=("Somebody Else",),
            language=language(code="de"),
            published=published(),
            ruleset="2027.1",
            section="Other",
        )
        for number in range(1, 6)
    ]
    assert articles.load(conn, LATER, again, cause=Cause.REPROCESS) == {"updated": 5}
