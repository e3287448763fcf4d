"""One page on its way to an article or a rejection: read, clean, head, language, date, fingerprint.

Order matters: the language of the rules must be known before notices go, and notices before a title is looked for.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from wireroom.charset import decode, mend
from wireroom.model import (
    Article,
    Block,
    Cleaned,
    Declared,
    Entry,
    Extract,
    Language,
    Origin,
    Page,
    Reason,
    Rejection,
    Repairs,
    Stage,
    StatedDate,
)
from wireroom.parts import Override
from wireroom.read import language
from wireroom.read.clean import NOTHING_LEARNED, clean
from wireroom.read.dates import choose, zone_of
from wireroom.read.extract import extract_page
from wireroom.read.fingerprint import content_sha256
from wireroom.read.headline import Headed, display_title, split_plain, split_stated
from wireroom.read.lines import article_lines
from wireroom.read.metadata import language_code
from wireroom.read.newsworthy import why_not_article
from wireroom.read.overrides import NO_OVERRIDE, with_language, with_published
from wireroom.read.plain import mark_subheads, read_text
from wireroom.read.records import read_record
from wireroom.read.rules import NO_OVERLAY, Overlay, rules_for
from wireroom.read.shapes import weight

CHANGED = 0.05  # of the characters removed: then the language is asked again of what remains
_FALLBACK_DATES = frozenset({"htmldate"})  # searched for, not stated: believed after everything else
_ARTICLE_DATES = frozenset({"jsonld", "meta", "time"})  # only a page that calls itself an article states these
Watch = Callable[[Extract | Cleaned | Language | tuple[StatedDate, ...]], object]  #: told of each step
_TEASERS = ("video", "related", "embed")  # kinds of notices whose captions pass for a headline


def process(  # noqa: PLR0913 (what the reading of a page depends on)
    entry: Entry,
    page: Page,
    *,
    now: datetime,
    min_text_characters: int,
    language_plain: bool = False,
    learned: frozenset[int] = NOTHING_LEARNED,
    overlay: Overlay = NO_OVERLAY,
    override: Override = NO_OVERRIDE,
    watch: Watch | None = None,
) -> Article | Rejection:
    """The article a page holds, or the reason why it holds none.

    `now` is aware and only bounds dates. `min_text_characters` counts letters and digits of lead and body, those of
    Chinese, Japanese and Korean twice. `learned` are the lines its source repeats, `overlay` the user's own rules,
    `override` what a person said of this article, `watch` is told of each step. Never raises because of what the page
    holds.
    """
    tell = watch or _unwatched
    if override.not_article:
        return _rejected(entry, page, Stage.EXTRACT, Reason.NOT_ARTICLE, f"is marked by hand: {override.not_article}")
    read = _read(entry, page, now)
    if read is None or not read.blocks:
        return _rejected(entry, page, Stage.EXTRACT, Reason.NO_TEXT, "holds no text")
    extract = _mended(replace(read, declared=_declared(entry, read)))
    tell(extract)

    first = _tag(extract.title, extract.blocks, extract.declared, plain=language_plain)
    rules = rules_for(override.language or first.code, overlay)
    is_declared = any(date.where in _ARTICLE_DATES for date in extract.dates)
    # A shop or a recipe has blocks that are links and its very content; an announced or dated page is no shop.
    is_news = is_declared or any(date.where == "entry" for date in extract.dates)
    cleaned = clean(extract.blocks, rules, title=extract.title, is_news=is_news, learned=learned)
    tell(cleaned)
    head = _head(extract, cleaned)
    text = (*([head.lead] if head.lead else []), *(block.text for block in head.blocks))
    letters = sum(map(weight, text))
    if letters < min_text_characters:
        what = f"holds {letters} letters after cleaning, fewer than {min_text_characters}"
        return _rejected(entry, page, Stage.CLEAN, Reason.TOO_SHORT, what)
    body = [*_lead_block(head), *head.blocks]
    if why := why_not_article(body, is_declared=is_declared):
        return _rejected(entry, page, Stage.CLEAN, Reason.NOT_ARTICLE, why)

    # The first answer stands where little went: tagging twice would cost a twentieth of reading a page.
    went = sum(len(removal.text) for removal in cleaned.removed)
    is_changed = went > CHANGED * sum(len(block.text) for block in extract.blocks)
    final = _tag(head.title, body, extract.declared, plain=language_plain) if is_changed else first
    final = with_language(final, override.language)
    dates = _dates(extract, cleaned)
    tell(final)
    tell(dates)
    published = choose(dates, language=_date_language(entry, final), now=now, zone=zone_of(entry.zone))
    return Article(
        entry_key=entry.entry_key,
        url_key=entry.url_key,
        source=entry.source,
        origin=entry.origin,
        url=entry.url,
        title=head.title,
        display_title=display_title(head.title, head.lead, head.blocks),
        lead=head.lead,
        blocks=head.blocks,
        authors=extract.authors or cleaned.authors,
        site_name=extract.site_name,
        section=extract.section,
        canonical_url=extract.canonical_url,
        is_accessible_for_free=extract.is_accessible_for_free,
        alternates=extract.alternates,
        published=with_published(published, override.published, now=now),
        language=final,
        removed=cleaned.removed,
        over_budget=cleaned.over_budget,
        repairs=extract.repairs,
        content_sha256=content_sha256(head.title, head.lead, head.blocks),
        page_sha256=hashlib.sha256(page.body).digest(),
        extractor=extract.extractor,
        ruleset=cleaned.ruleset,
        media=extract.media,
        lines=article_lines(
            cleaned.unlearned, title=head.title, stated=(extract.title, extract.description), learned=learned
        ),
    )


def _unwatched(step: object) -> None:
    """Nobody wants to know."""


def _read(entry: Entry, page: Page, now: datetime) -> Extract | None:
    """The extract of a page by its content type, with what the entry states put before what the page states."""
    match page.content_type:
        case "text/html":
            extract = extract_page(page.body, charset=page.charset, url=entry.url, now=now)
        case "application/json":
            extract = read_record(page.body, charset=page.charset, now=now)
        case _:
            decoded = decode(page.body, page.charset)
            extract = replace(read_text(decoded.text), repairs=decoded.repairs)
    if extract is None:
        return None
    stated = (StatedDate(raw=entry.published_raw, where="entry"),) if entry.published_raw else ()
    # What an archive announces is often when a page was last touched up: there the page's own word comes first.
    dates = (*extract.dates, *stated) if entry.origin is Origin.BACKFILL else (*stated, *extract.dates)
    return replace(extract, title=extract.title or entry.title, dates=dates)


def _declared(entry: Entry, extract: Extract) -> tuple[Declared, ...]:
    """All declarations, the person's hint first; one place declares a language once."""
    stated = ((language_code(entry.language_hint), "hint"), (language_code(entry.declared_language), "entry"))
    ours = tuple(Declared(code=code, where=where) for code, where in stated if code)
    return tuple(dict.fromkeys((*ours, *extract.declared)))


