"""Stories that are told again, forms and walls, loaded and related; what is kept of them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from builders import article
from prose import sentences
from wireroom.jobs.duplicates import relate_duplicates
from wireroom.model import Article, Block, BlockKind
from wireroom.warehouse import articles
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OWN, FOREIGN = sentences(1, count=20), sentences(2, count=20)
LATER = ["Meanwhile the harbour of Saltmarsh was closed by the storm, and 40 boats waited outside until Friday. "] * 2


def story(number: int, said: Sequence[str], site: str = "paper.example", **changes: Any) -> Article:
    blocks = tuple(
        Block(kind=BlockKind.PARAGRAPH, text="".join(said[start : start + 3]).strip())
        for start in range(0, len(said), 3)
    )
    url = f"https://{site}/{changes.pop('slug', f'story-{number}')}"
    plain: dict[str, Any] = {"url": url, "url_key": url, "blocks": blocks, "title": f"Report {number} of the harbour"}
    return article(number, **{**plain, **changes})


def load(conn: Connection, outcomes: Sequence[Article], run: str = "run-1") -> None:
    articles.load(conn, RunKey(dag_id="ingest_seeds", run_id=run, task_id="read"), outcomes)


def relate(url: str, run: str = "run-1", **how: Any) -> dict[str, int]:
    key = RunKey(dag_id="refresh_marts", run_id=run, task_id="relate_duplicates")
    return relate_duplicates(url, key, now=NOW, is_asked=how.pop("is_asked", True))


def pairs(conn: Connection) -> set[tuple[str, str, str]]:
    """Kinds and addresses."""
    found = conn.execute(
        "SELECT r.kind, a.url, b.url FROM news.article_relation r JOIN news.article a USING (article_id)"
        " JOIN news.article b ON b.article_id = r.other_id"
    )
    return {(kind, min(one, other), max(one, other)) for kind, one, other in found}


def groups(conn: Connection) -> set[frozenset[str]]:
    """The addresses of each group."""
    found = conn.execute(
        "SELECT array_agg(url), min(article_id) = group_id FROM news.duplicate_member JOIN news.article"
        " USING (article_id) GROUP BY group_id"
    ).fetchall()
    assert all(is_named_for_its_first for _, is_named_for_its_first in found)
    return {frozenset(urls) for urls, _ in found}


def rows(conn: Connection) -> list[tuple[Any, ...]]:
    """Everything that is kept, with the transactions that wrote it."""
    tables = ("news.article_signature", "news.article_relation", "news.duplicate_member", "ops.crowd")
    return [
        (table, *row)
        for table in tables
        for row in conn.execute(f"SELECT xmin::text, t::text FROM {table} t ORDER BY 2")  # pyright: ignore[reportArgumentType]
    ]


def kinds(conn: Connection) -> Counter[str]:
    return Counter(kind for kind, _, _ in pairs(conn))


RATES = "On {day} the dollar cost {a}, the euro {b} and the franc {c} at the exchange in {place}. "
FORM = sentences(7, count=5)


def rates(number: int) -> Article:
    pick = random.Random(number)
    days = ("Monday", "Tuesday", "Wednesday", "Thursday")
    said = [
        RATES.format(day=days[number % 4], a=pick.random(), b=pick.random(), c=pick.random(), place=place)
        for place in ("Marlow", "Stony Ford", "Elm Crossing")
    ]
    return story(number, [*FORM, *said], title=f"Exchange rates of day {number}")


WALL_TITLES = ("Storm closes harbour", "Budget passes council", "Orchestra plays tonight", "Vaccine trial begins")


def wall_page(number: int, site: str = "paper.example") -> Article:
    return story(number, FOREIGN, site, title=WALL_TITLES[number % len(WALL_TITLES)])
