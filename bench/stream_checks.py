"""A run against a simulated news internet, held against what is true there and what was asked there. Pure.

The truth says which articles there were and when each could be had, the log says what was asked and answered. An
article is expected where an answer that listed it reached us whole. Each check gives the cases that break it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from newsnet.faults import NEVER, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Line = dict[str, Any]  # one of /_log or /_truth
NO_PAGES = {Fault.ROBOTS_PAGES, Fault.ROBOTS_ALL, Fault.ROBOTS_500}
WAY_S = 0.2  # what starts a gap apart may arrive so much closer together on a busy machine
SOON_S = 0.5  # of Retry-After: the clocks of the two and the way between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One row of news.article."""

    url_key: str
    url: str
    language: str
    published_at: float | None
    title: str
    text: str
    visible_at: float | None = None  #: when an outside reader first saw it


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An article of the truth, with the first whole answer that listed it."""

    truth: Line
    at: float  #: real: when its last byte had been sent


def announced(truth: Iterable[Line], log: Iterable[Line]) -> dict[str, Seen]:
    """Articles within reach that a feed answered with, by URL."""
    answers: defaultdict[str, list[Line]] = defaultdict(list)
    for line in log:
        if line["what"] == "feed" and line["status"] == 200 and line["done"] and not _spoilt(line):
            answers[line["host"].removeprefix("new.")].append(line)
    found: dict[str, Seen] = {}
    for article in truth:
        if article["why_not"] is not None:
            continue
        until = article["until"] or float("inf")
        for line in answers[article["host"]]:
            if article["since"] + 1 <= line["virtual"] < until - 1:
                found[article["url"]] = Seen(truth=article, at=line["done"])
                break
    return found


def _spoilt(line: Line) -> bool:
    return line["fault"] in {"truncated", "truncated_gzip", "slow", "bomb_gzip", "bomb_br", "parked"}


def wrong_facts(seen: Mapping[str, Seen], stored: Mapping[str, Stored]) -> dict[str, list[str]]:
    """By what is wrong: URLs of stored articles that say something else than the truth."""
    wrong: defaultdict[str, list[str]] = defaultdict(list)
    for url in seen.keys() & stored.keys():
        true, row = seen[url].truth, stored[url]
        editions = [true, true["edit"]] if true["edit"] else [true]
        if row.url != url:
            wrong["url"].append(f"{url}: {row.url}")
        if row.language != true["language"]:
            wrong["language"].append(f"{url}: {row.language}, is {true['language']}")
        stated = true["published_at"] if true["dated"] else None
        if row.published_at != stated:
            wrong["date"].append(f"{url}: {row.published_at}, is {stated} ({true['fault']})")
        if row.title not in {each["title"] for each in editions}:
            wrong["title"].append(f"{url}: {row.title!r}, is {true['title']!r}")
        words = set(row.text.split())
        if not any(set(" ".join(each["paragraphs"]).split()) <= words for each in editions):
            wrong["text"].append(f"{url} ({true['fault']}, full text {true['full_text']}, {true['format']})")
        elif not any(_joined(each["paragraphs"]) == _joined([row.text]) for each in editions):
            wrong["leftovers in the text"].append(url)
    return dict(wrong)


def _joined(parts: Sequence[str]) -> str:
    return " ".join(" ".join(parts).split())


def too_close(truth: Iterable[Line], log: Sequence[Line], gap_s: float, delay_s: float) -> list[str]:
    """Requests to one host, whoever asks, sooner after the one before than politeness has it.

    `delay_s` is what the hosts that state a crawl delay want between two pages.
    A redirect within a host goes on at once.
    """
    slow = {article["host"] for article in truth if article["fault"] == Fault.CRAWL_DELAY}
    found: list[str] = []
    for host, lines in _by_host(log).items():
        for before, line in pairwise(lines):
            least = max(gap_s, delay_s) if host in slow and before["what"] == line["what"] == "page" else gap_s
            if before["status"] // 100 != 3 and line["at"] - before["at"] < least - WAY_S:
                apart = line["at"] - before["at"]
                found.append(f"{host}: {before['what']} and {line['what']} {apart:.3f} s apart, not {least:.3f}")
    return found


def against_robots(truth: Iterable[Line], log: Sequence[Line]) -> list[str]:
    """Pages asked for that robots.txt keeps closed, or before robots.txt was asked for."""
    closed = {article["host"] for article in truth if article["fault"] in NO_PAGES}
    found: list[str] = []
    for host, lines in _by_host(log).items():
        known = False
        for line in lines:
            known |= line["what"] == "robots"
            if line["what"] == "page" and (host in closed or not known):
                found.append(f"{host}{line['path']}: {'closed' if host in closed else 'before robots.txt'}")
    return found


def fetched_twice(truth: Iterable[Line], log: Sequence[Line]) -> list[str]:
    """Pages that were answered whole more than once although they never changed, with how often."""
    edited = {article["url"] for article in truth if article["edit"]}
    times: defaultdict[str, int] = defaultdict(int)
    for line in log:
        if line["what"] == "page" and line["status"] == 200 and line["done"] and not _spoilt(line):
            times[f"http://{line['host']}{line['path']}"] += 1
    return [f"{url}: {count} times" for url, count in times.items() if count > 1 and url not in edited]


def against_retry_after(log: Sequence[Line], most_s: float) -> list[str]:
    """Requests to a host before the time it had asked for, unless they had begun by then."""
    found: list[str] = []
    for host, lines in _by_host(log).items():
        blocked_until, asked = 0.0, ""
        for line in lines:
            if line["at"] < blocked_until - SOON_S and line["what"] != "robots":
                found.append(f"{host}: {line['what']} {blocked_until - line['at']:.1f} s before the end of {asked}")
            if line["status"] in {429, 503} and line["retry_after"] and line["done"]:
                until = _until(line)
                if min(until, line["done"] + most_s) > blocked_until:
                    blocked_until = min(until, line["done"] + most_s)
                    asked = f"Retry-After {line['retry_after']} after {line['what']}"
    return found


def _until(line: Line) -> float:
    stated = line["retry_after"]
    return line["done"] + float(stated) if stated.isdigit() else parsedate_to_datetime(stated).timestamp()


def conditional(log: Sequence[Line]) -> tuple[int, int, list[str]]:
    """Feeds asked for again after an answer with validators: how many with them, of how many, and those without."""
    held: dict[tuple[str, str], Line] = {}
    sent, cases = 0, 0
    without: list[str] = []
    for line in log:
        if line["what"] != "feed":
            continue
        place = (line["host"], line["path"])
        before = held.get(place)
        if before:
            cases += 1
            same = (before["etag"] and line["if_none_match"] == before["etag"]) or (
                before["last_modified"] and line["if_modified_since"] == before["last_modified"]
            )
            sent += bool(same)
            if not same:
                without.append(f"{line['host']}{line['path']} ({line['fault']})")
        if line["status"] in {200, 304} and line["done"] and (line["etag"] or line["last_modified"]):
            if not _spoilt(line):
                held[place] = line
        elif line["status"] == 200:
            held.pop(place, None)
    return sent, cases, without


def unsigned(log: Sequence[Line]) -> list[str]:
    """Requests without our name, or with a cookie."""
    return [
        f"{line['host']}{line['path']}: {line['user_agent']}, {line['cookie']}"
        for line in log
        if "Wireroom" not in (line["user_agent"] or "") or line["cookie"]
    ]


def polls_by_host(log: Sequence[Line], since: float) -> dict[str, int]:
    """How often each host was asked for its feed from a moment on; redirects within count as one."""
    found: defaultdict[str, int] = defaultdict(int)
    for host, lines in _by_host(log).items():
        feeds = [line for line in lines if line["what"] == "feed" and line["at"] >= since]
        found[host.removeprefix("new.")] += sum(line["status"] // 100 != 3 or line["status"] == 304 for line in feeds)
    return dict(found)


def never_fails(fault: str | None) -> bool:
    """Does a host with this fault answer every poll? What comes of its polls then says nothing of ours."""
    return fault is None or (Fault(fault) not in NEVER and fault in {"no_validators", "interim", "guid_missing"})


def _by_host(log: Iterable[Line]) -> dict[str, list[Line]]:
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for line in log:
        found[line["host"]].append(line)
    return dict(found)


def examples(cases: Sequence[str], most: int = 5) -> Iterator[str]:
    """A few of them."""
    yield from cases[:most]
    if len(cases) > most:
        yield f"and {len(cases) - most} more"
