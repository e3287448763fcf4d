"""A redirect to something that is no address of the web ends one entry or one poll, and holds nobody up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from announcing import POLL, announce, announced, feed
from loopback import Route, redirect, reply
from served import served
from small_world import GAP_S, fetch
from wireroom.jobs.polling import poll_feeds
from wireroom.jobs.windows import place_of
from wireroom.settings import Settings
from wireroom.warehouse import feeds
from yarl import URL

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

WILD = ["javascript:alert(1)", "file:///etc/hostname", "about:blank", "mailto:desk@a.test", "http://["]
PAGE = reply(
    b"<!doctype html><title>Ferry returns to the bay</title><article><h1>Ferry returns to the bay</h1>"
    + b"".join(b"<p>The ferry crossed the bay for the %dth time, and everyone cheered it.</p>" % n for n in range(20))
    + b"</article>",
    200,
    "Content-Type: text/html",
)
FEED = (
    b"<rss version='2.0'><channel><title>Harbour news</title><item><title>One</title>"
    b"<link>http://a.test/ok</link><guid>1</guid></item></channel></rss>"
)


def quick(port: int) -> Settings:
    """Settings under which every host under .test is at this port, and is asked without much ado."""
    return Settings(
        fetch_allow_loopback=f"*.test=127.0.0.1:{port}",
        fetch_host_gap_s=GAP_S,
        fetch_domain_gap_s=GAP_S,
        read_workers=1,
        poll_parsers=1,
        ingest_flush_s=0.2,
        time_factor=1000.0,
    )


def at(path: str, number: int, host: str = "a.test") -> Any:
    url = f"http://{host}{path}"
    return announced(number, host=host, site="a.test", url=url, url_key=url, link=url)


def ends(conn: Connection) -> dict[str, tuple[str | None, str | None]]:
    rows = conn.execute("SELECT url_key, reason, detail FROM ops.disposition").fetchall()
    return {url.partition("a.test")[2]: (reason, detail) for url, reason, detail in rows}


def test_a_page_that_redirects_out_of_the_web_is_rejected_by_that_name_and_the_batch_goes_on(
    conn: Connection, database_url: str
) -> None:
    routes: dict[str, Route] = {f"/{number}": redirect(target) for number, target in enumerate(WILD)}
    routes |= {"/robots.txt": reply(b"", 404), "/ok": PAGE, "/circle": redirect("/circle"), "/mute": reply(b"", 302)}
    announce(conn, *(at(path, number) for number, path in enumerate(sorted(routes.keys() - {"/robots.txt"}))))

    with served(routes) as site:
        tally = fetch(database_url, quick(site.port))

    found = ends(conn)
    assert (tally["stored"], tally["rejected"]) == (1, len(WILD) + 2)
    assert {reason for reason, _ in found.values()} == {None, "bad_redirect"}
    assert [target for number, target in enumerate(WILD) if target not in str(found[f"/{number}"][1])] == []
    assert found["/circle"][1] == "http://a.test/circle: status 302: redirects in a circle"
    assert found["/mute"][1] == "http://a.test/mute: status 302: redirects without saying where"
    assert conn.execute("SELECT count(*) FROM ops.entry").fetchone() == (0,)


@pytest.mark.parametrize("target", WILD)
def test_rules_that_redirect_out_of_the_web_are_no_rules(conn: Connection, database_url: str, target: str) -> None:
    announce(conn, at("/ok", 1))

    with served({"/robots.txt": redirect(target), "/ok": PAGE}) as site:
        tally = fetch(database_url, quick(site.port))

    assert tally["stored"] == 1


def test_an_entry_whose_address_cannot_be_understood_ends_and_the_others_go_on(
    conn: Connection, database_url: str
) -> None:
    odd = ["http:///x", "http://[/x", "http://a.test:99999999/x", "https://"]
    announce(conn, *(replace(at("/x", n), url=url, link=url, url_key=url) for n, url in enumerate(odd)), at("/ok", 9))

    with served({"/robots.txt": reply(b"", 404), "/ok": PAGE}) as site:
        tally = fetch(database_url, quick(site.port))

    assert (tally["stored"], tally["rejected"]) == (1, len(odd))


PRIVATE = [
    *("http://127.0.0.1:5499/", "http://[::1]:8080/a", "http://[::ffff:10.0.0.1]/", "http://0x7f.1/"),
    *("http://localhost:8080/", "http://localhost:5499/", "http://10.0.0.1/x", "http://printer.local/"),
]


def test_a_private_address_is_refused_by_that_name_at_once_and_nobody_is_asked(
    conn: Connection, database_url: str
) -> None:
    routes: dict[str, Route] = {"/robots.txt": reply(b"", 404), "/ok": PAGE}
    routes |= {f"/{number}": redirect(target) for number, target in enumerate(PRIVATE)}
    literal = [
        replace(at("", n, host=place_of(url)[0]), site=place_of(url)[1], url=url, link=url, url_key=url)
        for n, url in enumerate(PRIVATE)
    ]
    announce(conn, *literal, *(at(path, 20 + n) for n, path in enumerate(sorted(routes.keys() - {"/robots.txt"}))))

    with served(routes) as site:
        tally = fetch(database_url, quick(site.port))

    details = conn.execute("SELECT detail FROM ops.disposition WHERE reason = 'address_refused'").fetchall()
    troubles = conn.execute("SELECT DISTINCT trouble FROM ops.page_fetch WHERE trouble IS NOT NULL").fetchall()
    assert (tally["stored"], tally["rejected"]) == (1, 2 * len(PRIVATE))
    assert [url for url in PRIVATE if sum(detail.startswith(f"{url}: ") for (detail,) in details) != 1] == []
    assert [
        url for url in map(str, map(URL, PRIVATE)) if sum(f": {url}: " in detail for (detail,) in details) != 1
    ] == []
    assert troubles == [("refused_address",)]
    assert {request.headers["host"] for request in site.requests} == {"a.test"}
    assert conn.execute("SELECT count(*) FROM ops.robots WHERE standing = 'unreachable'").fetchone() == (0,)


def test_a_feed_that_redirects_out_of_the_web_is_noted_and_the_others_are_polled(
    conn: Connection, database_url: str
) -> None:
    routes: dict[str, Route] = {f"/{number}": redirect(target) for number, target in enumerate(WILD)}
    for number in range(len(WILD) + 1):
        url = f"http://h{number}.a.test/{number}"
        feeds.register(conn, feed(number, url=url, url_key=url, host=f"h{number}.a.test", site="a.test"))
    routes |= {"/robots.txt": reply(b"", 404), f"/{len(WILD)}": reply(FEED)}

    with served(routes) as site:
        tally = poll_feeds(database_url, quick(site.port), POLL, until_s=0)

    details = [detail for (detail,) in conn.execute("SELECT detail FROM ops.poll WHERE detail IS NOT NULL").fetchall()]
    assert (tally["parsed"], tally["redirect_nowhere"]) == (1, len(WILD))
    assert [target for target in WILD if not any(target in detail for detail in details)] == []


def test_a_feed_that_our_code_cannot_ask_for_is_noted_and_the_others_are_polled(
    conn: Connection, database_url: str
) -> None:
    for number in range(2):
        url = f"http://h{number}.a.test/feed"
        feeds.register(conn, feed(number, url=url, url_key=url, host=f"h{number}.a.test", site="a.test"))
    conn.execute("UPDATE ops.feed SET connection_id = 'press' WHERE feed_key = 'news0'")

    with served({"/robots.txt": reply(b"", 404), "/feed": reply(FEED)}) as site:
        poll_feeds(database_url, quick(site.port), POLL, until_s=0, authorize=lambda name: str(int(name)))

    polled = conn.execute("SELECT result, detail FROM ops.poll ORDER BY feed_id").fetchall()
    assert [result for result, _ in polled] == ["address_refused", "parsed"]
    assert "ValueError: invalid literal for int() with base 10: 'press'" in polled[0][1]
