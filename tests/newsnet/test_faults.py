"""Each fault does what its name says, at the moments it should."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

import brotli
import pytest
from wireroom.fetch.client import fetcher
from wireroom.fetch.content import ACCEPT_FEED
from wireroom.fetch.results import Failure, Response, Trouble
from wireroom.settings import Settings

from newsnet import Net, World, feeds, serve, stories
from newsnet.answers import Library
from newsnet.exchange import Answer, Moment, Request
from newsnet.faults import LIE_S, PASSING, Fault, changed_at, in_spell
from newsnet.robots_rules import CRAWL_DELAY_S
from newsnet.shelf import BOMB_BYTES
from newsnet.world import HOUR

GZIP = {"accept-encoding": "gzip"}


def world(fault: Fault, **changes: Any) -> World:
    values: dict[str, Any] = {"hosts": 1, "faults": {fault: 1.0}, "formats": {"rss": 1.0}, "hang_s": 3.0, **changes}
    return World(**values)


def bad_moment(made: World) -> float:
    return next(
        t for t in range(int(made.begin), int(made.begin + made.cycle_s) + 1) if in_spell(made, made.site(0), t) > 60
    )


def good_moment(made: World) -> float:
    return next(
        t for t in range(int(made.begin), int(made.begin + made.cycle_s) + 1) if not in_spell(made, made.site(0), t)
    )


def ask(  # noqa: PLR0913 - a request and its circumstances
    made: World,
    path: str = "",
    *,
    at: float,
    number: int = 0,
    host: str = "",
    speed: float = 1.0,
    said: dict[str, str] | None = None,
) -> Answer:
    site = made.site(number)
    request = Request(method="GET", host=host or site.host, path=path or site.feed_path, headers=said or {})
    return Library(made).answer(request, Moment(virtual=at, wall=1_800_000_000.4, speed=speed))


def newest(made: World, moment: float) -> stories.Story:
    return stories.window(made, made.site(0), moment)[0]


def fetched(made: World, *, at: float, page: bool = False, **settings: Any) -> Response | Failure:
    """What the product's client makes of it, over a socket."""

    async def run() -> Response | Failure:
        async with serve(replace(made, begin=at, history_s=made.history_s + at - made.begin, speed=0.0)) as net:
            allowed = Settings(fetch_allow_loopback=net.allow_loopback, fetch_feed_timeout_s=1.0, **settings)
            site = net.world.site(0)
            async with fetcher(allowed) as fetch:
                if page:
                    return await fetch.get(newest(net.world, at).url)
                return await fetch.get(site.feed_url, accept=ACCEPT_FEED)

    return asyncio.run(run())


def trouble(outcome: Response | Failure) -> Trouble | None:
    return outcome.trouble if isinstance(outcome, Failure) else None


@pytest.mark.parametrize("fault", sorted(PASSING))
def test_a_passing_fault_passes(fault: Fault) -> None:
    made = world(fault)

    assert ask(made, at=bad_moment(made), said=GZIP).fault is fault
    assert ask(made, at=good_moment(made), said=GZIP).fault is None
    assert ask(made, at=good_moment(made), said=GZIP).status == 200


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Fault.TIMEOUT, Trouble.TIMEOUT),
        (Fault.SLOW, Trouble.TIMEOUT),
        (Fault.RESET, Trouble.CONNECT),
        (Fault.ERROR_500, Trouble.HTTP_5XX),
        (Fault.ERROR_503, Trouble.HTTP_5XX),
        (Fault.BUSY, Trouble.HTTP_429),
        (Fault.BUSY_DATE, Trouble.HTTP_429),
        (Fault.TRUNCATED, Trouble.TRUNCATED),
        (Fault.TRUNCATED_GZIP, Trouble.TRUNCATED),
    ],
)
def test_a_client_sees_a_passing_fault_for_what_it_is(fault: Fault, seen: Trouble) -> None:
    made = world(fault)

    assert trouble(fetched(made, at=bad_moment(made))) is seen


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Fault.LOOP, Trouble.REDIRECT_LOOP),
        (Fault.FORBIDDEN, Trouble.HTTP_403),
        (Fault.CHALLENGE, Trouble.CHALLENGE),
        (Fault.BOMB_GZIP, Trouble.BAD_ENCODING),
        (Fault.BOMB_BR, Trouble.BAD_ENCODING),
        (Fault.INTERIM, None),
        (Fault.PARKED, None),
        (Fault.MOVED_HOST, None),
    ],
)
def test_a_client_sees_a_lasting_fault_for_what_it_is(fault: Fault, seen: Trouble | None) -> None:
    made = world(fault)

    assert trouble(fetched(made, at=made.begin)) in {seen, Trouble.TOO_LARGE if "bomb" in fault else seen}


