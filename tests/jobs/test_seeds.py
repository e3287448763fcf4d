"""Seed files all the way into a real warehouse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from seeding import NOW, ingest, key, request, settings, text, write
from wireroom.errors import SeedPathRefused
from wireroom.jobs.seeds import plan_seeds

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection


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
