"""Asking only for what changed, and noticing servers that get it wrong."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.fetch.conditional import Change, Held, learn, stable_digest, validators_to_send
from wireroom.fetch.moves import is_gone, move_is_settled, moved_to
from wireroom.fetch.results import Facts, Hop, Response, Validators

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://news.example/feed"
FEED = (
    b"<rss><channel><title>N</title><lastBuildDate>Mon</lastBuildDate>"
    b"<item><pubDate>Sun</pubDate></item></channel></rss>"
)


def response(body: bytes = FEED, *, status: int = 200, url: str = URL, **facts: Any) -> Response:
    return Response(url=URL, final_url=url, status=status, body=body, facts=Facts(**facts))


def held_after(first: Response) -> Held:
    return learn(None, first, sent=None, now=NOW)[0]


def test_the_first_poll_is_unconditional() -> None:
    """behaviour 14."""
    assert validators_to_send(None, now=NOW) is None


def test_what_was_received_is_sent() -> None:
    """behaviour 01, behaviour 02, behaviour 03."""
    held = held_after(response(etag='W/"a"', last_modified="then"))

    assert validators_to_send(held, now=NOW) == Validators(url=URL, etag='W/"a"', last_modified="then")


def test_a_304_changes_nothing_but_the_validators_it_brings() -> None:
    """behaviour 04, behaviour 05."""
    held = held_after(response(etag='"a"', last_modified="then"))

    bare, change = learn(held, response(b"", status=304), sent=None, now=NOW + timedelta(hours=1))
    fresh, _ = learn(held, response(b"", status=304, etag='"b"', last_modified="now"), sent=None, now=NOW)

    assert (bare, change) == (held, Change.NOT_MODIFIED)
    assert fresh == replace(held, etag='"b"', last_modified="now")


def test_a_200_without_validators_clears_the_old_ones() -> None:
    """behaviour 06."""
    held, _ = learn(held_after(response(etag='"a"', last_modified="then")), response(FEED + b" "), sent=None, now=NOW)

    assert (held.etag, held.last_modified) == (None, None)
    assert validators_to_send(held, now=NOW) is None


def test_validators_belong_to_the_url_they_came_from() -> None:
    """behaviour 07."""
    held = held_after(response(etag='"a"', url="https://news.example/moved"))

    sent = validators_to_send(held, now=NOW)

    assert sent is not None
    assert sent.url == "https://news.example/moved"


def test_the_validators_of_a_feed_that_expires_at_once_are_not_held() -> None:
    """behaviour 08."""
    held = held_after(response(etag='"a"', last_modified="then", expires_at_once=True))

    assert (held.etag, held.last_modified) == (None, None)


def test_a_whole_document_is_asked_for_now_and_then() -> None:
    """behaviour 09."""
    held = held_after(response(etag='"a"'))

    assert validators_to_send(held, now=NOW + timedelta(days=6, hours=23)) is not None
    assert validators_to_send(held, now=NOW + timedelta(days=7)) is None
    assert validators_to_send(held, now=NOW, is_overdue=True) is None


@pytest.mark.parametrize("validator", [{"etag": '"const"'}, {"last_modified": "Thu, 01 Jan 1970 00:00:00 GMT"}])
def test_a_validator_that_stays_while_the_content_changes_is_never_sent_again(validator: dict[str, Any]) -> None:
    """behaviour 09."""
    held = held_after(response(**validator))

    caught, change = learn(held, response(FEED.replace(b"Sun", b"Tue"), **validator), sent=None, now=NOW)
    later, _ = learn(caught, response(b"third", etag='"honest"'), sent=None, now=NOW)

    assert change == Change.CHANGED
    assert caught.validators_lie
    assert later.validators_lie
    assert validators_to_send(caught, now=NOW) is None


def test_a_new_build_date_under_the_same_validator_is_no_lie() -> None:
    """behaviour 09, behaviour 11."""
    held = held_after(response(etag='W/"a"'))

    after, change = learn(held, response(FEED.replace(b"Mon", b"Tue"), etag='W/"a"'), sent=None, now=NOW)

    assert change == Change.SAME_CONTENT
    assert not after.validators_lie


def test_a_server_that_ignores_validators_is_counted() -> None:
    held = held_after(response(etag='"a"'))
    sent = validators_to_send(held, now=NOW)

    once, change = learn(held, response(etag='"a"'), sent=sent, now=NOW)
    twice, _ = learn(once, response(etag='"a"'), sent=sent, now=NOW)
    asked_whole, _ = learn(twice, response(etag='"a"'), sent=None, now=NOW)

    assert change == Change.SAME_BODY
    assert (once.ignored, twice.ignored, asked_whole.ignored) == (1, 2, 0)


def test_the_same_bytes_need_no_parsing_and_the_same_items_no_writing() -> None:
    """behaviour 11."""
    held = held_after(response())

    assert learn(held, response(), sent=None, now=NOW)[1] == Change.SAME_BODY
    assert learn(held, response(FEED.replace(b"Mon", b"Tue")), sent=None, now=NOW)[1] == Change.SAME_CONTENT
    assert (
        learn(held, response(FEED.replace(b"<title>N", b"<!-- 0.2 s --><title>N")), sent=None, now=NOW)[1]
        == Change.SAME_CONTENT
    )
    assert learn(held, response(FEED.replace(b"<title>N", b"<title>M")), sent=None, now=NOW)[1] == Change.CHANGED


@pytest.mark.parametrize(
    "changed",
    [
        b"<feed><updated>B</updated><entry><id>1</id><updated>A</updated></entry></feed>",
        b"<feed><updated>A</updated><generator>2</generator><entry><id>1</id><updated>A</updated></entry></feed>",
        b"<feed><!-- x --><updated>A</updated><entry><id>1</id><updated>A</updated></entry><!-- cached --></feed>",
    ],
)
def test_dates_of_the_build_do_not_count(changed: bytes) -> None:
    """behaviour 11."""
    assert stable_digest(changed) == stable_digest(
        b"<feed><updated>A</updated><entry><id>1</id><updated>A</updated></entry></feed>"
    )


def test_dates_of_an_item_do_count() -> None:
    one = b"<feed><updated>A</updated><entry><id>1</id><updated>A</updated></entry></feed>"

    assert stable_digest(one) != stable_digest(one.replace(b"<id>1</id><updated>A", b"<id>1</id><updated>B"))


@pytest.mark.parametrize(
    "token", [b"<!--", b"<updated>", b"<lastBuildDate", b"<item", b"<generator a=", b"<pubDate></"]
)
def test_a_fingerprint_of_hostile_bytes_stays_cheap(token: bytes) -> None:
    body = token * (5_000_000 // len(token))
    began = time.process_time()

    stable_digest(body)

    assert time.process_time() - began < 3


@given(st.binary(max_size=400))
def test_any_bytes_have_a_fingerprint(body: bytes) -> None:
    assert stable_digest(body) == stable_digest(body)
    assert len(stable_digest(body)) == 16


def hops(*statuses: int) -> tuple[Hop, ...]:
    return tuple(Hop(status=status, url=f"https://news.example/{at}") for at, status in enumerate(statuses))


@pytest.mark.parametrize(
    ("statuses", "target"),
    [
        ((), None),
        ((301,), 0),
        ((308, 301), 1),
        ((302,), None),
        ((302, 301), None),
        ((301, 302, 301), 0),
        ((303,), None),
        ((307,), None),
    ],
)
def test_only_the_leading_permanent_redirects_move_a_feed(statuses: tuple[int, ...], target: int | None) -> None:
    """behaviour 30, behaviour 31."""
    assert moved_to(hops(*statuses)) == (None if target is None else f"https://news.example/{target}")


def test_a_move_is_believed_after_days_not_at_once() -> None:
    """behaviour 30."""
    assert not move_is_settled(times=500, since=NOW - timedelta(days=5), now=NOW)
    assert not move_is_settled(times=9, since=NOW - timedelta(days=30), now=NOW)
    assert move_is_settled(times=10, since=NOW - timedelta(days=6), now=NOW)


def test_gone_is_believed_when_it_is_said_again_a_day_later() -> None:
    """behaviour 28."""
    assert not is_gone(first_said=None, now=NOW)
    assert not is_gone(first_said=NOW - timedelta(hours=23), now=NOW)
    assert is_gone(first_said=NOW - timedelta(hours=24), now=NOW)