@dataclass(slots=True)
class _Mender:
    """Mends strings and adds up what it mended."""

    repairs: Repairs = field(default_factory=Repairs)

    def text(self, text: str) -> str:
        mended, repairs = mend(text)
        self.repairs += repairs
        return mended

    def maybe(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)


def _mended(extract: Extract) -> Extract:
    """The extract as Postgres takes it: escapes and entities can bring in what the bytes did not hold."""
    mender = _Mender()
    mended = replace(
        extract,
        blocks=tuple(replace(block, text=mender.text(block.text)) for block in extract.blocks),
        title=mender.maybe(extract.title),
        description=mender.maybe(extract.description),
        authors=tuple(map(mender.text, extract.authors)),
        site_name=mender.maybe(extract.site_name),
        section=mender.maybe(extract.section),
        canonical_url=mender.maybe(extract.canonical_url),
        alternates=tuple((mender.text(code), mender.text(url)) for code, url in extract.alternates),
        dates=tuple(replace(date, raw=mender.text(date.raw)) for date in extract.dates),
        media=tuple(
            replace(item, url=mender.text(item.url), caption=mender.maybe(item.caption)) for item in extract.media
        ),
    )
    return replace(mended, repairs=extract.repairs + mender.repairs)


def _tag(title: str | None, blocks: Sequence[Block], declared: Sequence[Declared], *, plain: bool) -> Language:
    text = "\n".join(block.text for block in blocks)
    return language.tag(text, title=title, declared=declared, plain=plain)


def _head(extract: Extract, cleaned: Cleaned) -> Headed:
    if extract.title:
        return split_stated(cleaned.blocks, title=extract.title, description=extract.description)
    opened = cleaned.opened_by_cut and any(
        removal.block == 0 and not removal.moved and any(teaser in removal.kind for teaser in _TEASERS)
        for removal in cleaned.removed
    )
    head = split_plain(cleaned.blocks, opened_by_notice=opened)
    return replace(head, blocks=mark_subheads(head.blocks))


def _lead_block(head: Headed) -> list[Block]:
    return [replace(head.blocks[0], text=head.lead, is_link=False)] if head.lead and head.blocks else []


def _dates(extract: Extract, cleaned: Cleaned) -> tuple[StatedDate, ...]:
    stated = [date for date in extract.dates if date.where not in _FALLBACK_DATES]
    searched = [date for date in extract.dates if date.where in _FALLBACK_DATES]
    return (*stated, *cleaned.dates, *searched)


def _date_language(entry: Entry, tagged: Language) -> str | None:
    """The language of the text, with the country where the announcement names one: `en-GB` writes the day first."""
    if tagged.code == "und":
        return None
    stated = entry.declared_language
    return stated if stated and language_code(stated) == tagged.code else tagged.code


def _rejected(entry: Entry, page: Page, stage: Stage, reason: Reason, what: str) -> Rejection:
    return Rejection(
        entry_key=entry.entry_key,
        url_key=entry.url_key,
        source=entry.source,
        origin=entry.origin,
        stage=stage,
        reason=reason,
        detail=f"{entry.file or entry.url or entry.entry_key}: it {what}",
        file=entry.file,
        page_sha256=hashlib.sha256(page.body).digest(),
    )
