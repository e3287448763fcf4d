"""What robots.txt allows, and what its absence means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from asking import with_server
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, redirect, reply
from wireroom.fetch.content import ACCEPT_ROBOTS
from wireroom.fetch.results import Facts, Failure, Response, Trouble
from wireroom.fetch.robots import (
    MAX_BYTES,
    Robots,
    Standing,
    decide,
    is_due,
    learn_robots,
    robots_text,
    robots_url,
    sitemaps,
)

if TYPE_CHECKING:
    from wireroom.fetch.client import Fetcher

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://news.example/robots.txt"


def rules(text: str) -> Robots:
    return Robots(standing=Standing.RULES, text=text, confirmed_at=NOW, tried_at=NOW)


def found(body: bytes, content_type: str = "text/plain") -> Response:
    return Response(url=URL, final_url=URL, status=200, body=body, facts=Facts(content_type=content_type))


def failed(trouble: Trouble, status: int | None = None) -> Failure:
    return Failure(url=URL, final_url=URL, trouble=trouble, detail="", status=status)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private/", "/private/a", False),
        ("User-agent: *\nDisallow: /private/", "/public", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Wireroom\nDisallow: /x", "/y", True),
        ("User-agent: wireroom\nDisallow: /\n\nUser-agent: *\nDisallow:", "/y", False),
        ("User-agent: other\nDisallow: /", "/y", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("\ufeffUser-agent: *\nDisallow: /private/", "/private/a", False),
        ("User-agent: *\r\nDisallow: /private/\r\n", "/private/a", False),
        ("", "/anything", True),
        ("complete nonsense\x00\n::::\n", "/anything", True),
    ],
)
def test_the_rules_are_those_of_the_standard(text: str, path: str, allowed: bool) -> None:
    """behaviour 41."""
    known = learn_robots(None, found(text.encode()), now=NOW)

    assert decide(known, f"https://news.example{path}").is_allowed == allowed


@pytest.mark.parametrize(
    ("outcome", "standing"),
    [
        (failed(Trouble.HTTP_404, 404), Standing.ALLOW_ALL),
        (failed(Trouble.HTTP_401, 401), Standing.ALLOW_ALL),
        (failed(Trouble.HTTP_403, 403), Standing.ALLOW_ALL),
        (failed(Trouble.HTTP_410, 410), Standing.ALLOW_ALL),
        (failed(Trouble.NO_CONTENT, 204), Standing.ALLOW_ALL),
        (failed(Trouble.TOO_MANY_REDIRECTS, 302), Standing.ALLOW_ALL),
        (failed(Trouble.WRONG_TYPE, 200), Standing.ALLOW_ALL),
        (failed(Trouble.HTTP_429, 429), Standing.UNREACHABLE),
        (failed(Trouble.HTTP_5XX, 500), Standing.UNREACHABLE),
        (failed(Trouble.HTTP_5XX, 503), Standing.UNREACHABLE),
        (failed(Trouble.CHALLENGE, 503), Standing.UNREACHABLE),
        (failed(Trouble.DNS_TEMPORARY), Standing.UNREACHABLE),
        (failed(Trouble.CONNECT), Standing.UNREACHABLE),
        (failed(Trouble.TLS), Standing.UNREACHABLE),
        (failed(Trouble.TIMEOUT), Standing.UNREACHABLE),
        (failed(Trouble.TIMEOUT, 408), Standing.UNREACHABLE),
        (failed(Trouble.TRUNCATED, 200), Standing.UNREACHABLE),
    ],
)
def test_a_refusal_means_no_rules_and_a_breakdown_means_wait(outcome: Failure, standing: Standing) -> None:
    """behaviour 41."""
    assert learn_robots(None, outcome, now=NOW).standing == standing


def test_waiting_is_not_a_final_refusal() -> None:
    """behaviour 41. An outage of ours must not reject an article."""
    known = learn_robots(None, failed(Trouble.CONNECT), now=NOW)

    assert decide(known, "https://news.example/a").trouble == Trouble.ROBOTS_UNREACHABLE
    assert decide(rules("User-agent: *\nDisallow: /"), "https://news.example/a").trouble == Trouble.REFUSED_BY_ROBOTS


def test_an_old_copy_helps_over_a_breakdown_for_a_while() -> None:
    """behaviour 41."""
    known = learn_robots(None, found(b"User-agent: *\nDisallow: /x"), now=NOW)

    for hours, standing in ((24, Standing.RULES), (47, Standing.RULES), (48, Standing.UNREACHABLE)):
        assert learn_robots(known, failed(Trouble.HTTP_5XX, 500), now=NOW + hours * HOUR).standing == standing


def test_a_file_out_of_reach_for_a_month_counts_as_absent() -> None:
    """behaviour 41."""
    known = learn_robots(None, failed(Trouble.HTTP_5XX, 500), now=NOW)
    week = learn_robots(known, failed(Trouble.TIMEOUT), now=NOW + timedelta(days=7))
    month = learn_robots(week, failed(Trouble.TIMEOUT), now=NOW + timedelta(days=30))
    back = learn_robots(month, found(b"User-agent: *\nDisallow: /"), now=NOW + timedelta(days=31))

    assert [known.standing, week.standing, month.standing] == [
        Standing.UNREACHABLE,
        Standing.UNREACHABLE,
        Standing.ALLOW_ALL,
    ]
    assert (back.standing, back.unreachable_since) == (Standing.RULES, None)


def test_it_is_asked_for_daily_and_hourly_while_out_of_reach() -> None:
    """behaviour 41."""
    fine = rules("")
    broken = learn_robots(None, failed(Trouble.CONNECT), now=NOW)

    assert is_due(None, now=NOW)
    assert (is_due(fine, now=NOW + 23 * HOUR), is_due(fine, now=NOW + 24 * HOUR)) == (False, True)
    assert (is_due(broken, now=NOW + HOUR / 2), is_due(broken, now=NOW + HOUR)) == (False, True)
    assert is_due(fine, now=NOW + HOUR, max_age=HOUR)


@pytest.mark.parametrize(
    ("asked", "delay"), [("5", 5), ("0.5", 0.5), ("86400", 120), ("0", None), ("-3", None), ("soon", None)]
)
def test_a_crawl_delay_is_obeyed_within_reason(asked: str, delay: float | None) -> None:
    """behaviour 41."""
    assert (
        decide(rules(f"User-agent: *\nCrawl-delay: {asked}\nDisallow: /x"), "https://news.example/").crawl_delay_s
        == delay
    )


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE html><html><body>User-agent: *\nDisallow: /", b" <HTML>", b"<!-- x -->\n<html>"]
)
def test_a_web_page_holds_no_rules(body: bytes) -> None:
    """behaviour 41."""
    assert robots_text(body) == ""


def test_rules_under_a_wrong_type_are_obeyed() -> None:
    """behaviour 41."""
    known = learn_robots(None, found(b"User-agent: *\nDisallow: /", "text/html"), now=NOW)

    assert not decide(known, "https://news.example/a").is_allowed


def test_no_more_than_the_cap_is_read() -> None:
    body = b"User-agent: *\n" + b"Disallow: /a\n" * 100_000

    assert len(robots_text(body)) == MAX_BYTES


def test_sitemaps_are_listed_absolute() -> None:
    known = rules("Sitemap: https://news.example/a.xml\nSitemap: /b.xml\nSitemap: ftp://x/\nSitemap: http://[bad\n" * 2)

    assert sitemaps(known, "https://news.example/x?y") == ("https://news.example/a.xml", "https://news.example/b.xml")


def test_the_rules_of_a_url_are_at_its_origin() -> None:
    assert robots_url("https://news.example:8443/a/b?c#d") == "https://news.example:8443/robots.txt"


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_text_makes_it_raise(text: str, path: str) -> None:
    known = learn_robots(None, found(text.encode("utf-8", "surrogatepass")), now=NOW)

    decide(known, f"https://news.example/{path}")
    sitemaps(known, "https://news.example/")


def test_robots_over_the_wire() -> None:
    """behaviour 41."""

    async def talk(server: Loopback, fetch: Fetcher) -> list[Standing]:
        standings: list[Standing] = []
        for host in ("rules", "huge", "none", "empty", "loop", "broken"):
            outcome = await fetch.get(
                server.url(f"/{host}/robots.txt"), accept=ACCEPT_ROBOTS, max_bytes=MAX_BYTES, keep_head=True
            )
            standings.append(learn_robots(None, outcome, now=NOW).standing)
        return standings

    routes = {
        "/rules/robots.txt": reply(b"User-agent: *\nDisallow: /x"),
        "/huge/robots.txt": reply(b"User-agent: *\n" + b"Disallow: /a\n" * 100_000),
        "/empty/robots.txt": reply(b""),
        "/loop/robots.txt": redirect("/loop/robots.txt"),
        "/broken/robots.txt": reply(b"", 500),
    }
    rules_, huge, none, empty, loop, broken = with_server(routes, talk)

    assert (rules_, huge, empty) == (Standing.RULES, Standing.RULES, Standing.RULES)
    assert (none, loop) == (Standing.ALLOW_ALL, Standing.ALLOW_ALL)
    assert broken == Standing.UNREACHABLE
