"""The registry of feeds as people fill it: lists in, one answer per line out. Knows no Airflow and no terminal."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from wireroom.charset import decode
from wireroom.discover.feed_text import absolute_url, without_illegal
from wireroom.discover.opml import MAX_BYTES, ListedFeed, ListProblem, key_from_url, read_opml, write_opml
from wireroom.discover.urls import canonical_url
from wireroom.errors import FeedRefused
from wireroom.fetch.redaction import redact
from wireroom.jobs.polled import address_of
from wireroom.warehouse import feeds, takedowns
from wireroom.warehouse.connection import require_current_schema, session
from wireroom.warehouse.feeds import NewFeed, Registered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.feeds import FeedLine, Terms

MAX_URL_CHARACTERS = 2_048
SPREAD_S = 900.0  # the first polls of a long list are spread over so long ...
SPREAD_PER_FEED_S = 0.1  # ... and of a short one over so long a feed
LEAST_PATIENCE, MOST_PATIENCE = 0.1, 10
MOST_REVISITS, MOST_HOURS = 20, 8_760
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_KEY = re.compile(r"[a-z0-9]([a-z0-9._-]{0,78}[a-z0-9])?")


class Done(StrEnum):
    """What came of one line of a list."""

    ADDED = "added"
    REVISED = "revised"  # it was there; what the list says of it was taken over
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one line of a list, or what is wrong with it."""

    done: Done
    line: int | None  #: 1-based; None where there is no list
    key: str | None = None
    url: str | None = None  #: without secrets
    detail: str = ""  #: what to do, where it was refused or taken only in part

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        what = " ".join(filter(None, (self.key, self.url)))
        return f"{where}{self.done}{f' {what}' if what else ''}{f': {self.detail}' if self.detail else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What holds for every feed of a list that does not say otherwise itself."""

    language: str | None = None  #: BCP 47
    country: str | None = None  #: ISO 3166-1 alpha-2
    publisher: str | None = None
    zone: str | None = None  #: IANA
    connection_id: str | None = None  #: Airflow connection


def import_feeds(url: str, body: bytes, facts: Facts | None = None, *, dry_run: bool = False) -> list[Answer]:
    """Register the feeds of a list (OPML, or one address a line), in one transaction; an answer per line, in order.

    Idempotent. A feed is known by its address, present or former; what a list leaves out stays as it is, and so does
    everything polling remembers. With `dry_run` nothing is kept. Raises FeedRefused on unusable `facts`.
    """
    facts = checked(facts or Facts())
    listed, problems = read_list(body)
    answers = [Answer(done=Done.REFUSED, line=each.line, detail=redact(each.detail)) for each in problems]
    gap_s = min(SPREAD_PER_FEED_S, SPREAD_S / max(len(listed), 1))
    with session(url) as conn:
        require_current_schema(conn)
        with conn.transaction(force_rollback=dry_run):
            for number, feed in enumerate(listed):
                answers.append(register(conn, _with(feed, facts), delay_s=number * gap_s))
    return sorted(answers, key=lambda answer: answer.line or 0)


def register(conn: Connection, feed: ListedFeed, *, delay_s: float = 0.0) -> Answer:
    """Register one feed, or revise what is said of it. A key that was made of its address gives way to one in use."""
    address = address_of(feed.url)
    if said := takedowns.objection(conn, [address.url_key]):
        return _refused(feed, said.replace(address.url_key, redact(address.url_key)))
    if feed.zone and feed.zone not in available_timezones():
        zone = feed.zone[:64]
        return _refused(feed, f"there is no time zone {zone!r}: write it as in Europe/Warsaw")
    if not feed.key_is_given and address.url_shown != address.url:  # the key is shown everywhere
        feed = replace(feed, key=key_from_url(address.url_shown))
    new = NewFeed(
        key=feed.key,
        url=address.url,
        url_key=address.url_key,
        url_shown=address.url_shown,
        host=address.host,
        site=address.site,
        title=feed.title,
        site_url=feed.site_url,
        language=feed.language,
        country=feed.country,
        publisher=feed.publisher,
        publisher_zone=feed.zone,
        category=feed.category,
        connection_id=feed.connection_id,
    )
    came, said = feeds.register(conn, new, delay_s=delay_s)
    if came is Registered.KEY_TAKEN and not feed.key_is_given:
        new = replace(new, key=f"{feed.key[:71]}-{zlib.crc32(address.url_key.encode()):08x}")
        came, said = feeds.register(conn, new, delay_s=delay_s)
    if came is Registered.KEY_TAKEN:
        return _refused(feed, f"the key {new.key} belongs to {said}: choose another, or leave it out")
    return Answer(done=Done(came.value), line=feed.line, key=said, url=address.url_shown)


def add_feed(url: str, feed_url: str, facts: Facts, *, key: str | None = None, title: str | None = None) -> Answer:
    """Register one feed by its address. Raises FeedRefused where it is none."""
    facts = checked(facts)
    feed_url = feed_url.strip()
    problem = address_problem(feed_url)
    if problem:
        raise FeedRefused(f"{redact(feed_url)}: {problem}")
    if key is not None and not _KEY.fullmatch(key):
        raise FeedRefused(f"{key[:80]!r} is no key: lower-case letters, digits, `.`, `_`, `-`")
    listed = ListedFeed(
        key=key or key_from_url(feed_url),
        url=feed_url,
        title=without_illegal(title) if title else None,
        key_is_given=key is not None,
    )
    with session(url) as conn:
        require_current_schema(conn)
        return register(conn, _with(listed, facts))


