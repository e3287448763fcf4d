"""Faults in what is said: robots.txt, bombs, guids, dates, articles that come and go."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest

from newsnet import World, stories
from newsnet.faults import Fault
from newsnet.probe import GZIP, ask, bad_moment, newest, world
from newsnet.robots_rules import CRAWL_DELAY_S
from newsnet.shelf import BOMB_BYTES
from newsnet.world import HOUR

if TYPE_CHECKING:
    from newsnet.exchange import Answer


def test_robots_rules_are_served() -> None:
    begin = World().begin

    def robots(fault: Fault) -> Answer:
        return ask(world(fault, speed=60.0), "/robots.txt", at=begin)

    assert b"Disallow: /\n" in robots(Fault.ROBOTS_ALL).body
    assert robots(Fault.ROBOTS_500).status == 500
    assert len(robots(Fault.ROBOTS_HUGE).body) > 1_000_000
    assert f"Crawl-delay: {CRAWL_DELAY_S / 60:.3f}".encode() in robots(Fault.CRAWL_DELAY).body
    made = world(Fault.ROBOTS_PAGES, hosts=30)
    for site in map(made.site, range(made.hosts)):
        path = stories.window(made, site, made.begin)[0].path
        rules = [
            line.removeprefix("Disallow: ") for line in ask(made, "/robots.txt", at=begin).body.decode().splitlines()
        ]
        assert any(path.startswith(rule) for rule in rules if rule.startswith("/"))
        assert not any(site.feed_path.startswith(rule) for rule in rules if rule.startswith("/"))


def test_bombs_are_bombs() -> None:
    made, other = world(Fault.BOMB_GZIP), world(Fault.BOMB_BR)
    gz = ask(made, at=made.begin, said=GZIP)
    br = ask(other, at=other.begin, said={"accept-encoding": "gzip, br"})

    assert len(gzip.decompress(gz.body)) == BOMB_BYTES > 300 * len(gz.body)
    assert (br.headers["Content-Encoding"], len(brotli.decompress(br.body))) == ("br", BOMB_BYTES)


@pytest.mark.parametrize("fault", [Fault.PAGE_BOMB, Fault.DEAD_LINKS])
def test_every_fifth_page_is_stricken(fault: Fault) -> None:
    made = world(fault, deletions=0.0)
    listed = stories.window(made, made.site(0), made.begin)
    stricken = [one.k for one in listed if ask(made, one.path, at=made.begin).fault is fault]

    assert stricken == [one.k for one in listed if one.k % 5 == 0]


def test_guids_are_reused_missing_and_churning() -> None:
    def guids(fault: Fault, moment: float) -> list[str]:
        body = ask(world(fault, legacy=0.0, deletions=0.0), at=moment).body.decode()
        return [part.partition("<")[0] for part in body.split('<guid isPermaLink="false">')[1:]]

    begin = World().begin // HOUR * HOUR
    assert (len(guids(Fault.GUID_REUSED, begin)), len(set(guids(Fault.GUID_REUSED, begin)))) == (15, 1)
    assert guids(Fault.GUID_MISSING, begin) == []
    assert not set(guids(Fault.GUID_CHURN, begin)) & set(guids(Fault.GUID_CHURN, begin + HOUR))
    assert ask(world(Fault.GUID_CHURN), at=begin).headers != ask(world(Fault.GUID_CHURN), at=begin + HOUR).headers


def test_broken_dates_stand_in_the_feed_alone_and_missing_ones_nowhere() -> None:
    broken, none = world(Fault.DATES_BROKEN, legacy=0.0), world(Fault.DATES_NONE, legacy=0.0)

    def page(made: World) -> bytes:
        return ask(made, newest(made, made.begin).path, at=made.begin).body

    assert b"<pubDate>" in ask(broken, at=broken.begin).body
    assert b"article:published_time" in page(broken)
    assert b"<pubDate>" not in ask(none, at=none.begin).body
    assert b"article:published_time" not in page(none)
    assert b"datePublished" not in page(none)


def test_a_withdrawn_article_is_gone_from_page_and_feed() -> None:
    made = world(Fault.CRAWL_DELAY, deletions=1.0)
    one = newest(made, made.begin)

    assert ask(made, one.path, at=one.deleted_at - 1).status == 200
    assert ask(made, one.path, at=one.deleted_at).status in {404, 410}
    assert one.k not in [other.k for other in stories.window(made, made.site(0), one.deleted_at)]


def test_an_article_is_not_there_before_it_appears() -> None:
    made = world(Fault.CRAWL_DELAY)
    coming = stories.story(made, made.site(0), newest(made, made.begin).k + 1)

    assert ask(made, coming.path, at=coming.published - 1).status == 404
    assert ask(made, coming.path, at=coming.published).status == 200


def test_a_truncated_gzip_body_has_the_length_it_announces() -> None:
    made = world(Fault.TRUNCATED_GZIP)
    answer = ask(made, at=bad_moment(made), said=GZIP)

    assert answer.sent is None
    assert not _is_whole(answer.body)


def _is_whole(body: bytes) -> bool:
    stream = zlib.decompressobj(31)
    stream.decompress(body)
    return stream.eof
