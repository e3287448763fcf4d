"""Robots, turns and requests together, as a job uses them, against a server that logs."""

from __future__ import annotations

import asyncio
import socket
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from asking import lab, trouble, with_server
from loopback import Loopback, Request, Route, redirect, reply
from wireroom.fetch.client import fetcher
from wireroom.fetch.content import ACCEPT_FEED
from wireroom.fetch.politeness import Pace, Scoreboard
from wireroom.fetch.results import Failure, Response
from wireroom.fetch.robots import Robots, Standing
from wireroom.fetch.visit_rules import Rules
from wireroom.fetch.visits import Postponed, Turn, Visits
from wireroom.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from wireroom.fetch.client import Fetcher

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
PACE = Pace().faster(25)  # gaps of 0.2 s
PATIENT = Rules(patience_s=5)
PAGE = reply(b"<html><p>The council met.</p></html>", 200, "Content-Type: text/html")
ROBOTS = reply(b"User-agent: *\nDisallow: /private/\n")


def by_host(hosts: Mapping[str, Mapping[str, Route]]) -> dict[str, Route]:
    """Routes that differ by the Host header; an absent robots.txt is a 404."""

    def route(request: Request) -> Any:
        found = hosts.get(request.headers["host"], {}).get(request.target, reply(b"", 404))
        return found if isinstance(found, bytes) else found(request)

    return {"*": route}


def visiting(
    hosts: Mapping[str, Mapping[str, Route]],
    talk: Callable[[Visits], Awaitable[Any]],
    *,
    pace: Pace = PACE,
    rules: Rules = PATIENT,
    robots: dict[str, Robots] | None = None,
) -> tuple[Any, list[Request]]:
    async def run(server: Loopback, fetch: Fetcher) -> tuple[Any, list[Request]]:
        visits = Visits(fetch, Scoreboard(pace), rules, robots={} if robots is None else robots, now=lambda: NOW)
        return await talk(visits), server.requests

    return with_server(by_host(hosts), run)


def said(asked: list[Request]) -> list[str]:
    return [request.headers["host"] + request.target for request in asked]


def test_robots_is_asked_first_and_once() -> None:
    """behaviour 41."""

    async def talk(visits: Visits) -> list[Any]:
        return await asyncio.gather(*(visits.get(f"http://a.test/{at}") for at in range(3)))

    outcomes, asked = visiting({"a.test": {"/robots.txt": ROBOTS, "/0": PAGE, "/1": PAGE, "/2": PAGE}}, talk)

    assert all(isinstance(outcome, Response) for outcome in outcomes)
    assert said(asked)[0] == "a.test/robots.txt"
    assert sorted(said(asked)[1:]) == ["a.test/0", "a.test/1", "a.test/2"]


def test_requests_to_one_host_keep_their_distance_and_others_do_not_wait() -> None:
    """behaviour 39."""

    async def talk(visits: Visits) -> list[Any]:
        urls = [f"http://{host}.test/{at}" for at in range(4) for host in ("a", "b")]
        return await asyncio.gather(*(visits.get(url) for url in urls))

    pages = {f"/{at}": PAGE for at in range(4)}
    outcomes, asked = visiting({"a.test": pages, "b.test": pages}, talk)

    assert all(isinstance(outcome, Response) for outcome in outcomes)
    for host in ("a.test", "b.test"):
        times = [request.at for request in asked if request.headers["host"] == host]
        assert len(times) == 5
        assert all(later - earlier >= 0.1 for earlier, later in pairwise(times))
    assert {request.headers["host"] for request in asked[:3]} == {"a.test", "b.test"}


def test_a_forbidden_page_is_never_asked_for() -> None:
    """behaviour 41."""

    async def talk(visits: Visits) -> Any:
        return await visits.get("http://a.test/private/x"), await visits.get("http://a.test/moved")

    (forbidden, moved), asked = visiting({"a.test": {"/robots.txt": ROBOTS, "/moved": redirect("/private/y")}}, talk)

    assert (trouble(forbidden), trouble(moved)) == ("refused_by_robots", "refused_by_robots")
    assert said(asked) == ["a.test/robots.txt", "a.test/moved"]


def test_a_feed_somebody_subscribed_to_may_be_exempt() -> None:
    """behaviour 41."""

    async def talk(visits: Visits) -> Any:
        return await visits.get("http://a.test/private/feed", accept=ACCEPT_FEED, obey_robots=False)

    outcome, asked = visiting({"a.test": {"/robots.txt": ROBOTS, "/private/feed": reply(b"<rss/>")}}, talk)

    assert isinstance(outcome, Response)
    assert said(asked) == ["a.test/private/feed"]


