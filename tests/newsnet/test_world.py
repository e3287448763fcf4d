"""The simulated world: the same every time, in every language, at any speed."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from wireroom.model import Block, BlockKind
from wireroom.read.clean import clean
from wireroom.read.language import tag
from wireroom.read.rules import rules_for

from newsnet import World, stories
from newsnet.clock import Clock
from newsnet.faults import DEFAULT_FAULTS, Fault
from newsnet.feeds import render
from newsnet.pages import page
from newsnet.truth import truth
from newsnet.wording import codes, headline, telling, tongue
from newsnet.world import DAY, HOUR


def test_two_worlds_of_one_seed_say_the_same() -> None:
    moment = World().begin + HOUR
    first, second = World(seed=4, hosts=60), World(seed=4, hosts=60)

    assert [render(first, first.site(n), moment) for n in range(60)] == [
        render(second, second.site(n), moment) for n in range(60)
    ]
    assert list(truth(first, moment, lambda _: None)) == list(truth(second, moment, lambda _: None))


def test_two_seeds_make_two_worlds() -> None:
    first, second = World(seed=4, hosts=1), World(seed=5, hosts=1)

    assert render(first, first.site(0), first.begin) != render(second, second.site(0), second.begin)


@pytest.mark.parametrize("code", codes())
def test_every_language_has_its_own_words_and_is_recognised(code: str) -> None:
    own = tongue(code)
    texts = [telling(own, bits) for bits in range(40, 60)]

    assert len(set(own.clauses)) >= 20
    assert {tag("\n".join(text.paragraphs[:4])).code for text in texts} == {code}
    assert len({paragraph for text in texts for paragraph in text.paragraphs}) == sum(
        len(text.paragraphs) for text in texts
    )
    assert all(min(map(len, text.paragraphs)) > 20 for text in texts)
    assert not any(mark in text.title + "".join(text.paragraphs) for text in texts for mark in "{}")


def test_there_are_twenty_languages_in_eight_scripts() -> None:
    scripts = {tag("\n".join(telling(tongue(code), 1).paragraphs)).script for code in codes()}

    assert len(codes()) >= 20
    assert len(scripts) >= 8


@pytest.mark.parametrize("code", codes())
def test_every_leftover_is_one_that_the_cleaner_knows(code: str) -> None:
    """Else the truth about what must remain could not be held against what is stored."""
    own = tongue(code)
    text = telling(own, 77).paragraphs
    for line in (*own.video, *own.newsletter, *own.ad, *(f"{label} {headline(own, 5)}" for label in own.related)):
        blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=part) for part in (*text[:2], line, *text[2:]))

        kept = [block.text for block in clean(blocks, rules_for(code), title="Title").blocks]

        assert kept == list(text), line


def test_articles_keep_their_order_and_the_mean_rate_is_the_one_asked_for() -> None:
    world = World(hosts=200, faults={}, rate=2.0)
    total = 0
    for site in map(world.site, range(world.hosts)):
        first = stories.count(world, site, world.begin)
        last = stories.count(world, site, world.begin + 10 * HOUR)
        times = [stories.published_at(world, site, k) for k in range(first - 5, last + 5)]
        total += last - first

        assert times == sorted(times)
        assert all(
            stories.count(world, site, moment) == k + 1
            for k, moment in zip(range(first - 5, last + 5), times, strict=True)
        )
    assert 0.75 < total / (200 * 10 * 2.0) < 1.25


def test_an_article_is_found_by_its_address_alone() -> None:
    world = World(hosts=40, faults={})
    for site in map(world.site, range(world.hosts)):
        one = stories.window(world, site, world.begin)[0]

        assert stories.find(world, site, one.path) == one
        assert stories.find(world, site, one.path + ("&" if "?" in one.path else "?") + "utm_source=rss") == one
        assert stories.find(world, site, one.path.replace(str(one.k), str(one.k + 1))) != one
        assert stories.find(world, site, "/elsewhere") is None


def test_an_edit_changes_headline_and_body_and_keeps_the_beginning() -> None:
    world = World(hosts=5, faults={}, edits=1.0, deletions=0.0, syndication=0.0)
    one = stories.window(world, world.site(0), world.begin)[3]

    before, after = stories.told(world, one, edited=False), stories.told(world, one, edited=True)

    assert after.paragraphs[: len(before.paragraphs)] == before.paragraphs
    assert len(after.paragraphs) == len(before.paragraphs) + 1
    assert page(world, one, edited=False) != page(world, one, edited=True)


def test_a_copied_article_says_what_an_older_one_of_its_language_says() -> None:
    world = World(hosts=80, languages=("en", "de"), faults={}, syndication=1.0, deletions=0.0)
    records = {
        record["url"]: record for record in truth(world, world.begin, lambda _: None, since=world.begin - 9 * DAY)
    }
    copies = [record for record in records.values() if record["same_as"] in records]

    assert copies
    for copy in copies:
        original = records[copy["same_as"]]
        assert (copy["paragraphs"], copy["language"]) == (original["paragraphs"], original["language"])
        assert original["published_at"] < copy["published_at"]
        assert original["host"] != copy["host"]


def test_faults_have_the_shares_they_were_given() -> None:
    world = World(hosts=20_000)
    seen = Counter(world.site(number).fault for number in range(world.hosts))

    assert set(DEFAULT_FAULTS) == set(Fault)
    for name, weight in DEFAULT_FAULTS.items():
        assert abs(seen[Fault(name)] / world.hosts - weight) < 0.006


def test_a_planned_fault_strikes_its_host() -> None:
    assert World(hosts=3, plan={1: "gone"}, faults={}).site(1).fault is Fault.GONE


def test_the_clock_runs_jumps_and_remembers() -> None:
    reals = itertools.count(1_000.0, 10.0)
    clock = Clock(500.0, 60.0, lambda: next(reals))  # looked at every 10 real seconds

    assert clock.now() == 500.0 + 600.0
    assert clock.wall_of(400.0) == 1_000.0
    assert clock.wall_of(560.0) == 1_001.0
    clock.set(now=10_000.0, speed=0.0)
    assert clock.now() == 10_000.0
    assert clock.wall_of(20_000.0) is None
