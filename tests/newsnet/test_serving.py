"""The world over a socket: what is served is what `/_truth` says, and `/_log` leaves nothing out."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from wireroom.discover.feed import ParsedFeed
from wireroom.discover.feeds import parse_feed
from wireroom.discover.urls import canonical_url
from wireroom.fetch.client import Fetcher, fetcher
from wireroom.fetch.content import ACCEPT_FEED
from wireroom.fetch.results import Response
from wireroom.model import Article, Entry, Origin, Page
from wireroom.read.process import process
from wireroom.settings import Settings

from newsnet import Net, World, serve
from newsnet.clock import Clock
from newsnet.fixtures import spawn_newsnet, start_newsnet
from newsnet.remote import Remote
from newsnet.world import HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["spawn_newsnet", "start_newsnet"]  # fixtures


async def listed(net: Net, fetch: Fetcher) -> list[str]:
    """The addresses of all articles in all feeds."""
    found: list[str] = []
    for feed in net.feeds():
        answer = await fetch.get(feed["feed_url"], accept=ACCEPT_FEED)
        assert isinstance(answer, Response), answer
        parsed = parse_feed(
            answer.body,
            content_type=answer.facts.content_type,
            charset=answer.facts.charset,
            final_url=answer.final_url,
        )
        assert isinstance(parsed, ParsedFeed), parsed
        found += [canonical_url(entry.link or "") or "" for entry in parsed.entries]
    return found


def settings(net: Net) -> Settings:
    return Settings(fetch_allow_loopback=net.allow_loopback)


def test_the_truth_names_exactly_what_the_feeds_list() -> None:
    world = World(hosts=48, faults={})

    async def run() -> tuple[list[str], dict[str, Any]]:
        async with serve(world, clock=Clock(world.begin, 0.0)) as net, fetcher(settings(net)) as fetch:
            return await listed(net, fetch), {record["url"]: record for record in net.truth()}

    urls, truth = asyncio.run(run())

    assert sorted(urls) == sorted(truth)
    assert all(record["reachable"] for record in truth.values())


def test_the_product_reads_every_page_as_the_truth_says() -> None:
    world = World(hosts=24, faults={}, window=2, edits=0.5)

    async def run() -> list[tuple[dict[str, Any], Response]]:
        async with serve(world, clock=Clock(world.begin, 0.0)) as net, fetcher(settings(net)) as fetch:
            pairs = [(record, await fetch.get(record["url"])) for record in net.truth()]
            return [(record, answer) for record, answer in pairs if isinstance(answer, Response)]

    pairs = asyncio.run(run())

    assert len(pairs) >= 40
    for record, answer in pairs:
        expect_read(record, answer)


def expect_read(record: Mapping[str, Any], answer: Response) -> None:
    now = datetime.fromtimestamp(World().begin, UTC)
    url = record["url"]
    entry = Entry(entry_key=url, url_key=url, url=url, source=record["host"], origin=Origin.SEED)
    page = Page(
        url_key=url,
        body=answer.body,
        content_type=answer.facts.content_type or "",
        charset=answer.facts.charset,
        fetched_at=now,
    )

    article = process(entry, page, now=now, min_text_characters=200)

    shown = record["edit"] or record
    assert isinstance(article, Article), (record, article)
    assert article.title == shown["title"]
    assert article.language.code == record["language"]
    assert article.published is not None
    assert article.published.instant == datetime.fromtimestamp(record["published_at"], UTC)
    assert [*([article.lead] if article.lead else []), *(block.text for block in article.blocks)] == shown["paragraphs"]
    assert article.canonical_url == url


def test_every_request_is_in_the_log_with_what_was_said() -> None:
    world = World(hosts=30, faults={})

    async def run() -> tuple[list[str], Net]:
        async with serve(world, clock=Clock(world.begin, 60.0)) as net, fetcher(settings(net)) as fetch:
            asked: list[str] = []
            for feed in net.feeds():
                first = await fetch.get(feed["feed_url"], accept=ACCEPT_FEED)
                assert isinstance(first, Response)
                await fetch.get(feed["feed_url"], accept=ACCEPT_FEED)
                asked += [feed["feed_url"]] * 2
            await fetch.get("http://news0.test/robots.txt")
            await fetch.get("http://nobody.test/")
            return [*asked, "http://news0.test/robots.txt", "http://nobody.test/"], net

    asked, net = asyncio.run(run())
    lines = net.journal.lines

    assert [f"http://{line.host}{line.path}" for line in lines] == asked
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert all(line.done is not None and line.done >= line.at and line.bytes > 50 for line in lines)
    assert {line.user_agent for line in lines} == {lines[0].user_agent}
    assert (lines[0].user_agent or "").startswith("Wireroom/")
    assert [line.what for line in lines[-2:]] == ["robots", "other"]
    assert Counter(line.status for line in lines[:-2]) == {200: 60}


def test_an_article_appears_in_its_feed_when_its_time_has_come() -> None:
    world = World(hosts=5, faults={}, rate=4.0, deletions=0.0)
    real = [1_000.0]

    async def run() -> tuple[set[str], set[str], list[dict[str, Any]]]:
        clock = Clock(world.begin, 60.0, lambda: real[0])
        async with serve(world, clock=clock) as net, fetcher(settings(net)) as fetch:
            before = set(await listed(net, fetch))
            real[0] += HOUR / 60
            return before, set(await listed(net, fetch)), list(net.truth())

    before, after, truth = asyncio.run(run())
    new = {record["url"]: record for record in truth if record["published_at"] > world.begin}

    assert after - before == set(new)
    assert 8 < len(new) < 40
    for record in new.values():
        assert abs((record["published_wall"] - 1_000.0) * 60 - (record["published_at"] - world.begin)) < 0.01


def test_given_bodies_are_served_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_bytes(b"<p>one</p>")
    (tmp_path / "two.html.gz").write_bytes(gzip.compress(b"<p>two</p>"))
    world = World(hosts=4, faults={}, bodies=tuple(sorted(tmp_path.iterdir())))

    async def run() -> set[bytes]:
        async with serve(world, clock=Clock(world.begin, 0.0)) as net, fetcher(settings(net)) as fetch:
            answers = [await fetch.get(record["url"]) for record in net.truth()]
            return {answer.body for answer in answers if isinstance(answer, Response)}

    assert asyncio.run(run()) == {b"<p>one</p>", b"<p>two</p>"}


def test_pages_are_padded_to_a_realistic_size() -> None:
    world = World(hosts=4, faults={}, page_bytes=80_000)

    async def run() -> list[int]:
        async with serve(world, clock=Clock(world.begin, 0.0)) as net, fetcher(settings(net)) as fetch:
            answers = [await fetch.get(record["url"]) for record in net.truth()]
            return [len(answer.body.replace(b"\0", b"")) for answer in answers if isinstance(answer, Response)]

    assert all(60_000 < size < 200_000 for size in asyncio.run(run()))


def test_a_world_in_a_thread_serves_synchronous_tests(start_newsnet: Callable[..., Net]) -> None:
    net = start_newsnet(World(hosts=3, faults={}))
    remote = Remote(port=net.port)

    assert [feed["feed_url"] for feed in remote.feeds()] == [net.world.site(n).feed_url for n in range(3)]
    assert len(remote.truth()) == len(list(net.truth()))


@pytest.mark.parametrize("hosts", [7])
def test_the_program_prints_its_port_and_opens_its_doors(spawn_newsnet: Callable[..., Remote], hosts: int) -> None:
    remote = spawn_newsnet("--hosts", str(hosts), "--speed", "60", "--faults", "0", "--languages", "de,el")
    before = remote.clock()["now"]

    moved = remote.clock(ahead=HOUR, speed=0)

    assert len(remote.feeds()) == hosts
    assert remote.opml().count("<outline ") == hosts
    assert {record["language"] for record in remote.truth()} == {"de", "el"}
    assert moved["now"] >= before + HOUR
    assert (moved["speed"], remote.log()) == (0.0, [])
    assert remote.clock()["now"] == moved["now"]
