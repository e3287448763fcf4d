"""What one source repeats is learned from a stream of its articles, and acts on what comes later."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import postgres
import pytest
from stream import BACKGROUND, HEAD, PLANTED, QUOTE, SPARED, SUBHEADS, TAIL, TEMPLATE, stories, write
from wireroom.jobs.lines import refresh_lines
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds
from wireroom.read.lines import line_hash
from wireroom.settings import Settings
from wireroom.warehouse import lines
from wireroom.warehouse.connection import connect
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from stream import Story
    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def key(task: str, run: str = "run-1", dag: str = "refresh_marts", attempt: int = 1) -> RunKey:
    return RunKey(dag_id=dag, run_id=run, task_id=task, try_number=attempt)


def ingest(url: str, folder: Path, run: str) -> None:
    request = SeedRequest(
        path=str(folder), glob="**/*", source="courier", language=None, shards=1, dry_run=False, sweep=False
    )
    settings = Settings(seed_roots=str(folder), home="/nonexistent")
    plan_seeds(url, settings, key("plan", run, "ingest_seeds"), request, now=NOW)
    read_seeds(url, settings, key("read", run, "ingest_seeds"), request, now=NOW)


def refresh(url: str, run: str = "run-1", now: datetime = NOW) -> dict[str, int]:
    return refresh_lines(url, key("refresh_lines", run), now=now, is_asked=True)


def learned(conn: Connection) -> list[tuple[Any, ...]]:
    """Everything learned, without the numbers of articles."""
    return conn.execute(
        "SELECT line_hash, status, text, article_count, title_count, opening_count, day_count, source_share,"
        " tail_share, head_share, sole_share, neighbour_share, first_day, last_day, lacks, examples"
        " FROM mart.learned_line ORDER BY source, line_hash"
    ).fetchall()


def texts(conn: Connection, status: str) -> set[str]:
    found = conn.execute("SELECT text FROM mart.learned_line WHERE status = %s", (status,))
    return {text for (text,) in found}


def lacks(conn: Connection, text: str) -> list[str]:
    row = conn.execute("SELECT lacks FROM mart.learned_line WHERE text = %s", (text,)).fetchone()
    assert row, text
    return row[0]


@pytest.fixture(scope="module")
def first_weeks(server_url: str, template_url: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """A warehouse with the stream in it, nothing learned yet; nobody may stay connected to it."""
    folder = write(tmp_path_factory.mktemp("stream") / "in", stories())
    with postgres.database(server_url, template=postgres.name_of(template_url)) as url:
        ingest(url, folder, "run-1")
        yield url


@pytest.fixture
def url(server_url: str, first_weeks: str) -> Generator[str]:
    """A copy of one's own."""
    with postgres.database(server_url, template=postgres.name_of(first_weeks)) as copy:
        yield copy


@pytest.fixture
def own(url: str) -> Generator[Connection]:
    with connect(url, autocommit=True) as conn:
        yield conn


def test_planted_boilerplate_is_promoted_and_nothing_else(url: str, own: Connection) -> None:
    refresh(url)

    assert texts(own, "promoted") == PLANTED
    assert texts(own, "candidate") >= SPARED


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_it_is_so_whatever_was_drawn(conn: Connection, database_url: str, tmp_path: Path, seed: int) -> None:
    ingest(database_url, write(tmp_path / "in", stories(90, days=15, seed=seed)), "run-1")

    refresh(database_url)

    assert texts(conn, "promoted") == PLANTED


@pytest.mark.parametrize(
    ("text", "test"),
    [
        *((subhead, "place") for subhead in SUBHEADS),
        (QUOTE, "quote"),
        (BACKGROUND, "place"),
        *((line, "openings") for line in TEMPLATE),
    ],
)
def test_what_is_spared_says_which_test_it_failed(url: str, own: Connection, text: str, test: str) -> None:
    refresh(url)

    assert test in lacks(own, text)


def test_a_second_refresh_writes_nothing(url: str, own: Connection) -> None:
    first = refresh(url)
    before = own.execute("SELECT source_id, line_hash, xmin::text, ctid::text FROM news.learned_line").fetchall()

    second = refresh(url, "run-2")

    assert first["changed"] == len(before)
    assert second == {"changed": 0, "gone": 0, "named": 0}
    assert (
        own.execute("SELECT source_id, line_hash, xmin::text, ctid::text FROM news.learned_line").fetchall() == before
    )


def test_a_killed_refresh_and_its_retry_leave_what_an_undisturbed_one_leaves(
    url: str, own: Connection, server_url: str, first_weeks: str
) -> None:
    with postgres.database(server_url, template=postgres.name_of(first_weeks)) as undisturbed:
        refresh(undisturbed)
        with connect(undisturbed, autocommit=True) as other:
            wanted = learned(other)
    own.execute("BEGIN")
    own.execute("LOCK TABLE news.learned_line IN EXCLUSIVE MODE")  # the task hangs in the middle of its work
    task = multiprocessing.get_context("spawn").Process(
        target=refresh_lines, args=(url, key("refresh_lines")), kwargs={"now": NOW, "is_asked": True}
    )
    task.start()
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'news.learned_line'::regclass"
    while own.execute(waiting).fetchone() == (0,):
        task.join(0.05)
        assert task.exitcode is None
    os.kill(task.pid or 0, signal.SIGKILL)
    task.join()
    own.execute("ROLLBACK")

    refresh_lines(url, key("refresh_lines", attempt=2), now=NOW, is_asked=True)

    assert learned(own) == wanted