def test_a_host_told_to_wait_is_postponed_not_failed() -> None:
    """behaviour 23, behaviour 24, behaviour 25."""

    async def talk(visits: Visits) -> Any:
        return [await visits.get(f"http://{host}.test/{at}") for at, host in ((1, "a"), (2, "a"), (3, "b"))]

    full = reply(b"", 429, "Retry-After: 3600")
    (first, second, other), asked = visiting(
        {"a.test": {"/1": full, "/2": PAGE}, "b.test": {"/3": PAGE}}, talk, pace=Pace(host_gap_s=0.1, domain_gap_s=0.1)
    )

    assert trouble(first) == "http_429"
    assert isinstance(second, Postponed)
    assert second.wait_s == pytest.approx(3_600, abs=5)
    assert isinstance(other, Response)
    assert "a.test/2" not in said(asked)


def test_a_redirect_to_another_host_waits_for_that_hosts_turn_and_rules() -> None:
    """behaviour 31, behaviour 39, behaviour 41."""
    hosts: dict[str, dict[str, Route]] = {
        "link.test": {f"/{at}": redirect(f"http://a.test/{at}", 301) for at in range(3)},
        "b.test": {"/away": redirect("http://a.test/private/x")},
        "a.test": {"/robots.txt": ROBOTS, **{f"/{at}": PAGE for at in range(3)}},
    }

    async def talk(visits: Visits) -> list[Any]:
        urls = ["http://link.test/0", "http://link.test/1", "http://link.test/2", "http://b.test/away"]
        return await asyncio.gather(*(visits.get(url) for url in urls))

    outcomes, asked = visiting(hosts, talk)
    times = [request.at for request in asked if request.headers["host"] == "a.test"]

    assert [trouble(outcome) for outcome in outcomes] == [None, None, None, "refused_by_robots"]
    assert (outcomes[0].url, outcomes[0].final_url) == ("http://link.test/0", "http://a.test/0")
    assert [(hop.status, hop.url) for hop in outcomes[0].hops] == [(301, "http://a.test/0")]
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(times))
    assert "a.test/private/x" not in said(asked)


def test_a_loop_over_two_hosts_ends() -> None:
    """behaviour 33."""
    hosts: dict[str, dict[str, Route]] = {
        "a.test": {"/1": redirect("http://b.test/1")},
        "b.test": {"/1": redirect("http://a.test/1")},
    }

    async def talk(visits: Visits) -> Any:
        return await visits.get("http://a.test/1")

    outcome, asked = visiting(hosts, talk)

    assert trouble(outcome) == "redirect_loop"
    assert len(asked) == 4


def test_a_chain_over_many_hosts_ends_after_five() -> None:
    """behaviour 33."""
    hosts: dict[str, dict[str, Route]] = {f"h{at}.test": {"/": redirect(f"http://h{at + 1}.test/")} for at in range(9)}

    async def talk(visits: Visits) -> Any:
        return await visits.get("http://h0.test/")

    outcome, asked = visiting(hosts, talk)

    assert trouble(outcome) == "too_many_redirects"
    assert said(asked).count("h6.test/") == 0


def test_rules_that_cannot_be_read_mean_later_not_never() -> None:
    """behaviour 41."""
    known: dict[str, Robots] = {}

    async def talk(visits: Visits) -> Any:
        return await visits.get("http://a.test/1"), await visits.get("http://a.test/1")

    (first, second), asked = visiting({"a.test": {"/robots.txt": reply(b"", 500), "/1": PAGE}}, talk, robots=known)

    assert isinstance(first, Failure)
    assert (first.trouble, first.is_transient) == ("robots_unreachable", True)
    assert trouble(second) == "robots_unreachable"
    assert said(asked) == ["a.test/robots.txt"]
    assert known["http://a.test/robots.txt"].standing == Standing.UNREACHABLE


async def _stalls(_: Request) -> AsyncIterator[bytes]:
    await asyncio.sleep(30)
    yield b""


@pytest.mark.parametrize(
    ("robots", "why"),
    [
        (reply(b"", 500), "robots.txt: http_5xx, status 500"),
        (reply(b"", 429), "robots.txt: http_429, status 429"),
        (_stalls, "robots.txt: timeout, "),
        (b"rubbish\r\n\r\n", "robots.txt: bad_response, "),
        (redirect("http://b.test/robots.txt?token=abc"), "robots.txt: http_5xx, http://b.test/robots.txt?token=***: "),
    ],
)
def test_a_page_whose_rules_cannot_be_had_says_what_happened_to_them(robots: Route, why: str) -> None:
    async def talk(visits: Visits) -> Any:
        return await visits.get("http://a.test/1?key=secret"), await visits.get("http://a.test/1?key=secret")

    hosts: dict[str, dict[str, Route]] = {
        "a.test": {"/robots.txt": robots},
        "b.test": {"/robots.txt?token=abc": reply(b"", 503)},
    }
    outcomes, _ = visiting(hosts, talk)

    assert [trouble(outcome) for outcome in outcomes] == ["robots_unreachable"] * 2
    assert [outcome.detail.startswith(f"http://a.test/1?key=***: {why}") for outcome in outcomes] == [True] * 2


