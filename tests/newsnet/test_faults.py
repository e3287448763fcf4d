"""Each fault does what its name says, at the moments it should."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from wireroom.fetch.client import fetcher
from wireroom.fetch.content import ACCEPT_FEED
from wireroom.fetch.results import Failure, Response, Trouble
from wireroom.settings import Settings

from newsnet import Net, World, feeds, serve
from newsnet.faults import LIE_S, PASSING, Fault, changed_at, in_spell
from newsnet.probe import GZIP, ask, bad_moment, good_moment, newest, world
from newsnet.world import HOUR


def fetched(made: World, *, at: float, page: bool = False, **settings: Any) -> Response | Failure:
    """What the product's client makes of it, over a socket."""

    async def run() -> Response | Failure:
        async with serve(replace(made, begin=at, history_s=made.history_s + at - made.begin, speed=0.0)) as net:
            site = net.world.site(0)
            # Only what never answers is given up soon: a busy machine takes its time to make a bomb.
            patience_s = 1.0 if site.fault in {Fault.TIMEOUT, Fault.SLOW} else 10.0
            allowed = Settings(fetch_allow_loopback=net.allow_loopback, fetch_feed_timeout_s=patience_s, **settings)
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
