"""One page through every step, for people who write rules: what it says, what was cut by which rule, and why so."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.discover.seeds import Limits, SeedFile, read_file
from wireroom.discover.urls import canonical_url
from wireroom.errors import PermanentError
from wireroom.fetch.client import fetcher
from wireroom.fetch.content import ACCEPT_PAGE, is_html
from wireroom.fetch.politeness import Scoreboard, pace_of
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Response
from wireroom.fetch.visit_rules import rules_of
from wireroom.fetch.visits import Postponed, Visits
from wireroom.model import Cleaned, Entry, Extract, Language, Origin, Page, Rejection, StatedDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from wireroom.model import Article
    from wireroom.read.rules import Overlay
    from wireroom.settings import Settings

SOURCE = "try"
SHOWN = 160  # characters of a block


def try_page(  # noqa: PLR0913 (a place, and what its page is read with)
    settings: Settings,
    place: str,
    *,
    overlay: Overlay,
    hint: str | None = None,
    learned: frozenset[int] = frozenset(),
    now: Callable[[], datetime],
) -> Iterator[str]:
    """Read the page at a URL, or the documents of a file, and tell of every step, line by line. Stores nothing.

    `hint` is the language the person expects. Raises PermanentError where there is nothing to read, BadSetting where
    a URL lies beyond loopback and no contact is set.
    """
    found = _fetched(settings, place, hint, now) if "://" in place else _documents(settings, place, hint, now())
    for item in found:
        if isinstance(item, Rejection):
            yield f"rejected before it was read: {item.reason}: {item.detail}"
            continue
        yield from _steps(settings, *item, overlay=overlay, learned=learned, now=now())


def _steps(  # noqa: PLR0913
    settings: Settings, entry: Entry, page: Page, *, overlay: Overlay, learned: frozenset[int], now: datetime
) -> Iterator[str]:
    from wireroom.read.process import process  # noqa: PLC0415  (loads the language model)

    seen: list[object] = []
    outcome = process(
        entry,
        page,
        now=now,
        min_text_characters=settings.min_text_characters,
        language_plain=settings.language_plain,
        learned=learned,
        overlay=overlay,
        watch=seen.append,
    )
    yield f"== {entry.url or entry.file or entry.entry_key}: {page.content_type}, {len(page.body):,} bytes"
    for step in seen:
        match step:
            case Extract():
                yield from _extract(step)
            case Cleaned():
                yield from _cleaned(step)
            case Language():
                yield from _language(step)
            case _:
                yield from _dates(step)  # pyright: ignore[reportArgumentType] - the only other thing it tells
    if isinstance(outcome, Rejection):
        yield f"-- outcome: rejected in {outcome.stage}: {outcome.reason}: {outcome.detail}"
    else:
        yield from _article(outcome)


def _extract(extract: Extract) -> Iterator[str]:
    yield f"-- extract ({extract.extractor}): {len(extract.blocks)} blocks"
    yield f"   title as stated: {extract.title or 'none'}"
    for number, block in enumerate(extract.blocks):
        link = " link" if block.is_link else ""
        yield f"   {number:>3} {block.kind.value}{link} {_short(block.text)}"
    if any((extract.repairs.nul, extract.repairs.surrogate, extract.repairs.undecodable, extract.repairs.mixed)):
        yield f"   repaired: {extract.repairs}"


def _cleaned(cleaned: Cleaned) -> Iterator[str]:
    cut = len(cleaned.removed)
    yield f"-- cuts (rules {cleaned.ruleset}): {cut} pieces{', over the budget: only sure ones' * cleaned.over_budget}"
    for piece in cleaned.removed:
        what = "moved" if piece.moved else "cut"
        yield f"   {piece.block:>3} {what} by {piece.rule} ({piece.kind}): {_short(piece.text)}"


def _language(language: Language) -> Iterator[str]:
    yield f"-- language ({language.detector}): {language.code}, confidence {language.confidence:.3f}"
    declared = f"{language.declared} by {language.declared_where}" if language.declared else "nothing"
    mixed = ", a fifth or more in another language" if language.is_mixed else ""
    yield f"   the text alone: {language.detected}; declared: {declared}; script: {language.script or 'none'}{mixed}"


def _dates(dates: Sequence[StatedDate]) -> Iterator[str]:
    yield f"-- dates: {len(dates)} stated, best first"
    for date in dates:
        yield f"   {date.where}: {date.raw}"


def _article(article: Article) -> Iterator[str]:
    when = article.published
    yield "-- outcome: an article"
    yield f"   title: {article.title or 'none'}"
    yield f"   lead: {_short(article.lead or 'none')}"
    yield f"   published: {f'{when.local} (to the {when.precision}, from {when.where})' if when else 'not stated'}"
    yield f"   authors: {', '.join(article.authors) or 'none'}"
    for block in article.blocks:
        yield f"   {block.kind.value} {_short(block.text)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def _documents(
    settings: Settings, place: str, hint: str | None, now: datetime
) -> Iterator[tuple[Entry, Page] | Rejection]:
    path = Path(place)
    try:
        status = path.stat()
    except OSError as exc:
        raise PermanentError(f"{place} cannot be read: {exc.strerror}") from exc
    file = SeedFile(path=path, relative=path.name, size=status.st_size, mtime_ns=status.st_mtime_ns)
    limits = Limits(
        max_page_bytes=settings.max_page_bytes,
        max_archive_bytes=settings.max_archive_bytes,
        max_member_ratio=settings.max_member_ratio,
    )
    return read_file(file, source=SOURCE, origin=Origin.SEED, hint=hint, limits=limits, now=now)


def _fetched(
    settings: Settings, url: str, hint: str | None, now: Callable[[], datetime]
) -> Iterator[tuple[Entry, Page] | Rejection]:
    answer = asyncio.run(_ask(settings, url, now))
    if isinstance(answer, Postponed):
        raise PermanentError(f"{redact(url)} does not want to be asked now: try again later")
    if isinstance(answer, Failure):
        raise PermanentError(f"{redact(url)}: {answer.trouble}: {answer.detail}")
    key = canonical_url(answer.final_url) or answer.final_url
    is_text = answer.facts.content_type == "text/plain" and not is_html(answer.facts.content_type, answer.body)
    page = Page(
        url_key=key,
        body=answer.body,
        content_type="text/plain" if is_text else "text/html",
        charset=answer.facts.charset,
        fetched_at=now(),
    )
    yield Entry(entry_key=key, url_key=key, source=SOURCE, origin=Origin.LIVE, url=key, language_hint=hint), page


async def _ask(settings: Settings, url: str, now: Callable[[], datetime]) -> Response | Failure | Postponed:
    async with fetcher(settings) as fetch:
        visits = Visits(fetch, Scoreboard(pace_of(settings)), rules_of(settings), robots={}, now=now)
        return await visits.get(url, accept=ACCEPT_PAGE)
