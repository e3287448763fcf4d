"""Seed files all the way into a real warehouse."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from wireroom.errors import ClaimsHeld, DemoRefused, SeedPathRefused
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds, report_seeds
from wireroom.settings import CHECKOUT, Settings
from wireroom.warehouse.connection import connect
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DEMO = CHECKOUT / "seeds" / "demo"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (CHECKOUT / "tests" / "discover" / "demo_expected.toml").read_text(encoding="utf-8")
)
SENTENCES = (
    "The harbour board met on Tuesday and agreed to rebuild the northern pier before winter.",
    "Fishing crews have moored elsewhere since the storm of last spring broke its outer wall.",
    "Work begins in June and will cost less than the repair of the old wall, the board said.",
)


def request(path: Path, **changes: Any) -> SeedRequest:
    plain: dict[str, Any] = {
        "path": str(path),
        "glob": "**/*",
        "source": "test",
        "language": None,
        "shards": 1,
        "dry_run": False,
        "sweep": False,
    }
    return SeedRequest(**{**plain, **changes})


def settings(*roots: Path, **changes: Any) -> Settings:
    return Settings(seed_roots=":".join(map(str, roots)), home="/nonexistent", **changes)


def key(task: str, run: str = "run-1", attempt: int = 1) -> RunKey:
    return RunKey(dag_id="ingest_seeds", run_id=run, task_id=task, try_number=attempt)


def ingest(url: str, chosen: Settings, asked: SeedRequest, run: str = "run-1", now: datetime = NOW) -> dict[str, int]:
    if plan_seeds(url, chosen, key("plan", run), asked, now=now):
        read_seeds(url, chosen, key("read", run), asked, now=now)
    return report_seeds(url, key("report", run), asked)


def text(number: int = 0) -> str:
    """An article of its own for each number."""
    body = "\n\n".join(f"{sentence} The clerk noted it as item {number}." for sentence in SENTENCES)
    return f"Harbour board rebuilds pier number {number}\n\n{body}\n"


def write(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(text(number), encoding="utf-8")
    return folder


def state(conn: Connection) -> list[Sequence[object]]:
    """All that a run leaves behind, without numbers and times of its own."""
    articles = "SELECT url_key, title, lead, body, language, version, content_sha256 FROM news.article ORDER BY 1"
    fates = "SELECT entry_key, outcome, stage, reason, detail, url_key FROM ops.disposition ORDER BY 1"
    files = "SELECT file, state, entry_count, reason FROM ops.seed_file ORDER BY 1"
    pages = "SELECT url_key, body_sha256 FROM raw.page ORDER BY 1, 2"
    return [row for query in (articles, fates, files, pages) for row in conn.execute(query.encode())]


@pytest.fixture(scope="module")
def demo(server_url: str, template_url: str) -> Any:
    """A warehouse with the demo in it."""
    import postgres  # noqa: PLC0415

    with postgres.database(server_url, template=postgres.name_of(template_url)) as url:
        ingest(url, Settings(home="/nonexistent"), request(DEMO, source="demo"))
        with connect(url, autocommit=True) as conn:
            yield conn


@pytest.mark.parametrize("name", EXPECTED)
def test_a_demo_document_becomes_what_it_should(demo: Connection, name: str) -> None:
    wanted = EXPECTED[name]
    entry = f"seed:demo/demo/{name}" + ("" if "#" in name else "#1")
    fate = demo.execute("SELECT outcome, reason FROM ops.disposition WHERE entry_key = %s", (entry,)).fetchone()
    article = demo.execute(
        "SELECT language, title, published_local, published_precision, published_offset_minutes, "
        "concat_ws(E'\\n', lead, body) AS text, origin, article_id FROM news.article WHERE entry_key = %s",
        (entry,),
    ).fetchone()

    if reasons := {wanted.get("reason"), *wanted.get("reason_accept", [])} - {None}:
        assert fate is not None
        assert fate[0] == "rejected"
        assert fate[1] in reasons
        return
    assert fate == ("stored", None)
    assert article is not None
    language, title, published, precision, offset, body, origin, article_id = article
    removed = demo.execute("SELECT count(*) FROM news.removal WHERE article_id = %s", (article_id,)).fetchone()
    assert language in {wanted["language"], *wanted.get("language_accept", [])}
    assert title == wanted.get("title")
    assert (published, precision, offset) == (wanted.get("published"), wanted.get("precision"), wanted.get("offset"))
    assert [line for line in wanted.get("gone", []) if line in body] == []
    assert removed is not None
    assert removed[0] >= wanted.get("at_least", 0)
    assert origin == "demo"


def test_the_demo_speaks_many_languages_in_many_scripts(demo: Connection) -> None:
    found = demo.execute(
        "SELECT count(*), count(DISTINCT language), count(DISTINCT script) FROM news.article"
    ).fetchone()

    assert found is not None
    articles, languages, scripts = found
    assert articles >= 24
    assert languages >= 12
    assert scripts >= 5


def test_every_demo_document_is_expected(demo: Connection) -> None:
    found = {row[0] for row in demo.execute("SELECT entry_key FROM ops.disposition")}

    assert found == {f"seed:demo/demo/{name}" + ("" if "#" in name else "#1") for name in EXPECTED}


def test_a_second_run_writes_nothing_and_says_unchanged(database_url: str, conn: Connection, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 7)
    rows = "SELECT url_key, xmin::text FROM news.article UNION ALL SELECT name, xmin::text FROM news.source ORDER BY 1"
    ingest(database_url, settings(folder), request(folder))
    before = conn.execute(rows).fetchall()

    tally = ingest(database_url, settings(folder), request(folder), run="run-2")

    assert tally == {"unchanged": 7}
    assert conn.execute(rows).fetchall() == before


def test_a_changed_file_makes_a_version(database_url: str, conn: Connection, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 1)
    ingest(database_url, settings(folder), request(folder))
    (folder / "00000.txt").write_text(text().replace("northern", "southern"), encoding="utf-8")

    tally = ingest(database_url, settings(folder), request(folder), run="run-2")

    assert tally == {"updated": 1}
    assert conn.execute("SELECT version FROM news.article").fetchone() == (2,)
    assert conn.execute("SELECT count(*) FROM news.article_version").fetchone() == (1,)


def test_bad_files_end_as_rejections_that_name_them_and_the_rest_is_stored(
    database_url: str, conn: Connection, tmp_path: Path
) -> None:
    folder = write(tmp_path / "in", 2)
    (tmp_path / "secret.txt").write_text(text(99), encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "empty.txt").touch()
    (folder / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    (folder / "odd.xyz").write_text("what is this", encoding="utf-8")
    good = json.dumps({"url": "https://wire.example/1", "title": "Pier", "text": text(3)})
    (folder / "lines.jsonl").write_text(f'{good}\n{{"broken\n', encoding="utf-8")
    (folder / "huge.txt").write_text(text() * 300, encoding="utf-8")
    (folder / "torn.zip").write_bytes(b"PK\x03\x04 and no more")
    (folder / "mended.txt").write_bytes(text(4).encode().replace(b"winter", b"win\x00ter"))

    tally = ingest(database_url, settings(folder, max_page_bytes=50_000), request(folder))

    fates = dict(conn.execute("SELECT file, reason FROM ops.seed_file WHERE reason IS NOT NULL").fetchall())
    lines = conn.execute("SELECT detail FROM ops.disposition WHERE reason = 'record_malformed'").fetchall()
    details = conn.execute(
        "SELECT f.file, d.detail FROM ops.disposition d JOIN ops.seed_file f USING (dag_id, run_id, file_hash) "
        "WHERE d.outcome = 'rejected'"
    ).fetchall()
    assert tally["stored"] == 4
    assert fates == {
        "link.txt": "outside_roots",
        "empty.txt": "file_empty",
        "binary.txt": "file_binary",
        "odd.xyz": "unknown_format",
        "huge.txt": "record_too_large",
        "torn.zip": "archive_damaged",
    }
    assert [("lines.jsonl" in detail, "2" in detail) for (detail,) in lines] == [(True, True)]
    assert [file for file, detail in details if file not in detail] == []
    assert conn.execute("SELECT nul_count FROM news.article WHERE entry_key LIKE '%mended.txt#1'").fetchone() == (1,)


def test_what_had_to_be_mended_is_counted_on_the_row(database_url: str, conn: Connection, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    story = text(1).replace("harbour", "p\u0159\u00edstavn\u00ed")
    record = json.dumps({"title": "Pier", "text": story, "url": "https://wire.example/1"}, ensure_ascii=False).encode()
    (folder / "a.jsonl").write_bytes(record.replace(b"winter", b"win\x00ter\\ud800 caf\xe9"))
    lines = text(2).splitlines()
    mixed = [lines[0].replace("Harbour", "Há\u0159bour").encode(), *(line.encode() for line in lines[1:-1])]
    (folder / "b.txt").write_bytes(b"\n".join([*mixed, "\u017e\u00e1dn\u00fd koncert na molu".encode("cp1250")]))

    tally = ingest(database_url, settings(folder), request(folder))

    counts = conn.execute(
        "SELECT nul_count, surrogate_count, undecodable_count + mixed_count > 0 FROM news.article ORDER BY entry_key"
    ).fetchall()
    assert tally == {"stored": 2}
    assert counts == [(1, 1, True), (0, 0, True)]


def test_what_became_of_entries_adds_up_by_reason_and_by_file(
    database_url: str, conn: Connection, tmp_path: Path
) -> None:
    folder = write(tmp_path / "in", 3)
    records = [{"title": "Pier", "text": text(n), "url": f"https://wire.example/{n % 2}"} for n in range(4)]
    (folder / "many.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    (folder / "short.txt").write_text("Too little.", encoding="utf-8")

    tally = ingest(database_url, settings(folder), request(folder))

    per_file = dict(conn.execute("SELECT file, entry_count FROM ops.seed_file").fetchall())
    assert tally == {"stored": 5, "duplicate": 2, "rejected: too_short": 1}
    assert per_file == {"00000.txt": 1, "00001.txt": 1, "00002.txt": 1, "many.jsonl": 4, "short.txt": 1}
    assert conn.execute("SELECT count(*) FROM ops.disposition").fetchone() == (sum(per_file.values()),)


def test_a_missing_path_and_one_outside_the_roots_fail_the_task(database_url: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 1)

    for path in (folder / "absent", tmp_path, folder / ".." / "x"):
        with pytest.raises(SeedPathRefused, match=r"seed root|cannot be read"):
            plan_seeds(database_url, settings(folder), key("plan"), request(path), now=NOW)


def test_the_demo_never_goes_into_a_server_of_your_own(database_url: str) -> None:
    chosen = Settings(home="/nonexistent", database_url=database_url)

    with pytest.raises(DemoRefused):
        plan_seeds(database_url, chosen, key("plan"), request(DEMO), now=NOW)


def test_a_sweep_reads_what_is_new_or_changed_and_settled(database_url: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 3)
    chosen, asked = settings(folder, seed_settle_s=5), request(folder, sweep=True)
    later = datetime.fromtimestamp(time.time() + 60, tz=UTC)
    first = ingest(database_url, chosen, asked, now=later)
    (folder / "00001.txt").write_text(text(11), encoding="utf-8")
    (folder / "00003.txt").write_text(text(13), encoding="utf-8")

    too_early = ingest(database_url, chosen, asked, run="run-2", now=datetime.now(UTC))
    second = ingest(database_url, chosen, asked, run="run-3", now=later)
    third = ingest(database_url, chosen, asked, run="run-4", now=later)

    assert (first, too_early, second, third) == ({"stored": 3}, {}, {"updated": 1, "stored": 1}, {})


def test_one_huge_file_is_read_in_many_transactions(database_url: str, conn: Connection, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with (folder / "all.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"title": f"Pier {n}", "text": text(n)}) + "\n" for n in range(60))

    tally = ingest(database_url, settings(folder, load_batch=10), request(folder))

    assert tally == {"stored": 60}
    assert conn.execute("SELECT count(DISTINCT xmin::text) FROM news.article").fetchone() == (6,)


def test_a_killed_task_and_its_retry_leave_what_an_undisturbed_run_leaves(
    database_url: str, conn: Connection, server_url: str, template_url: str, tmp_path: Path
) -> None:
    import postgres  # noqa: PLC0415

    folder = write(tmp_path / "in", 120)
    chosen, asked = settings(folder, load_batch=10, seed_batch_files=40), request(folder)
    with postgres.database(server_url, template=postgres.name_of(template_url)) as undisturbed:
        ingest(undisturbed, chosen, asked)
        with connect(undisturbed, autocommit=True) as other:
            wanted = state(other)

    plan_seeds(database_url, chosen, key("plan"), asked, now=NOW)
    task = multiprocessing.get_context("spawn").Process(
        target=read_seeds, args=(database_url, chosen, key("read"), asked), kwargs={"now": NOW}
    )
    task.start()
    deadline = time.monotonic() + 60
    while conn.execute("SELECT count(*) FROM ops.disposition").fetchone() == (0,) and time.monotonic() < deadline:
        time.sleep(0.01)
    children = _children(task.pid)
    os.kill(task.pid or 0, signal.SIGKILL)
    task.join()
    done = conn.execute("SELECT count(*) FROM ops.disposition").fetchone()
    read_seeds(database_url, chosen, key("read", attempt=2), asked, now=NOW)
    tally = report_seeds(database_url, key("report"), asked)

    tries = "SELECT try_number, state FROM ops.run WHERE task_id = 'read' ORDER BY 1"
    assert done is not None
    assert 0 < done[0] < 120
    assert tally == {"stored": 120}
    assert state(conn) == wanted
    assert conn.execute(tries).fetchall() == [(1, "lost"), (2, "succeeded")]
    assert children
    _wait_until_gone(children)


def _children(pid: int | None) -> list[int]:
    """Process ids of the readers of a task."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for path in found.parent.parent.glob("*/children") for child in path.read_text().split()]


def _wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 20
    while alive := [pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and _is_alive(pid)]:
        assert time.monotonic() < deadline, f"readers {alive} outlived their task"
        time.sleep(0.1)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_while_claiming_is_held_no_file_is_read_and_afterwards_the_run_goes_on(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "one.txt").write_text(text(), encoding="utf-8")
    chosen, asked = settings(tmp_path, read_workers=1), request(tmp_path)
    conn.execute("INSERT INTO ops.hold (reason, detail) VALUES ('disk', 'the disk is nearly full')")
    plan_seeds(database_url, chosen, key("plan"), asked, now=NOW)

    with pytest.raises(ClaimsHeld, match="nearly full"):
        read_seeds(database_url, chosen, key("read"), asked, now=NOW)
    conn.execute("DELETE FROM ops.hold")

    assert read_seeds(database_url, chosen, key("read", attempt=2), asked, now=NOW)["stored"] == 1
