"""What an answer means for its entry: only what a server says of the page itself rejects it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from announcing import POLL, announce, announced, claim_one, claim_site, poll, stored
from builders import NOW
from discover.feed_examples import rss_of
from wireroom.discover.feed import ParsedFeed
from wireroom.discover.feeds import parse_feed
from wireroom.fetch.results import TRANSIENT, Facts, Failure, Hop, Response, Trouble
from wireroom.jobs.breaker import Breaker
from wireroom.jobs.feed_texts import is_whole, page_from_feed
from wireroom.jobs.fetched import SECOND_LOOKS, Standing, Unchanged, result_of
from wireroom.jobs.windows import held_against
from wireroom.model import Reason, Rejection
from wireroom.warehouse import entries, polls
from wireroom.warehouse.entries import FeedText, Queued, Setback
from wireroom.warehouse.terms import FeedTerms

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

URL = "https://www.news1.test/1"
AT = Standing(now=NOW, give_up_after=timedelta(days=14))
PLAIN: dict[str, Any] = {"content_type": None, "charset": None, "final_url": "https://www.news1.test/feed"}
TERMS = FeedTerms(
    feed_id=1,
    on_noarchive="store",
    on_reservation="metadata",
    publisher_zone="Europe/Warsaw",
    robots=frozenset(),
    text_sample_count=0,
)


@pytest.fixture
def queued(conn: Connection) -> Queued:
    """A claimed entry."""
    announce(conn, announced())
    (found,) = claim_site(conn).entries
    return found


def failure(trouble: Trouble) -> Failure:
    return Failure(url=URL, final_url=URL, trouble=trouble, detail="no")


def response(final: str = URL, **changes: Any) -> Response:
    hops = () if final == URL else (Hop(status=302, url=final),)
    return replace(
        Response(url=URL, final_url=final, hops=hops, status=200, body=b"<html><body>Hello"),
        **changes,
    )


def test_every_trouble_heals_or_has_a_reason_in_the_end(queued: Queued) -> None:
    stubborn = replace(queued, failures=9)

    for trouble in Trouble:
        result = result_of(stubborn, failure(trouble), AT)

        assert isinstance(result, Setback if trouble in TRANSIENT else Rejection)


def test_what_may_be_said_too_early_must_be_said_again(queued: Queued) -> None:
    for trouble, times in SECOND_LOOKS.items():
        early = result_of(replace(queued, failures=times - 1), failure(trouble), AT)
        again = result_of(replace(queued, failures=times), failure(trouble), AT)

        assert isinstance(early, Setback)
        assert isinstance(again, Rejection)


def test_waits_grow_with_the_failures_of_the_entry_or_its_host(queued: Queued) -> None:
    def wait_s(failures: int, host_failures: int) -> float:
        at = replace(AT, host_failures=host_failures)
        result = result_of(replace(queued, failures=failures), failure(Trouble.CONNECT), at)
        assert isinstance(result, Setback)
        return result.wait_s

    assert wait_s(0, 0) < wait_s(1, 0) == wait_s(0, 1) < wait_s(5, 0) <= 6 * 3600
    assert wait_s(50, 0) == 6 * 3600


def test_an_entry_that_failed_for_weeks_is_given_up_unless_everything_fails(queued: Queued) -> None:
    old = replace(queued, failures=9, failing_since=NOW - timedelta(days=15))

    ended = result_of(old, failure(Trouble.DNS), AT)
    in_an_outage = result_of(old, failure(Trouble.DNS), replace(AT, is_calm=False))
    hardly_tried = result_of(replace(old, failures=2), failure(Trouble.DNS), AT)

    assert isinstance(ended, Rejection)
    assert ended.reason is Reason.GAVE_UP
    assert isinstance(in_an_outage, Setback)
    assert isinstance(hardly_tried, Setback)


def test_a_portal_that_answers_for_everybody_rejects_nothing(queued: Queued) -> None:
    assert isinstance(result_of(queued, response("http://portal.hotel.test/login?from=news"), AT), Setback)


def test_a_front_page_is_not_the_article(queued: Queued) -> None:
    result = result_of(queued, response("https://www.news1.test/"), AT)

    assert isinstance(result, Rejection)
    assert result.reason is Reason.BAD_REDIRECT


@pytest.mark.parametrize(
    ("facts", "body", "terms", "reason"),
    [
        (Facts(), b"", TERMS, None),
        (Facts(tdm_reservation=True), b"", TERMS, Reason.METADATA_ONLY),
        (Facts(tdm_reservation=True), b"", replace(TERMS, on_reservation="store"), None),
        (Facts(tdm_reservation=True), b"", replace(TERMS, on_reservation="skip"), Reason.RESERVED),
        (Facts(tdm_reservation=False), b'<meta name="tdm-reservation" content="1">', TERMS, None),
        (Facts(), b'<meta name="tdm-reservation" content="1">', TERMS, Reason.METADATA_ONLY),
        (Facts(robots_tags=("noarchive",)), b"", TERMS, None),
        (Facts(robots_tags=("noarchive",)), b"", replace(TERMS, on_noarchive="metadata"), Reason.METADATA_ONLY),
        (Facts(), b'<meta name="robots" content="noarchive">', replace(TERMS, on_noarchive="skip"), Reason.RESERVED),
    ],
)
def test_what_is_reserved_is_kept_as_the_terms_of_the_feed_say(
    queued: Queued, facts: Facts, body: bytes, terms: FeedTerms, reason: Reason | None
) -> None:
    answer = response(facts=facts, body=b"<!doctype html><html><head>" + body + b"</head><body>Hello")

    result = result_of(queued, answer, replace(AT, terms=terms))

    assert isinstance(result, tuple) == (reason is None)
    assert (result.reason if isinstance(result, Rejection) else None) is reason


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"title": "x"}'),
        ("application/javascript", b"alert(1)"),
        ("text/html", b"<rss version='2.0'><channel/></rss>"),
        ("text/html", b"MZ" + bytes(range(256)) * 50),
    ],
)
def test_what_is_no_page_makes_no_article(queued: Queued, content_type: str, body: bytes) -> None:
    answer = response(facts=Facts(content_type=content_type), body=body)

    refused = result_of(queued, answer, AT)
    looked_at_again = result_of(replace(queued, purpose="revisit"), answer, AT)

    assert isinstance(refused, Rejection)
    assert refused.reason is Reason.WRONG_TYPE
    assert isinstance(looked_at_again, Unchanged)


def test_a_page_that_says_it_is_a_file_is_read(queued: Queued) -> None:
    for content_type in ("text/plain", "application/octet-stream", "application/json", None):
        result = result_of(queued, response(facts=Facts(content_type=content_type)), AT)

        assert isinstance(result, tuple)
        assert result[1].content_type == "text/html"


def test_the_reader_is_told_what_the_feed_said(queued: Queued) -> None:
    result = result_of(replace(queued, declared_language="pl"), response(), replace(AT, terms=TERMS))

    assert isinstance(result, tuple)
    entry, page = result
    assert (entry.published_raw, entry.declared_language, entry.zone) == (queued.published_raw, "pl", "Europe/Warsaw")
    assert (entry.url_key, page.url_key, entry.url) == (queued.url_key, queued.url_key, queued.url_key)


def test_a_revisit_never_rejects_and_keeps_its_article(queued: Queued) -> None:
    revisit = replace(queued, purpose="revisit")

    for trouble in Trouble:
        assert not isinstance(result_of(revisit, failure(trouble), AT), Rejection)
    assert isinstance(result_of(revisit, response(status=304, body=b""), AT), Unchanged)
    moved = result_of(revisit, response("https://www.news1.test/1-and-longer"), AT)
    assert isinstance(moved, tuple)
    assert moved[1].url_key == queued.url_key


def test_a_page_made_of_a_feed_escapes_what_is_no_markup(conn: Connection) -> None:
    announce(conn, announced(1, title="5 < 6", summary="a & b", carries_text=True))
    (queued,) = claim_site(conn).entries

    made = page_from_feed(queued, entries.texts(conn, [queued])[queued.entry_key_hash], now=NOW)

    assert isinstance(made, tuple)
    assert b"<h1>5 &lt; 6</h1><p>a &amp; b</p>" in made[1].body


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("mailto:a@b.example", "says mailto:a@b.example)"),
        ("ftp://ann:sesame@news.example/a", "says ftp://***@news.example/a)"),
        ("#five", "says #five)"),
        ("https://www.news1.test/feed", "says https://www.news1.test/feed)"),
        (f"https://news.example/{'y' * 3_000}", f"{'y' * 99}…)"),
    ],
)
def test_a_link_that_is_no_address_is_named(conn: Connection, link: str, shown: str) -> None:
    parsed = parse_feed(rss_of(f"<item><title>Ferry</title><link>{link}</link></item>"), **PLAIN)
    assert isinstance(parsed, ParsedFeed)
    claimed = claim_one(conn)
    polls.save(conn, POLL, poll(claimed, new=held_against(conn, claimed, parsed).new))
    (queued,) = claim_site(conn).entries

    made = page_from_feed(queued, entries.texts(conn, [queued])[queued.entry_key_hash], now=NOW)

    assert isinstance(made, Rejection)
    assert made.reason is Reason.NO_LINK
    assert shown in made.detail
    assert len(made.detail) < 500


def test_a_reserved_feed_is_not_read_either(queued: Queued) -> None:
    said = FeedText(title="Ferry", summary="It sails.", content_html=None, authors=())
    terms = replace(TERMS, robots=frozenset({"tdm-reservation"}))

    made = page_from_feed(queued, said, now=NOW, terms=terms)

    assert isinstance(made, Rejection)
    assert made.reason is Reason.METADATA_ONLY


def test_a_feed_is_whole_that_has_what_the_page_has(queued: Queued) -> None:
    article = stored(queued)
    text = " ".join([article.lead or "", *(block.text for block in article.blocks)])

    assert is_whole(FeedText(title=None, summary=text, content_html=None, authors=()), article)
    assert not is_whole(FeedText(title=None, summary=text[: len(text) // 2], content_html=None, authors=()), article)


def test_the_breaker_opens_on_many_hosts_and_not_on_one() -> None:
    one, many, mixed = (Breaker(hosts=10, share=0.8) for _ in range(3))
    for number in range(40):
        one.note("a.test", Trouble.CONNECT)
        many.note(f"{number}.test", Trouble.CONNECT)
        mixed.note(f"{number}.test", Trouble.HTTP_404 if number % 2 else Trouble.CONNECT)

    assert [breaker.is_open for breaker in (one, many, mixed)] == [False, True, False]
    assert mixed.is_calm
    assert not many.is_calm
