"""What is taken down is gone from everywhere, and nothing brings it back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import postgres
import psycopg
import pytest
from announcing import FETCH, POLL, announce, announced, claim, claim_one, feed, funnel, make_due, poll, stored
from builders import NOW, article, entry, page, removal
from leftovers import holding, naming, own_hashes
from refreshing import refresh_all
from wireroom.errors import TakedownRefused, WarehouseBusy
from wireroom.jobs import takedown
from wireroom.jobs.overrides import set_override
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds
from wireroom.jobs.takedown import selector, take_down
from wireroom.model import Block, BlockKind
from wireroom.settings import Settings
from wireroom.warehouse import (
    aliases,
    announcements,
    articles,
    entries,
    feeds,
    fetches,
    outbox,
    pages,
    polls,
    takedowns,
)
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.fetches import Fetch
from wireroom.warehouse.overrides import Field
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from pathlib import Path

RUN = RunKey(dag_id="take_down", run_id="manual__1", task_id="erase")
SEEDS = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
ELSEWHERE = Settings(database_url="postgresql://somewhere", home="/nonexistent")  # not embedded: no list is kept
RARE = "zanzibrilk"
URL = f"https://courier.example/{RARE}-1"


def down(warehouse: str, run: str = "manual__1", *, dry_run: bool = False, **what: Any) -> dict[str, int]:
    return take_down(
        warehouse,
        ELSEWHERE,
        replace(RUN, run_id=run),
        selector(**what),
        reason="the court of Anholm says so",
        by="ann",
        now=NOW,
        dry_run=dry_run,
    )


def record(number: int, *, rare: bool, edition: int = 1) -> dict[str, str]:
    """A record of a seed file: ten paragraphs, the last of them the same in all of them."""
    word = RARE if rare else "harbour"
    text = [
        f"The {word} of {place} was painted {number * 7 + edition} times, as the clerks of {place} counted."
        for place in ("Anholm", "Brevik", "Corran", "Dunmore", "Eskdale", "Farnham", "Glenby", "Hartness")
    ]
    return {
        "url": f"https://courier.example/{word}-{number}",
        "title": f"A {word} painted {number} times",
        "text": "\n\n".join([*text, f"Read also: the {word} of last week", "The Courier is made by its readers."]),
        "published": f"2025-12-{number:02}",
        "language": "en",
    }


def ingest(url: str, folder: Path, records: list[dict[str, str]], run: str, source: str = "courier") -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{run}.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records), "utf-8")
    request = SeedRequest(
        path=str(folder), glob=f"{run}.jsonl", source=source, language=None, shards=1, dry_run=False, sweep=False
    )
    settings = Settings(seed_roots=str(folder), home="/nonexistent", read_workers=1)
    plan_seeds(url, settings, replace(SEEDS, run_id=run, task_id="plan"), request, now=NOW)
    read_seeds(url, settings, replace(SEEDS, run_id=run), request, now=NOW)


def rare_article(queued: Any) -> Any:
    """What the page of a queued entry becomes, with the rare word in every part of it."""
    blocks = (Block(kind=BlockKind.PARAGRAPH, text=f"The {RARE} is back in Glenby."),)
    cut = (removal(text=f"Watch the {RARE}"),)
    return stored(queued, blocks=blocks, title=f"{RARE} returns", removed=cut, authors=(f"{RARE} Smith",))


def ids_of(conn: Connection) -> set[int]:
    return {
        number
        for (number,) in conn.execute("SELECT article_id FROM news.article WHERE url_key LIKE %s", (f"%{RARE}%",))
    }


def streamed(conn: Connection, number: int = 1) -> None:
    """A feed announces the article, and it is fetched, stored and loaded, as ingest_articles does."""
    said = announced(
        number,
        url_key=URL,
        url=f"{URL}?utm_source=feed",
        link=URL,
        title=f"{RARE} returns",
        summary=f"All of the {RARE}",
        content_html=f"<p>{RARE}</p>",
        categories=(RARE,),
    )
    announce(conn, said)
    make_due(conn)
    (site,) = claim(conn).sites
    (queued,) = site.entries
    document = page(url_key=URL, body=f"<p>{RARE} returns to the bay</p>".encode(), content_type="text/html")
    pages.store(conn, [(entry(url_key=URL, title=f"{RARE} returns", url=URL, source="news1"), document)])
    articles.load(conn, FETCH, [rare_article(queued)])
    fetches.log(
        conn, FETCH, [Fetch(url_key=URL, url=URL, host="courier.example", site="courier.example", purpose="new")]
    )
    aliases.note(conn, {f"https://short.example/{RARE}": URL})
    entries.release(conn, site)


def test_nothing_of_it_is_left_in_any_column_of_any_table(conn: Connection, database_url: str, tmp_path: Path) -> None:
    streamed(conn)
    ingest(database_url, tmp_path / "in", [record(n, rare=n == 1) for n in range(1, 6)], "first")
    ingest(database_url, tmp_path / "in", [record(1, rare=True, edition=2)], "second")
    refresh_all(database_url)
    set_override(database_url, ELSEWHERE, URL, Field.LANGUAGE, "nn", reason=f"{RARE} is Norse", by="ann", now=NOW)
    mine = ids_of(conn)
    hashes = own_hashes(conn, mine)
    before = holding(conn, {RARE}, hashes)

    done = down(database_url, url=f"{URL}?utm_campaign=x")

    assert len(mine) == 1
    assert {"news.article.body", "news.article_version.body", "news.removal.text", "raw.page.body"} <= before
    assert {"raw.entry.summary", "news.article_line.line_hashes", "ops.disposition.url_key"} <= before
    assert len(hashes) > 10
    assert done["articles"] == 1
    assert holding(conn, {RARE}, hashes) == set()
    assert naming(conn, mine) == set()
    assert conn.execute("SELECT content_hash FROM ops.sighting").fetchall() == [(takedowns.ERASED,)]
    assert conn.execute("SELECT count(*) FROM news.article").fetchone() == (4,)
    assert funnel(conn)[-1] == 1
    assert conn.execute("SELECT article_id, kind FROM mart.taken_down").fetchall() == [(*mine, "url")]


def test_a_line_that_others_hold_too_stays_theirs(conn: Connection, database_url: str, tmp_path: Path) -> None:
    ingest(database_url, tmp_path / "in", [record(n, rare=n < 5) for n in range(1, 10)], "first")
    refresh_all(database_url)
    shared = "SELECT example_article_ids FROM news.learned_line WHERE text = 'The Courier is made by its readers.'"
    (before,) = conn.execute(shared).fetchone() or ([],)
    mine = ids_of(conn)
    assert len(before) == 5

    for number in range(1, 5):
        down(database_url, f"manual__{number}", url=f"https://courier.example/{RARE}-{number}")

    assert conn.execute(shared).fetchone() == ([number for number in before if number not in mine],)
    assert mine.intersection(before)
    assert holding(conn, {RARE}, set()) == set()


def test_it_is_audited_without_a_word_of_it(conn: Connection, database_url: str) -> None:
    streamed(conn)

    down(database_url, url=URL)

    (found,) = takedowns.listed(conn)
    assert (found.kind, found.host, found.reason, found.decided_by) == (
        "url",
        "courier.example",
        "the court of Anholm says so",
        "ann",
    )
    assert found.finished_at is not None
    erased = conn.execute("SELECT erased FROM ops.takedown").fetchone()
    assert erased
    assert {name: erased[0][name] for name in ("article", "raw_entry", "page", "removal")} == {
        "article": 1,
        "raw_entry": 1,
        "page": 1,
        "removal": 1,
    }


def test_a_dry_run_counts_and_changes_nothing(conn: Connection, database_url: str) -> None:
    streamed(conn)

    counted = down(database_url, url=URL, dry_run=True)

    assert counted == {"articles": 1, "addresses to erase": 2}  # its own and the short one
    assert len(ids_of(conn)) == 1
    assert takedowns.listed(conn) == []


def test_a_feed_that_announces_it_again_brings_nothing_back(conn: Connection, database_url: str) -> None:
    streamed(conn)
    down(database_url, url=URL)
    known = announcements.known(conn, 1, keys=["feed:news1#1"])
    again = announced(1, url_key=URL, url=URL, link=URL, says=f"{RARE} anew", summary=RARE)
    guid = announced(2, url_key=URL, url=URL, link=URL, says=f"{RARE} under a new guid", summary=RARE)
    short = announced(3, url_key=f"https://short.example/{RARE}", url=URL, says=f"{RARE} under a short link")

    saved = polls.save(conn, POLL, poll(claim_one(conn), new=[guid, short], changed=[again], entry_count=3))

    assert [each.is_erased for each in known] == [True]  # so the next poll does not even call it changed
    assert saved
    assert (saved.queued, saved.known) == (0, 0)
    assert holding(conn, {RARE}, set()) == set()
    assert conn.execute("SELECT count(*) FROM ops.entry").fetchone() == (0,)
    assert funnel(conn) == (3, 0, 0, 1, 0, 0, 2, 1)
    assert conn.execute("SELECT rejected_by_reason FROM mart.stream_funnel").fetchone() == ({"taken_down": 2},)


def test_what_waits_in_the_queue_ends_there(conn: Connection, database_url: str) -> None:
    announce(conn, announced(1, url_key=URL, url=URL, says=RARE), announced(2))

    down(database_url, url=URL)

    assert funnel(conn) == (2, 1, 0, 0, 0, 0, 1, 1)
    assert holding(conn, {RARE}, set()) == set()


def test_neither_a_seed_file_nor_a_stored_page_read_again_brings_it_back(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    ingest(database_url, tmp_path / "in", [record(n, rare=n == 1) for n in range(1, 4)], "first")
    kept = list(pages.load(conn, since=datetime(2020, 1, 1, tzinfo=UTC), until=datetime(2100, 1, 1, tzinfo=UTC)))
    down(database_url, url=URL)

    ingest(database_url, tmp_path / "in", [record(n, rare=n == 1) for n in range(1, 4)], "again", source="other")
    stored_again = pages.store(conn, kept)

    ends = conn.execute(
        "SELECT outcome, reason, entry_key, url_key FROM ops.disposition WHERE run_id = 'again' ORDER BY outcome"
    ).fetchall()
    assert ends[0][:2] == ("rejected", "taken_down")
    assert ends[0][2:] == ("taken down", None)
    assert [outcome for outcome, *_ in ends[1:]] == ["unchanged", "unchanged"]
    assert stored_again == 0
    assert holding(conn, {RARE}, set()) == set()
    assert conn.execute(
        "SELECT bool_and(is_balanced) FROM mart.ingest_run WHERE dag_id = 'ingest_seeds'"
    ).fetchone() == (True,)


def test_the_warehouse_refuses_it_from_whoever_goes_round_the_loader(conn: Connection, database_url: str) -> None:
    articles.load(conn, SEEDS, [article(1), article(2)])
    other = conn.execute("SELECT url_key_hash FROM news.article WHERE article_id = 2").fetchone()
    down(database_url, url=article(2).url_key)
    assert other

    with pytest.raises(psycopg.errors.CheckViolation, match="taken down"):
        conn.execute(
            "INSERT INTO news.article OVERRIDING SYSTEM VALUE"
            " SELECT (jsonb_populate_record(a, jsonb_build_object('url_key_hash', %s::bytea, 'article_id', 99))).*"
            " FROM news.article AS a",
            other,
        )


def test_a_source_is_erased_and_shut_until_the_takedown_is_lifted(conn: Connection, database_url: str) -> None:
    feeds.register(conn, feed(2))
    streamed(conn)
    announce(conn, announced(7, says=f"{RARE} still waits"))
    body = poll(claim_one(conn), result="unparsable", body=f"<rss>{RARE}".encode())
    polls.save(conn, POLL, body)
    elsewhere = announced(1, of=2, url_key=URL, url=URL, says=f"{RARE} elsewhere", entry_key="feed:news2#1")
    announce(conn, elsewhere, number=2)
    mine = ids_of(conn)

    down(database_url, source="news1")
    announce(conn, announced(8, says=f"{RARE} is new"))
    shut = holding(conn, {RARE}, set())
    (found,) = takedowns.listed(conn)
    takedown.lift(database_url, ELSEWHERE, str(found.takedown_id), by="bob", now=NOW + timedelta(days=1))
    announce(conn, announced(9, says="open again"))

    assert len(mine) == 1
    assert naming(conn, mine) == set()
    assert shut == set()
    assert conn.execute("SELECT url FROM ops.entry").fetchall() == [("https://www.news1.test/9",)]
    assert takedowns.listed(conn)[0].lifted_by == "bob"


def test_what_another_source_announced_first_stays_without_the_words_of_this_one(
    conn: Connection, database_url: str
) -> None:
    announce(conn, announced(1, says="Ferry returns"))
    make_due(conn)
    (site,) = claim(conn).sites
    articles.load(conn, FETCH, [stored(site.entries[0])])
    same = announced(1, of=2, url_key=site.entries[0].url_key, entry_key="feed:news2#1", says=f"{RARE}: it is back")
    announce(conn, same, number=2)

    down(database_url, source="news2")

    assert conn.execute("SELECT count(*) FROM news.article").fetchone() == (1,)
    assert holding(conn, {RARE}, set()) == set()


def test_a_period_takes_what_was_published_in_it(conn: Connection, database_url: str, tmp_path: Path) -> None:
    ingest(database_url, tmp_path / "in", [record(n, rare=n in {4, 5}) for n in range(1, 10)], "first")
    since, until = datetime(2025, 12, 4, tzinfo=UTC), datetime(2025, 12, 6, tzinfo=UTC)

    counted = down(database_url, since=since, until=until, source="courier", dry_run=True)
    down(database_url, since=since, until=until, source="courier")

    assert counted["articles"] == 2
    assert ids_of(conn) == set()
    assert holding(conn, {RARE}, set()) == set()


@pytest.mark.parametrize(
    "what",
    [
        {},
        {"url": "https://a.example/1", "source": "b"},
        {"since": NOW},
        {"since": NOW, "until": NOW},
        {"url": "https://a.example/1", "since": NOW, "until": NOW + timedelta(days=1)},
    ],
)
def test_what_names_nothing_or_too_much_is_refused(what: dict[str, Any]) -> None:
    with pytest.raises(TakedownRefused, match="one url, or one source, or both ends of a period"):
        selector(**what)


def test_a_takedown_needs_a_reason_and_the_right_to_erase(conn: Connection, database_url: str) -> None:
    with pytest.raises(TakedownRefused, match="say why"):
        take_down(database_url, ELSEWHERE, RUN, selector(url=URL), reason=" ", by="ann", now=NOW, dry_run=True)
    conn.execute("SET ROLE wireroom")

    with pytest.raises(TakedownRefused, match="owns the warehouse"):
        takedowns.require_owner(conn)


def test_one_that_was_killed_goes_on_where_it_was(
    conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles.load(conn, SEEDS, [article(number) for number in range(5)])
    monkeypatch.setattr(takedowns, "BATCH", 2)
    what = selector(source="test")
    name = takedown._name_of(RUN)
    with conn.transaction():
        takedowns.add(conn, name, what, reason="r", by="ann", at=NOW)
    next(takedowns.erase(conn, RUN, name))  # and here it is killed
    left = conn.execute("SELECT count(*) FROM news.article").fetchone()

    down(database_url, source="test")

    assert left == (3,)
    assert conn.execute("SELECT count(*) FROM news.article").fetchone() == (0,)
    assert len(takedowns.listed(conn)) == 1


def test_it_waits_for_whoever_is_making_something_of_texts_but_not_for_ever(
    conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takedowns, "PATIENCE", "50ms")
    articles.load(conn, SEEDS, [article(1)])
    conn.execute("INSERT INTO ops.outbox_reader (reader) VALUES ('test')")

    with connect(database_url, autocommit=True) as other, other.transaction():
        outbox.take(other, "test", limit=10)
        with pytest.raises(WarehouseBusy):
            down(database_url, source="test")

    down(database_url, source="test")
    assert outbox.waiting(conn, "test") == 0


def test_an_older_copy_learns_what_was_taken_down_since(
    conn: Connection, database_url: str, server_url: str, tmp_path: Path
) -> None:
    streamed(conn)
    articles.load(conn, SEEDS, [article(1), article(2, source="shut")])
    conn.close()  # a template must have no guests
    file = tmp_path / "takedowns.json"
    with postgres.database(server_url, template=postgres.name_of(database_url)) as older:
        down(database_url, "manual__1", url=URL)
        down(database_url, "manual__2", source="shut")
        with connect(database_url, autocommit=True) as now_conn:
            written = takedown.write_list(now_conn, file)

        done = takedown.bring_in_list(older, ELSEWHERE, file, now=NOW)
        again = takedown.bring_in_list(older, ELSEWHERE, file, now=NOW)

        with connect(older, autocommit=True) as old_conn:
            articles.load(old_conn, replace(SEEDS, run_id="later"), [article(3, source="shut")])
            assert holding(old_conn, {RARE}, set()) == set()
            assert old_conn.execute("SELECT count(*) FROM news.article").fetchone() == (1,)
    assert written == 2
    assert done["article"] == 2
    assert again == {}
    assert RARE not in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0
