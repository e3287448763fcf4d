"""Valid values with defaults: a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from wireroom.model import (
    Article,
    Block,
    BlockKind,
    Entry,
    Language,
    Origin,
    Page,
    Precision,
    Published,
    Reason,
    Rejection,
    Removal,
    Repairs,
    Stage,
    ZoneSource,
)

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def entry(number: int = 1, **changes: Any) -> Entry:
    """One record of a seed file."""
    key = f"seed:test/{number}.txt#1"
    plain = Entry(entry_key=key, url_key=key, source="test", origin=Origin.SEED, file=f"{number}.txt", record=1)
    return replace(plain, **changes)


def page(number: int = 1, **changes: Any) -> Page:
    """The document of `entry(number)`."""
    body = f"Ferry {number} returns\n\nThe ferry crossed the bay again on Monday morning.\n".encode()
    plain = Page(url_key=entry(number).url_key, body=body, content_type="text/plain", fetched_at=NOW)
    return replace(plain, **changes)


def published(**changes: Any) -> Published:
    """A day without an offset."""
    plain = Published(
        raw="2026-01-01",
        local="2026-01-01",
        precision=Precision.DAY,
        offset_minutes=None,
        zone_source=ZoneSource.NONE,
        where="line",
        earliest=datetime(2025, 12, 31, 10, tzinfo=UTC),
        latest=datetime(2026, 1, 2, 12, tzinfo=UTC),
    )
    return replace(plain, **changes)


def published_exactly(moment: datetime) -> Published:
    """A minute with its offset stated."""
    return published(
        raw=moment.isoformat(),
        local=moment.strftime("%Y-%m-%dT%H:%M"),
        precision=Precision.MINUTE,
        offset_minutes=0,
        zone_source=ZoneSource.STATED,
        earliest=moment,
        latest=moment + timedelta(minutes=1),
    )


def language(**changes: Any) -> Language:
    """English, surely."""
    plain = Language(code="en", confidence=0.99, detected="en", script="Latn", detector="langid 1.1.6")
    return replace(plain, **changes)


def removal(**changes: Any) -> Removal:
    """A video notice."""
    plain = Removal(block=1, start=0, text="Watch the video below.", kind="video_notice", rule="en.video.below")
    return replace(plain, **changes)


def article(number: int = 1, **changes: Any) -> Article:
    """What `entry(number)` becomes. Its content hash follows title, lead and blocks unless it is given."""
    plain = Article(
        entry_key=entry(number).entry_key,
        url_key=entry(number).url_key,
        source="test",
        origin=Origin.SEED,
        url=None,
        title=f"Ferry {number} returns",
        display_title=f"Ferry {number} returns",
        lead=None,
        blocks=(
            Block(kind=BlockKind.PARAGRAPH, text="The ferry crossed the bay again on Monday morning."),
            Block(kind=BlockKind.HEADING, text="A long winter"),
            Block(kind=BlockKind.PARAGRAPH, text=f"It had been in the yard for {number} weeks."),
        ),
        authors=(),
        site_name=None,
        section=None,
        canonical_url=None,
        published=published(),
        language=language(),
        removed=(removal(),),
        over_budget=False,
        repairs=Repairs(),
        content_sha256=b"",
        page_sha256=sha256(page(number).body).digest(),
        extractor="plain 1",
        ruleset="2026.1",
    )
    made = replace(plain, **changes)
    if made.content_sha256:
        return made
    text = [made.title or "", made.lead or "", *(block.text for block in made.blocks)]
    return replace(made, content_sha256=sha256("\n\n".join(text).encode("utf-8", "surrogatepass")).digest())


def rejection(number: int = 1, **changes: Any) -> Rejection:
    """What becomes of `entry(number)` where its text is too short."""
    plain = Rejection(
        entry_key=entry(number).entry_key,
        url_key=entry(number).url_key,
        source="test",
        origin=Origin.SEED,
        stage=Stage.CLEAN,
        reason=Reason.TOO_SHORT,
        detail=f"{number}.txt: 12 characters of text, the least is 200",
        file=f"{number}.txt",
    )
    return replace(plain, **changes)
