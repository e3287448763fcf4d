"""Asking only for what changed, and noticing servers that get it wrong. Pure: values and `now` in, values out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from wireroom.fetch.results import Response, Validators

MAX_UNCONDITIONAL_AGE = timedelta(days=7)
_HASH_BYTES = 16
_ITEM = re.compile(rb"<(?:[A-Za-z0-9_-]{1,20}:)?(?:item|entry)[\s>]")
# What changes at every build although nothing is new, before the first item. Bounded: hostile bytes stay cheap.
_BUILD = re.compile(
    rb"<(lastBuildDate|pubDate|updated|generator|dc:date)\b[^<>]{0,500}(?:/>|>[^<]{0,500}</\1\s{0,9}>)",
    re.IGNORECASE,
)


class Change(StrEnum):
    """How a document differs from the one held."""

    NOT_MODIFIED = "not_modified"  # the server says so (304)
    SAME_BODY = "same_body"  # the same bytes: nothing to parse
    SAME_CONTENT = "same_content"  # only dates of the build differ: nothing to store
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is kept of the last answers of one feed. Stored together with its entries, or a crash would lose some."""

    url: str  #: where the validators came from, after redirects
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    stable_hash: bytes | None = None
    whole_at: datetime | None = None  #: when a whole body last arrived
    validators_lie: bool = False  #: the content changed while the validator did not: never send them again
    ignored: int = 0  #: times in a row the same body came although validators were sent


def validators_to_send(
    held: Held | None, *, now: datetime, is_overdue: bool = False, max_age: timedelta = MAX_UNCONDITIONAL_AGE
) -> Validators | None:
    """The validators for the next poll; None asks for the whole document.

    A whole one is asked for where nothing is held, where the validators lied, after `max_age` without
    one, and when new items are overdue (`is_overdue`: three times the usual gap has passed).
    """
    if held is None or held.validators_lie or is_overdue or held.whole_at is None:
        return None
    if now - held.whole_at >= max_age or not (held.etag or held.last_modified):
        return None
    return Validators(url=held.url, etag=held.etag, last_modified=held.last_modified)


def learn(held: Held | None, response: Response, *, sent: Validators | None, now: datetime) -> tuple[Held, Change]:
    """What to hold after `response`, and how it differs from what was held. `sent` is what was asked with."""
    facts = response.facts
    if response.is_unchanged and held is not None:
        # RFC 9111 4.3.4: a 304 may bring new validators; one without any leaves those that were just confirmed.
        etag, modified = facts.etag or held.etag, facts.last_modified or held.last_modified
        return replace(held, etag=etag, last_modified=modified), Change.NOT_MODIFIED
    usable = not facts.expires_at_once
    new = Held(
        url=response.final_url,
        etag=facts.etag if usable else None,
        last_modified=facts.last_modified if usable else None,
        body_hash=digest(response.body),
        stable_hash=stable_digest(response.body),
        whole_at=now,
        validators_lie=held is not None and held.validators_lie,
    )
    change = _change(held, new)
    same_place = held is not None and held.url == new.url
    ignored = held.ignored + 1 if held is not None and sent is not None and change == Change.SAME_BODY else 0
    lie = same_place and change == Change.CHANGED and held is not None and _same_validator(held, new)
    return replace(new, ignored=ignored, validators_lie=new.validators_lie or lie), change


def digest(body: bytes) -> bytes:
    """16 bytes that stand for exactly this body."""
    return blake2b(body, digest_size=_HASH_BYTES).digest()


def stable_digest(body: bytes) -> bytes:
    """16 bytes that stand for this feed's content: comments and the channel's own dates do not count."""
    plain = _without_comments(body)
    first = _ITEM.search(plain)
    end = first.start() if first else 0
    return blake2b(_BUILD.sub(b"", plain[:end]) + plain[end:], digest_size=_HASH_BYTES).digest()


def _change(held: Held | None, new: Held) -> Change:
    if held is None or held.body_hash is None:
        return Change.CHANGED
    if held.body_hash == new.body_hash:
        return Change.SAME_BODY
    return Change.SAME_CONTENT if held.stable_hash == new.stable_hash else Change.CHANGED


def _same_validator(held: Held, new: Held) -> bool:
    if held.etag or new.etag:
        return held.etag == new.etag
    return held.last_modified is not None and held.last_modified == new.last_modified


def _without_comments(body: bytes) -> bytes:
    """`body` without comments. By hand: a pattern would search to the end again for every comment left open."""
    kept: list[bytes] = []
    at = 0
    while (start := body.find(b"<!--", at)) >= 0 and (end := body.find(b"-->", start + 4)) >= 0:
        kept.append(body[at:start])
        at = end + 3
    return b"".join([*kept, body[at:]]) if kept else body
