"""The commands for feeds, as a person types them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from announcing import FETCH, announce, announced, claim_site, refused
from wireroom import cli
from wireroom.cli_feeds import since_of
from wireroom.errors import PermanentError
from wireroom.model import Reason
from wireroom.warehouse import articles, entries

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection


@pytest.fixture(autouse=True)
def _checkout(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("WIREROOM_DATABASE_URL", database_url)
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path))


def wireroom(*arguments: str) -> object:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    return ended.value.code


def test_feeds_are_registered_listed_changed_and_exported(
    conn: Connection, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "feeds.txt"
    listed.write_text("https://a.example/feed\nnonsense\n", encoding="utf-8")

    assert wireroom("feeds", "import", str(listed), "--dry-run") == 1
    assert "line 2: refused" in capfd.readouterr().out
    assert wireroom("feeds", "import", str(listed), "--language", "pl") == 1
    assert wireroom("feeds", "add", "https://b.example/feed", "--key", "bee", "--noarchive", "skip") == 0
    assert wireroom("feeds", "set", "bee", "--revisit", "1,6", "--zone", "Europe/Warsaw") == 0
    assert wireroom("feeds", "pause", "bee") == 0
    assert wireroom("feeds", "list", "--status", "paused") == 0
    assert capfd.readouterr().out.splitlines()[-1].split()[:2] == ["bee", "paused"]
    assert wireroom("feeds", "resume", "bee") == 0
    assert wireroom("feeds", "export", str(tmp_path / "out.opml")) == 0

    facts = conn.execute(
        "SELECT feed_key, language, on_noarchive, revisit_hours, publisher_zone FROM mart.feed ORDER BY 1"
    )
    assert facts.fetchall() == [
        ("a.example", "pl", "store", [], None),
        ("bee", None, "skip", [1.0, 6.0], "Europe/Warsaw"),
    ]
    assert (tmp_path / "out.opml").read_bytes().count(b"<outline") == 2


def test_what_cannot_be_done_is_one_sentence_and_code_1(capfd: pytest.CaptureFixture[str]) -> None:
    assert "no such feed: nobody" in str(wireroom("feeds", "pause", "nobody"))
    assert "cannot be read" in str(wireroom("feeds", "import", "/nowhere.opml"))
    assert "Europe/Warsaw" in str(wireroom("feeds", "add", "https://a.example/feed", "--zone", "CET+1"))
    assert "connection" in str(wireroom("feeds", "add", "https://u:sesame@a.example/feed"))
    assert "sesame" not in capfd.readouterr().out


def test_rejected_entries_go_back_into_the_queue(conn: Connection, capfd: pytest.CaptureFixture[str]) -> None:
    announce(conn, announced(1), announced(2))
    claimed = claim_site(conn)
    ends = [refused(claimed.entries[0], reason=Reason.NO_TEXT), refused(claimed.entries[1], reason=Reason.TOO_SHORT)]
    articles.load(conn, FETCH, ends)
    entries.release(conn, claimed)

    dry = wireroom("replay", "--reason", "no_text", "--source", "news1", "--dry-run"), entries.owed(conn).pending
    real = wireroom("replay", "--reason", "no_text", "--source", "news1", "--since", "1h"), entries.owed(conn).pending
    again = wireroom("replay", "--reason", "no_text"), entries.owed(conn).pending

    assert (dry, real, again) == ((0, 0), (0, 1), (0, 1))
    assert [line.split()[0] for line in capfd.readouterr().out.splitlines()] == ["1", "1", "0"]


def test_a_moment_is_said_in_three_ways() -> None:
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)

    assert since_of("7d", now) == datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert since_of("12h", now) == datetime(2026, 3, 10, tzinfo=UTC)
    assert since_of("2026-03-01", now) == datetime(2026, 3, 1, tzinfo=UTC)
    with pytest.raises(PermanentError, match="7d"):
        since_of("yesterday", now)