@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_retry_after_names_the_end_of_the_spell_in_real_seconds(speed: float) -> None:
    seconds, date = world(Fault.BUSY), world(Fault.BUSY_DATE)
    moment = bad_moment(seconds)
    stated = int(ask(seconds, at=moment, speed=speed).headers["Retry-After"])
    stamp = parsedate_to_datetime(ask(date, at=bad_moment(date), speed=speed).headers["Retry-After"]).timestamp()

    assert not in_spell(seconds, seconds.site(0), moment + stated * speed)
    assert stated <= seconds.spell_s / speed + 1
    assert not in_spell(date, date.site(0), bad_moment(date) + (stamp - 1_800_000_000.4) * speed)


def test_a_conditional_request_is_answered_304_until_the_feed_changes() -> None:
    made = world(Fault.CRAWL_DELAY, hosts=30, deletions=0.0)
    for number in range(made.hosts):
        first = ask(made, at=made.begin, number=number)
        held = {"if-none-match": first.headers.get("ETag"), "if-modified-since": first.headers.get("Last-Modified")}
        said = {name: value for name, value in held.items() if value}
        until = feeds.state(made, made.site(number), made.begin).until
        again = ask(made, at=until - 1, number=number, said=said)
        other = {name: value + "x" for name, value in said.items()}

        assert said
        assert (again.status, again.body) == (304, b"")
        assert ask(made, at=until, number=number, said=said).status == 200
        assert ask(made, at=until - 1, number=number, said=other).status == 200
        assert ask(made, at=until - 1, number=number).body == first.body


@pytest.mark.parametrize("fault", [Fault.LYING_ETAG, Fault.LYING_DATE])
def test_lying_validators_hide_what_is_new(fault: Fault) -> None:
    made = world(fault, rate=20.0)
    moment = (made.begin // LIE_S + 1) * LIE_S
    first = ask(made, at=moment)
    name, header = ("if-none-match", "ETag") if fault is Fault.LYING_ETAG else ("if-modified-since", "Last-Modified")
    held = {name: first.headers[header]}

    assert ask(made, at=moment + LIE_S - 1, said=held).status == 304
    assert ask(made, at=moment + LIE_S - 1).body != first.body
    assert ask(made, at=moment + LIE_S, said=held).status == 200


def test_a_feed_without_validators_has_none() -> None:
    headers = ask(world(Fault.NO_VALIDATORS), at=World().begin).headers

    assert not {"ETag", "Last-Modified"} & headers.keys()


@pytest.mark.parametrize(("fault", "status"), [(Fault.MOVED, 301), (Fault.MOVED_308, 308), (Fault.MOVED_HOST, 301)])
def test_a_moved_feed_leads_to_where_it_is(fault: Fault, status: int) -> None:
    made = world(fault)
    site, after = made.site(0), changed_at(made, made.site(0))
    moved = ask(made, at=after)
    location = moved.headers["Location"]
    host, path = (f"new.{site.host}", site.feed_path) if fault is Fault.MOVED_HOST else (site.host, location)

    assert ask(made, at=after - 1).status == 200
    assert moved.status == status
    assert location == (f"http://{host}{path}" if fault is Fault.MOVED_HOST else path)
    assert ask(made, path, at=after, host=host).status == 200


def test_an_unstable_move_leads_elsewhere_every_hour() -> None:
    made = world(Fault.MOVED_UNSTABLE)
    answers = [ask(made, at=made.begin + hour * HOUR) for hour in range(3)]

    assert sorted(answer.headers.get("Location", "") for answer in answers) == ["", "/a/feed", "/b/feed"]


@pytest.mark.parametrize(("fault", "status"), [(Fault.GONE, 410), (Fault.MISSING, 404)])
def test_a_feed_ends(fault: Fault, status: int) -> None:
    made = world(fault)
    end = changed_at(made, made.site(0))

    assert ask(made, at=end - 1).status == 200
    assert ask(made, at=end).status == status
    assert ask(made, newest(made, end).path, at=end).status == 200


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


def test_nobody_answers_while_the_plug_is_pulled() -> None:
    made = World(hosts=1, faults={})

    async def run(net: Net) -> list[bool]:
        seen: list[bool] = []
        async with fetcher(Settings(fetch_allow_loopback=net.allow_loopback)) as fetch:
            for down in (False, True, False):
                net.set_network(down=down)
                outcome = await fetch.get(made.site(0).feed_url, accept=ACCEPT_FEED)
                seen.append(isinstance(outcome, Response))
        return seen

    async def whole() -> list[bool]:
        async with serve(made) as net:
            return await run(net)

    assert asyncio.run(whole()) == [True, False, True]