def set_terms(url: str, key: str, terms: Terms) -> None:
    """Change the terms of one feed; what is None stays. Raises FeedRefused where there is no such feed or no sense."""
    if terms.patience is not None and not LEAST_PATIENCE <= terms.patience <= MOST_PATIENCE:
        raise FeedRefused(f"patience is from {LEAST_PATIENCE} to {MOST_PATIENCE}, not {terms.patience:g}")
    if terms.revisits_per_day is not None and terms.revisits_per_day < 0:
        raise FeedRefused("revisits per day cannot be negative")
    with session(url) as conn:
        require_current_schema(conn)
        if not feeds.set_terms(conn, key, terms):
            raise FeedRefused(f"no such feed: {key}; see `wireroom feeds list`")


def hours(text: str) -> list[float]:
    """The hours in `1,6,24,168`, in order; none for `none`. Raises FeedRefused."""
    if text.strip() in {"", "none"}:
        return []
    try:
        found = sorted({float(part) for part in text.split(",")})
    except ValueError:
        raise FeedRefused(f"{text[:80]!r} are no hours: write them as 1,6,24,168") from None
    if len(found) > MOST_REVISITS or not all(0 < hour <= MOST_HOURS for hour in found):
        raise FeedRefused(f"at most {MOST_REVISITS} revisits, each after up to {MOST_HOURS} hours")
    return found


def export_feeds(lines: Iterable[FeedLine], *, with_secrets: bool = False) -> tuple[bytes, list[str]]:
    """The registry as OPML, and the keys left out because their address carries a secret (`with_secrets`: none)."""
    kept: list[ListedFeed] = []
    left: list[str] = []
    for line in lines:
        if line.url != line.url_shown and not with_secrets:
            left.append(line.key)
            continue
        kept.append(
            ListedFeed(
                key=line.key,
                url=line.url,
                title=line.title,
                site_url=line.site_url,
                language=line.language,
                country=line.country,
                publisher=line.publisher,
                zone=line.publisher_zone,
                connection_id=line.connection_id,
                category=line.category,
            )
        )
    return write_opml(kept), left


def read_list(body: bytes) -> tuple[tuple[ListedFeed, ...], tuple[ListProblem, ...]]:
    """The feeds of OPML, or of a text with one address a line; empty lines and those that begin with # say nothing."""
    if body.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        return read_opml(body)
    if len(body) > MAX_BYTES:
        return (), (ListProblem(line=1, detail=f"the list has {len(body)} bytes, more than {MAX_BYTES}"),)
    found: dict[str, ListedFeed] = {}
    problems: list[ListProblem] = []
    for number, raw in enumerate(decode(body, is_html=False).text.splitlines(), start=1):
        text = without_illegal(raw).strip()
        if not text or text.startswith("#"):
            continue
        problem = address_problem(text)
        same = canonical_url(text) or text
        if problem or same in found:
            problems.append(ListProblem(line=number, detail=problem or f"listed twice: {text}"))
            continue
        found[same] = ListedFeed(key=key_from_url(text), url=text, line=number)
    return tuple(found.values()), tuple(problems)


def checked(facts: Facts) -> Facts:
    """`facts`, fit to be stored. Raises FeedRefused, which says what is wrong and how it is written."""
    if facts.language and not _LANGUAGE.fullmatch(facts.language):
        raise FeedRefused(f"{facts.language[:40]!r} is no language: write it as in pl or pt-BR")
    if facts.country and not _COUNTRY.fullmatch(facts.country):
        raise FeedRefused(f"{facts.country[:40]!r} is no country: write it as in PL")
    if facts.zone and facts.zone not in available_timezones():
        raise FeedRefused(f"there is no time zone {facts.zone[:64]!r}: write it as in Europe/Warsaw")
    publisher = without_illegal(facts.publisher).strip() if facts.publisher else None
    return replace(facts, publisher=publisher or None)


def counted(answers: Sequence[Answer]) -> dict[str, int]:
    """How many lines came to what."""
    return {done.value: sum(answer.done is done for answer in answers) for done in Done}


def _with(feed: ListedFeed, facts: Facts) -> ListedFeed:
    return replace(
        feed,
        language=feed.language or facts.language,
        country=feed.country or facts.country,
        publisher=feed.publisher or facts.publisher,
        zone=feed.zone or facts.zone,
        connection_id=feed.connection_id or facts.connection_id,
    )


def address_problem(text: str) -> str | None:
    """What is wrong with the address of a feed or site, in words that fit after the line's number."""
    if re.search(r"\s", text):
        return "more than an address: write one address a line, nothing else"
    url = absolute_url(text, "", MAX_URL_CHARACTERS)
    if url is None or canonical_url(url) is None:
        return "no http(s) address: write the whole of it, https:// and all"
    if "@" in url.split("/")[2]:
        return "credentials in the address: put them into an Airflow connection and name that"
    return None


def _refused(feed: ListedFeed, detail: str) -> Answer:
    return Answer(done=Done.REFUSED, line=feed.line, key=feed.key, url=redact(feed.url), detail=detail)
