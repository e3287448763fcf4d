"""When a host may be asked again."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wireroom.fetch.politeness import Pace, Scoreboard, pace_of, registered_domain
from wireroom.fetch.results import Facts, Failure, Response, Trouble
from wireroom.settings import Settings

A, A2, B = "https://a.news.example/1", "https://a.news.example/2", "https://b.news.example/1"
OTHER = "https://paper.example/1"
PACE = Pace(host_gap_s=5, domain_gap_s=1)


def done(elapsed_s: float = 0.1) -> Response:
    return Response(url=A, final_url=A, status=200, elapsed_s=elapsed_s)


def told_off(status: int = 429, retry_after_s: float | None = None) -> Failure:
    trouble = Trouble.HTTP_429 if status == 429 else Trouble.HTTP_5XX
    return Failure(
        url=A, final_url=A, trouble=trouble, detail="", status=status, facts=Facts(retry_after_s=retry_after_s)
    )


def asked_at_0(outcome: Response | Failure, pace: Pace = PACE) -> Scoreboard:
    board = Scoreboard(pace)
    board.start(A, 0)
    board.finish(A, 0, outcome)
    return board


def test_a_host_nobody_asked_may_be_asked_at_once() -> None:
    assert Scoreboard(PACE).next_allowed(A, 7) == 7


def test_there_is_a_gap_between_two_starts_on_one_host() -> None:
    """behaviour 39."""
    board = asked_at_0(done())

    assert board.next_allowed(A2, 1) == 5
    assert board.next_allowed(A2, 9) == 9


def test_the_gap_counts_from_when_a_request_really_went_out() -> None:
    board = Scoreboard(PACE)
    board.start(A, 0)
    board.finish(A, 4, Response(url=A, final_url=A, status=200, elapsed_s=4, sent_s=3))

    assert board.next_allowed(A2, 4) == 8


def test_hosts_of_one_registered_domain_share_a_gap() -> None:
    """behaviour 40."""
    board = asked_at_0(done())

    assert board.next_allowed(B, 0) == 1
    assert board.next_allowed(OTHER, 0) == 0


def test_no_more_than_two_requests_at_a_time() -> None:
    """behaviour 39, behaviour 40."""
    board = Scoreboard(PACE)
    board.start(A, 0)
    board.start(B, 10)

    assert board.next_allowed(A, 100) is None
    assert board.next_allowed("https://c.news.example/", 100) is None

    board.finish(B, 100, done())

    assert board.next_allowed(A, 100) == 100


@pytest.mark.parametrize(
    ("outcome", "until"),
    [
        (told_off(429, 30), 30),
        (told_off(429, None), 600),
        (told_off(429, 0), 5),
        (told_off(429, 316_800), 86_400),
        (told_off(503, 30), 30),
        (told_off(503, None), 5),
        (told_off(500, 30), 5),
    ],
)
def test_a_host_that_asks_to_be_left_alone_is_left_alone(outcome: Failure, until: float) -> None:
    """behaviour 23."""
    assert asked_at_0(outcome).next_allowed(A, 0) == until


def test_the_whole_host_is_left_alone_and_no_other() -> None:
    """behaviour 24, behaviour 25."""
    board = asked_at_0(told_off(429, 1_000))

    assert board.next_allowed(A2, 10) == 1_000
    assert board.next_allowed(B, 10) == 10
    assert board.blocked_until(A2, 10) == 1_000
    assert board.blocked_until(A2, 1_001) is None


def test_a_later_answer_does_not_shorten_the_wait() -> None:
    """behaviour 24."""
    board = asked_at_0(told_off(429, 1_000))

    board.finish(A, 1, told_off(429, 5))

    assert board.next_allowed(A, 1) == 1_000


def test_what_another_process_was_told_counts_here_too() -> None:
    board = Scoreboard(PACE)

    board.block(A, 50)

    assert board.next_allowed(A2, 0) == 50


def test_a_crawl_delay_widens_the_gap_up_to_its_clamp() -> None:
    """behaviour 41."""
    board = asked_at_0(done())

    board.set_crawl_delay(A, 30)
    assert board.next_allowed(A, 1) == 30

    board.set_crawl_delay(A, 86_400)
    assert board.next_allowed(A, 1) == 120

    board.set_crawl_delay(A, None)
    assert board.next_allowed(A, 1) == 5


def test_a_slow_server_is_asked_more_slowly() -> None:
    """behaviour 39."""
    assert asked_at_0(done(elapsed_s=20)).next_allowed(A, 1) == 10


def test_every_time_can_be_scaled_by_one_factor() -> None:
    pace = Pace().faster(100)

    assert asked_at_0(done(0.0), pace).next_allowed(A, 0) == pytest.approx(0.05)
    assert asked_at_0(told_off(429), pace).next_allowed(A, 0) == pytest.approx(6)
    assert asked_at_0(told_off(429, 1e9), pace).next_allowed(A, 0) == pytest.approx(864)


def test_the_pace_comes_from_the_settings() -> None:
    assert pace_of(Settings()) == Pace()
    assert pace_of(Settings(fetch_host_gap_s=0.5)).host_gap_s == 0.5


def test_lanes_at_rest_are_forgotten_but_promises_are_not() -> None:
    board = Scoreboard(PACE)
    board.block("https://blocked.example/", 1e9)
    for at in range(5_000):
        url = f"https://host{at}.example/"
        board.start(url, at * 10)
        board.finish(url, at * 10, done())

    assert len(board) < 3_000
    assert board.next_allowed("https://blocked.example/", 50_000) == 1e9


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.paper.co.uk", "paper.co.uk"),
        ("one.blogspot.com", "blogspot.com"),
        ("s17.test", "s17.test"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("co.uk", "co.uk"),
        ("xn--b1amarcd.xn--p1ai", "xn--b1amarcd.xn--p1ai"),
    ],
)
def test_the_registered_domain_is_what_somebody_registered(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([A, A2, B, OTHER]), st.floats(0, 3), st.floats(0, 10)), max_size=40))
def test_obeying_the_board_keeps_every_promise(wishes: list[tuple[str, float, float]]) -> None:
    """behaviour 39, behaviour 40: starts on one host are never closer than the gap."""
    board = Scoreboard(PACE)
    now = 0.0
    starts: dict[str, list[float]] = {}
    for url, pause, latency in wishes:
        now += pause
        allowed = board.next_allowed(url, now)
        assert allowed is not None
        now = allowed
        board.start(url, now)
        board.finish(url, now + latency, done(latency))
        for key in {url.split("/")[2], ".".join(url.split("/")[2].split(".")[-2:])}:
            starts.setdefault(key, []).append(now)

    for key, times in starts.items():
        gap = 5 if key.count(".") == 2 or key == "paper.example" else 1
        assert all(later - earlier >= gap - 1e-9 for earlier, later in pairwise(times))
