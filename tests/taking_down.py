"""Articles with a rare word in every part of them, brought in by feed and file, and taken down."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from announcing import FETCH, announce, announced, claim, make_due, stored
from builders import NOW, entry, page, removal
from wireroom.jobs.seeds import SeedRequest, plan_seeds, read_seeds
from wireroom.jobs.takedown import selector, take_down
from wireroom.model import Block, BlockKind
from wireroom.settings import Settings
from wireroom.warehouse import aliases, articles, entries, fetches, pages
from wireroom.warehouse.fetches import Fetch
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

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