def test_a_promoted_line_is_removed_from_new_articles_with_its_row_in_the_ledger(
    url: str, own: Connection, tmp_path: Path
) -> None:
    refresh(url)
    later = [story for story in stories(160, days=32, seed=9)[130:] if TAIL in story.lines]

    ingest(url, write(tmp_path / "in", [renumbered(story) for story in later]), "run-2")

    left = own.execute("SELECT count(*) FROM news.article WHERE article_id > 120 AND body LIKE '%%' || %s", (TAIL,))
    kinds = own.execute(
        "SELECT DISTINCT r.kind, r.rule FROM news.removal r JOIN news.article USING (article_id) WHERE r.text = %s",
        (TAIL,),
    ).fetchall()
    value = line_hash(TAIL)
    assert later
    assert left.fetchone() == (0,)
    assert kinds == [("learned", f"learned.{(value or 0) & (1 << 64) - 1:016x}")]
    refresh(url, "run-3")
    assert texts(own, "promoted") == PLANTED  # removed lines are still counted


def test_what_is_stored_stays_as_it_is_when_the_same_pages_come_again(
    url: str, own: Connection, tmp_path: Path
) -> None:
    refresh(url)
    before = own.execute("SELECT url_key, body, version, updated_at FROM news.article ORDER BY 1").fetchall()

    ingest(url, write(tmp_path / "in", stories()), "run-2")

    outcomes = own.execute("SELECT DISTINCT outcome FROM ops.disposition WHERE run_id = 'run-2'").fetchall()
    assert outcomes == [("unchanged",)]
    assert own.execute("SELECT url_key, body, version, updated_at FROM news.article ORDER BY 1").fetchall() == before


def test_a_new_date_makes_a_version_of_the_stored_text_with_its_ledger(
    url: str, own: Connection, tmp_path: Path
) -> None:
    plain = next(story for story in stories() if TAIL in story.lines)
    story = replace(plain, number=5000, lines=(*plain.lines, "Advertisement"))
    ingest(url, write(tmp_path / "in", [story]), "run-2")
    refresh(url)

    ingest(url, write(tmp_path / "in", [replace(story, day=story.day + timedelta(days=1))]), "run-3")

    bodies = own.execute(
        "SELECT v.body = a.body, a.version, right(a.body, 12) FROM news.article a JOIN news.article_version v"
        " USING (article_id)"
    ).fetchall()
    ledgers = own.execute("SELECT version, text FROM news.removal WHERE text = 'Advertisement' ORDER BY 1").fetchall()
    assert bodies == [(True, 2, TAIL[-12:])]
    assert ledgers == [(1, "Advertisement"), (2, "Advertisement")]
    assert own.execute("SELECT count(*) FROM news.removal WHERE kind = 'learned'").fetchone() == (0,)


def test_a_persons_word_outlives_every_refresh(url: str, own: Connection) -> None:
    refresh(url)
    said: dict[str, Any] = {"source": "courier", "by": "ann", "reason": None, "at": NOW}
    for text, status in ((HEAD, "rejected"), (SUBHEADS[0], "approved")):
        lines.decide(own, line_hash(text) or 0, status=status, **said)

    refresh(url, "run-2")

    assert texts(own, "rejected") == {HEAD}
    assert texts(own, "approved") == {SUBHEADS[0]}
    acting = lines.acting(own, ["courier", "other"])
    assert acting == {"courier": frozenset(line_hash(text) for text in {*PLANTED, SUBHEADS[0]} - {HEAD})}


def test_articles_that_stream_in_do_not_have_all_lines_counted_anew(url: str) -> None:
    refresh(url)
    soon, later = NOW, datetime.now(UTC) + timedelta(minutes=10)

    early = refresh_lines(url, key("refresh_lines", "run-2"), now=soon, is_asked=False)
    in_time = refresh_lines(url, key("refresh_lines", "run-3"), now=later, is_asked=False)

    assert early == {"too early": 1}
    assert in_time["changed"] == 0


def test_a_source_with_few_new_articles_is_not_counted_until_they_are_many(
    url: str, own: Connection, tmp_path: Path
) -> None:
    refresh(url)
    later = [renumbered(story) for story in stories(160, days=32, seed=9)[130:]]
    clock = (datetime.now(UTC) + timedelta(hours=hour) for hour in range(1, 9))
    counted = "SELECT article_count, owed_count FROM ops.line_count"

    ingest(url, write(tmp_path / "few", later[:3]), "run-2")
    few = refresh_lines(url, key("refresh_lines", "run-2"), now=next(clock), is_asked=False)
    waiting = own.execute(counted).fetchall()
    ingest(url, write(tmp_path / "more", later[3:10]), "run-3")
    more = refresh_lines(url, key("refresh_lines", "run-3"), now=next(clock), is_asked=False)

    assert few == {"changed": 0, "gone": 0, "named": 0}
    assert waiting == [(120, 3)]
    assert more["changed"] > 0
    assert [owed for _, owed in own.execute(counted)] == [0]
    before = learned(own)
    own.execute("UPDATE ops.line_count SET owed_count = 1")
    refresh(url, "run-4")
    assert learned(own) == before


def test_what_is_erased_is_counted_no_more(url: str, own: Connection) -> None:
    refresh(url)
    own.execute("DELETE FROM news.article_line")

    after = refresh_lines(
        url, key("refresh_lines", "run-2"), now=datetime.now(UTC) + timedelta(hours=1), is_asked=False
    )

    assert after["gone"] > 0
    assert learned(own) == []


def renumbered(story: Story) -> Story:
    return replace(story, number=story.number + 1000, day=story.day + timedelta(days=30))