def test_a_page_at_a_port_where_nobody_listens_says_so_of_its_rules() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]

        async def run() -> Any:
            async with fetcher(lab(port)) as fetch:
                visits = Visits(fetch, Scoreboard(PACE), PATIENT, robots={}, now=lambda: NOW)
                return await visits.get("http://a.test/1")

        outcome = asyncio.run(run())

    assert trouble(outcome) == "robots_unreachable"
    assert outcome.detail.startswith("http://a.test/1: robots.txt: connect, ")


def test_a_name_that_leads_to_a_private_address_is_named_as_that_not_by_its_rules() -> None:
    async def lookup(_: str) -> list[str]:
        return ["10.0.0.1"]

    async def run() -> Any:
        async with fetcher(Settings(contact="desk@wireroom.example"), lookup=lookup) as fetch:
            visits = Visits(fetch, Scoreboard(PACE), PATIENT, robots={}, now=lambda: NOW)
            return await visits.get("http://news.example/1")

    outcome = asyncio.run(run())

    assert trouble(outcome) == "dns_private"
    assert "10.0.0.1 is not a public address" in outcome.detail


def test_rules_that_are_known_and_young_are_not_asked_for() -> None:
    """behaviour 41."""
    young = Robots(standing=Standing.ALLOW_ALL, confirmed_at=NOW, tried_at=NOW - timedelta(hours=23))

    async def talk(visits: Visits) -> Any:
        return await visits.get("http://a.test/1")

    outcome, asked = visiting({"a.test": {"/1": PAGE}}, talk, robots={"http://a.test/robots.txt": young})

    assert isinstance(outcome, Response)
    assert said(asked) == ["a.test/1"]


def test_a_cancelled_visit_gives_its_slot_back() -> None:
    async def stalls(_: Request) -> AsyncIterator[bytes]:
        await asyncio.sleep(30)
        yield b""

    async def talk(visits: Visits) -> Any:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(visits.get("http://a.test/slow", obey_robots=False), 0.4)
        return await visits.get("http://a.test/1", obey_robots=False)

    outcome, _ = visiting({"a.test": {"/slow": stalls, "/1": PAGE}}, talk)

    assert isinstance(outcome, Response)


def test_slots_taken_for_longer_than_the_patience_postpone() -> None:
    async def stalls(_: Request) -> AsyncIterator[bytes]:
        await asyncio.sleep(1.0)
        yield PAGE

    async def talk(visits: Visits) -> list[Any]:
        return await asyncio.gather(*(visits.get("http://a.test/slow", obey_robots=False) for _ in range(3)))

    outcomes, _ = visiting({"a.test": {"/slow": stalls}}, talk, rules=Rules(patience_s=0.5))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Postponed", "Response", "Response"]


def test_a_turn_that_others_have_is_waited_for_or_handed_back_and_leaves_the_slot_free() -> None:
    answers = iter(
        [Turn(wait_s=0.2, is_taken=True), Turn(wait_s=0.4, is_taken=False), Turn(wait_s=-1.0, is_taken=True)]
    )
    wishes: list[tuple[str, float, float]] = []

    async def take(url: str, gap_s: float, patience_s: float) -> Turn:
        wishes.append((url, gap_s, patience_s))
        return next(answers)

    async def run(server: Loopback, fetch: Fetcher) -> Any:
        visits = Visits(fetch, Scoreboard(PACE), PATIENT, robots={}, now=lambda: NOW, take_turn=take)
        began = time.monotonic()
        outcomes = [await visits.get("http://a.test/feed", obey_robots=False) for _ in range(3)]
        return outcomes, [request.at - began for request in server.requests]

    (outcomes, times) = with_server(by_host({"a.test": {"/feed": PAGE}}), run)

    assert [type(outcome) for outcome in outcomes] == [Response, Postponed, Response]
    assert outcomes[1].wait_s == 0.4
    assert times[0] >= 0.2
    assert times[1] - times[0] >= 0.4
    assert wishes == [("http://a.test/feed", PACE.host_gap_s, PATIENT.patience_s)] * 3
