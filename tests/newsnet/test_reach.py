"""What the truth calls reachable a polite reader gets, and what it calls out of reach nobody gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from wireroom.discover.feed import ParsedFeed
from wireroom.discover.feeds import parse_feed
from wireroom.discover.urls import canonical_url

from newsnet import World
from newsnet.answers import Library
from newsnet.exchange import Answer, Moment, Request
from newsnet.faults import DEFAULT_FAULTS
from newsnet.truth import truth
from newsnet.world import HOUR, Site

POLL_S = 300.0
HOURS = 5
MAX_HOPS = 5


@dataclass(slots=True)
class Reader:
    """Polls one feed with its validators, respects robots.txt, and fetches what it discovers until it has it."""

    library: Library
    site: Site
    held: dict[str, str] = field(default_factory=dict[str, str])
    wanted: set[str] = field(default_factory=set[str])
    had: set[str] = field(default_factory=set[str])

    def visit(self, moment: float) -> None:
        """One poll, and all pages that are still to be had."""
        final, answer = self.ask(self.site.feed_url, moment, self.held)
        if answer.status == 200 and not _is_spoilt(answer):
            self.held = {
                name: answer.headers[header]
                for name, header in (("if-none-match", "ETag"), ("if-modified-since", "Last-Modified"))
                if header in answer.headers
            }
            feed = parse_feed(answer.body, content_type=answer.headers["Content-Type"], charset=None, final_url=final)
            if isinstance(feed, ParsedFeed):
                self.wanted |= {canonical_url(entry.link or "") or "" for entry in feed.entries} - self.had
        rules = self.ask(f"http://{self.site.host}/robots.txt", moment, {})[1]
        if not self.wanted or rules.status not in {200, 404} or _is_spoilt(rules):
            return
        robots = Protego.parse(rules.body.decode() if rules.status == 200 else "")
        for url in list(self.wanted):
            page = self.ask(url, moment, {})[1] if robots.can_fetch(url, "wireroom") else None
            if page is not None and page.status == 200 and not _is_spoilt(page):
                self.wanted.discard(url)
                self.had.add(url)

    def ask(self, url: str, moment: float, said: dict[str, str]) -> tuple[str, Answer]:
        """The answer behind at most five redirects, and where it came from."""
        answer = Answer(status=0)
        for _ in range(MAX_HOPS + 1):
            parts = urlsplit(url)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            request = Request(method="GET", host=parts.hostname or "", path=path, headers=said)
            answer = self.library.answer(request, Moment(virtual=moment, wall=moment, speed=1.0))
            if "Location" not in answer.headers:
                break
            url = urljoin(url, answer.headers["Location"])
        return url, answer


def _is_spoilt(answer: Answer) -> bool:
    is_bomb = "Content-Encoding" in answer.headers  # nobody here asked for compression
    return answer.hangs or answer.resets or answer.drips or answer.sent is not None or is_bomb


def test_the_truth_about_reach_is_what_a_polite_reader_finds() -> None:
    """Grace of two polls: nobody is expected to have what appeared, or was to be had, only for moments."""
    plan = dict(enumerate(3 * list(DEFAULT_FAULTS)))
    world = World(hosts=len(plan) + 5, rate=1.5, window=8, deletions=0.1, faults={}, plan=plan)
    readers = [Reader(Library(world), world.site(number)) for number in range(world.hosts)]
    end = world.begin + HOURS * HOUR
    for reader in readers:
        moment = world.begin
        while moment <= end:
            reader.visit(moment)
            moment += POLL_S
    had = {url for reader in readers for url in reader.had}
    records = list(truth(world, end, lambda _: None))

    missed = [record for record in records if _is_sure(record, end) and record["url"] not in had]
    surprising = [record for record in records if record["why_not"] and record["url"] in had]

    assert {record["fault"] for record in records} == {None, *DEFAULT_FAULTS}
    assert [_brief(record) for record in missed] == []
    assert [_brief(record) for record in surprising] == []
    assert had <= {record["url"] for record in records}
    assert len(had) > 0.5 * len(records)


def _is_sure(record: dict[str, Any], end: float) -> bool:
    until = min(end, record["until"] or end)
    return record["reachable"] and record["since"] + 2 * POLL_S <= until


def _brief(record: dict[str, Any]) -> tuple[Any, ...]:
    return record["url"], record["fault"], record["why_not"], record["since"] - World().begin, record["until"]
