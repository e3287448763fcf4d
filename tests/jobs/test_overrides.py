"""What a person says of an article holds, however often it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from stream import stories, write
from wireroom.errors import OverrideRefused
from wireroom.jobs.overrides import remove_override, set_override
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds
from wireroom.settings import Settings
from wireroom.warehouse import overrides
from wireroom.warehouse.overrides import Field
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = "https://courier.example/1"
COLUMNS = "title, body, language, language_confidence, published_local, published_where"


def settings(folder: Path) -> Settings:
    return Settings(seed_roots=str(folder), home="/nonexistent")


def ingest(url: str, folder: Path, run: str) -> dict[str, int]:
    request = SeedRequest(
        path=str(folder), glob="**/*", source="courier", language=None, shards=1, dry_run=False, sweep=False
    )
    first = RunKey(dag_id="ingest_seeds", run_id=run, task_id="plan")
    plan_seeds(url, settings(folder), first, request, now=NOW)
    return read_seeds(url, settings(folder), replace(first, task_id="read"), request, now=NOW)


@pytest.fixture
def folder(database_url: str, tmp_path: Path) -> Path:
    """A seed file of three articles that were ingested."""
    written = write(tmp_path / "in", stories(3))
    ingest(database_url, written, "run-1")
    return written


def say(  # noqa: PLR0913
    url: str, folder: Path, field: Field, value: str, *, key: str = KEY, reason: str = "seen by eye"
) -> str:
    return set_override(url, settings(folder), key, field, value, reason=reason, by="ann", now=NOW)


def article(conn: Connection) -> tuple[object, ...] | None:
    return conn.execute(f"SELECT {COLUMNS}, version FROM news.article WHERE url_key = %s".encode(), (KEY,)).fetchone()


def test_a_language_holds_at_once_and_when_the_page_comes_again(
    database_url: str, conn: Connection, folder: Path
) -> None:
    became = say(database_url, folder, Field.LANGUAGE, "nb")
    tally = ingest(database_url, folder, "run-2")

    found = conn.execute(
        "SELECT language, language_confidence, language_detected, version FROM news.article WHERE url_key = %s", (KEY,)
    ).fetchone()
    assert became == "the article is updated"
    assert tally == {"unchanged": 3}
    assert found == ("nb", 1.0, "en", 1)


def test_a_date_holds_and_its_version_says_a_person_made_it(database_url: str, conn: Connection, folder: Path) -> None:
    say(database_url, folder, Field.PUBLISHED, "2026-02-03T10:00+01:00")
    tally = ingest(database_url, folder, "run-2")

    found = conn.execute(
        "SELECT published_local, published_where, version FROM news.article WHERE url_key = %s", (KEY,)
    ).fetchone()
    assert tally == {"unchanged": 3}
    assert found == ("2026-02-03T10:00", "manual", 2)
    assert conn.execute("SELECT cause, published_where FROM news.article_version").fetchall() == [("manual", "entry")]


def test_a_date_can_be_taken_away(database_url: str, conn: Connection, folder: Path) -> None:
    say(database_url, folder, Field.PUBLISHED, "undated")

    assert conn.execute("SELECT published_local FROM news.article WHERE url_key = %s", (KEY,)).fetchone() == (None,)


def test_what_is_no_article_leaves_the_marts_and_is_rejected_from_then_on(
    database_url: str, conn: Connection, folder: Path
) -> None:
    became = say(database_url, folder, Field.NOT_ARTICLE, "true", reason="a page of prices")
    tally = ingest(database_url, folder, "run-2")

    rejected = conn.execute("SELECT reason, detail FROM ops.disposition WHERE outcome = 'rejected'").fetchall()
    assert became == "it is left out of the marts"
    assert tally == {"unchanged": 2, "rejected": 1}
    assert [(reason, "a page of prices" in detail) for reason, detail in rejected] == [("not_article", True)]
    assert conn.execute("SELECT count(*) FROM mart.article").fetchone() == (2,)
    assert conn.execute("SELECT count(*) FROM news.article").fetchone() == (3,)


@pytest.mark.parametrize(
    ("field", "value"), [(Field.LANGUAGE, "pl"), (Field.PUBLISHED, "2025-01-01"), (Field.NOT_ARTICLE, "true")]
)
def test_taken_back_the_article_is_as_it_was(
    database_url: str, conn: Connection, folder: Path, field: Field, value: str
) -> None:
    before = article(conn)
    say(database_url, folder, field, value)

    remove_override(database_url, settings(folder), KEY, field, now=NOW + timedelta(seconds=1))

    after = article(conn)
    assert before is not None
    assert after is not None
    assert after[:-1] == before[:-1]
    assert conn.execute("SELECT count(*) FROM mart.article").fetchone() == (3,)
    assert overrides.listed(conn) == []


def test_it_may_be_said_before_the_article_comes(database_url: str, conn: Connection, folder: Path) -> None:
    became = say(database_url, folder, Field.LANGUAGE, "is", key="https://courier.example/7")

    ingest(database_url, write(folder.parent / "more", [replace(stories(3)[0], number=7)]), "run-2")

    found = conn.execute("SELECT language FROM news.article WHERE url_key = 'https://courier.example/7'").fetchone()
    assert became == "there is no such article: it holds when one comes"
    assert found == ("is",)


def test_the_last_word_holds_and_the_list_says_whose_it_was(database_url: str, conn: Connection, folder: Path) -> None:
    say(database_url, folder, Field.LANGUAGE, "pl")
    say(database_url, folder, Field.LANGUAGE, "cs", reason="not Polish")

    said = overrides.listed(conn)
    assert [(one.url_key, one.field, one.value, one.reason, one.decided_by) for one in said] == [
        (KEY, "language", "cs", "not Polish", "ann")
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [(Field.LANGUAGE, "Polish"), (Field.PUBLISHED, "last spring"), (Field.PUBLISHED, "2031-01-01")],
)
def test_what_makes_no_sense_is_refused(
    database_url: str, conn: Connection, tmp_path: Path, field: Field, value: str
) -> None:
    with pytest.raises(OverrideRefused, match=value):
        say(database_url, tmp_path, field, value)

    assert overrides.listed(conn) == []


def test_without_a_reason_nothing_is_kept(database_url: str, conn: Connection, tmp_path: Path) -> None:
    with pytest.raises(OverrideRefused, match="say why"):
        say(database_url, tmp_path, Field.LANGUAGE, "pl", reason=" ")

    assert overrides.listed(conn) == []


def test_a_correction_is_no_ingestion(database_url: str, conn: Connection, folder: Path) -> None:
    say(database_url, folder, Field.LANGUAGE, "pl")

    assert conn.execute("SELECT dag_id, is_balanced FROM mart.ingest_run").fetchall() == [("ingest_seeds", True)]


def test_taking_back_what_nobody_said_is_refused(database_url: str, folder: Path) -> None:
    with pytest.raises(OverrideRefused, match="nothing was said"):
        remove_override(database_url, settings(folder), KEY, None, now=NOW)
