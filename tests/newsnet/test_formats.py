"""Every format, language and encoding of the simulated world is read by the product as it was meant."""

from __future__ import annotations

import time

import pytest
from wireroom.discover.feed import FeedKind, FeedProblem, ParsedFeed
from wireroom.discover.feeds import parse_feed
from wireroom.discover.past import unpacked
from wireroom.discover.urls import canonical_url

from newsnet import World, stories
from newsnet.answers import Library
from newsnet.exchange import Answer, Moment, Request
from newsnet.faults import Fault
from newsnet.wording import codes, tongue
from newsnet.world import FORMATS, Site

DENSE = {"ar", "he", "ja", "ko", "zh"}
KINDS = {
    "rss": FeedKind.RSS,
    "atom": FeedKind.ATOM,
    "rdf": FeedKind.RDF,
    "json": FeedKind.JSON,
    "news_sitemap": FeedKind.NEWS_SITEMAP,
}


def asked(world: World, site: Site, path: str, moment: float) -> Answer:
    request = Request(method="GET", host=site.host, path=path, headers={})
    return Library(world).answer(request, Moment(virtual=moment, wall=moment, speed=1.0))


def read(world: World, site: Site, moment: float) -> ParsedFeed:
    answer = asked(world, site, site.feed_path, moment)
    feed = parse_feed(answer.body, content_type=answer.headers["Content-Type"], charset=None, final_url=site.feed_url)
    assert not isinstance(feed, FeedProblem), (feed, site)
    return feed


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("full_text", [0.0, 1.0])
def test_a_feed_lists_what_the_world_says_it_lists(kind: str, full_text: float) -> None:
    world = World(hosts=2 * len(codes()), formats={kind: 1.0}, full_text=full_text, legacy=0.0, faults={}, edits=0.5)
    for site in map(world.site, range(world.hosts)):
        feed = read(world, site, world.begin)
        listed = stories.window(world, site, world.begin)

        assert feed.kind is KINDS[kind]
        assert [canonical_url(entry.link or "") for entry in feed.entries] == [one.url for one in listed]
        assert [entry.title for entry in feed.entries] == [
            stories.title_of(world, one, edited=one.is_edited(world.begin)) for one in listed
        ]
        assert all(entry.published_raw for entry in feed.entries)
        if site.tongue.code not in DENSE:  # in few characters these say much: taken for summaries
            whole = sum(entry.is_full_text for entry in feed.entries)
            assert whole >= 12 if full_text and kind != "news_sitemap" else whole == 0
        assert len({entry.guid for entry in feed.entries}) == len(listed)


@pytest.mark.parametrize("code", codes())
def test_a_feed_in_a_legacy_encoding_is_read(code: str) -> None:
    world = World(hosts=40, languages=(code,), formats={"rss": 0.5, "atom": 0.5}, legacy=1.0, faults={})
    used: set[str] = set()
    for site in map(world.site, range(world.hosts)):
        feed = read(world, site, world.begin)
        used.add(site.encoding)

        newest = stories.window(world, site, world.begin)[0]
        assert feed.entries[0].title == stories.title_of(world, newest, edited=newest.is_edited(world.begin)), site
    assert used == {*tongue(code).encodings, "utf-16"}


@pytest.mark.parametrize("legacy", [0.0, 1.0])
def test_a_feed_whose_header_lies_about_its_encoding_is_read(legacy: float) -> None:
    world = World(hosts=60, faults={Fault.WRONG_CHARSET: 1.0}, formats={"rss": 1.0}, legacy=legacy, edits=0.0)
    right = 0
    for site in map(world.site, range(world.hosts)):
        newest = stories.window(world, site, world.begin)[0]
        right += read(world, site, world.begin).entries[0].title == stories.title_of(world, newest, edited=False)

    assert right >= 57


def test_the_front_page_announces_the_feed() -> None:
    world = World(hosts=10, faults={}, formats={"atom": 1.0})
    site = world.site(3)
    answer = asked(world, site, "/", world.begin)

    found = parse_feed(answer.body, content_type="text/html", charset=None, final_url=f"http://{site.host}/")

    assert isinstance(found, FeedProblem)
    assert [link.url for link in found.links] == [site.feed_url]


def test_the_sitemaps_of_a_year_name_every_article_once() -> None:
    world = World(hosts=3, faults={}, rate=0.05, legacy=0.0)
    site = world.site(1)
    moment = world.begin
    months = parse_sitemap(world, site, "/sitemap.xml").sitemaps
    pages = [parse_sitemap(world, site, "/" + ref.url.rpartition("/")[2]) for ref in months]

    urls = [entry.link for feed in pages for entry in feed.entries]
    alive = [stories.story(world, site, k) for k in range(stories.count(world, site, moment))]
    expected = [one for one in alive if one.deleted_at > moment]
    assert 12 <= len(months) <= 13
    assert urls == [one.url for one in expected]
    stated = [(entry.updated_raw or "")[:10] for feed in pages for entry in feed.entries]
    days = [time.strftime("%Y-%m-%d", time.gmtime(one.published)) for one in expected]
    differ = sum(day != said for day, said in zip(days, stated, strict=True))
    assert 0.05 < differ / len(days) < 0.2


def parse_sitemap(world: World, site: Site, path: str) -> ParsedFeed:
    answer = asked(world, site, path, world.begin)
    feed = parse_feed(unpacked(answer.body), content_type="application/xml", charset=None, final_url=site.feed_url)
    assert isinstance(feed, ParsedFeed), (feed, path)
    return feed
