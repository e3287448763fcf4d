"""A feed's window held against what is known of it: which entries are new, changed, as they were. No network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yarl import URL

from wireroom.discover.identity import (
    Reuse,
    alias_key,
    content_hash,
    entry_key,
    guids_churned,
    reuse_in,
    shares_page,
    url_key,
)
from wireroom.discover.urls import canonical_url
from wireroom.fetch.politeness import registered_domain
from wireroom.warehouse import announcements
from wireroom.warehouse.announcements import Announced, Media
from wireroom.warehouse.storable import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.discover.feed import FeedEntry, ParsedFeed
    from wireroom.warehouse.announcements import Known
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.feeds import ClaimedFeed

SAMPLES = 8  # entries held against their pages before a feed is believed to carry whole texts
WHOLE_SHARE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The entries of one document, by what is to be done with them."""

    new: tuple[Announced, ...]
    renamed: tuple[Announced, ...]  #: known under another name: noted, not queued
    changed: tuple[Announced, ...]
    seen: tuple[str, ...]  #: keys of those that are as they were
    reuse: Reuse
    is_churned: bool  #: the feed gave its old entries new guids


def carries_whole_texts(feed: ClaimedFeed) -> bool:
    """Has the feed shown that its text is that of its pages?"""
    return feed.text_sample_count >= SAMPLES and feed.text_whole_count >= WHOLE_SHARE * feed.text_sample_count


def held_against(conn: Connection, feed: ClaimedFeed, parsed: ParsedFeed) -> Window:
    """Compare a document with what the warehouse knows of its entries. Of entries with one key the first counts."""
    reuse = reuse_in(parsed.entries) | Reuse(
        guids=feed.reused_guids, links=feed.reused_links, fragments=feed.reused_fragments
    )
    by_key: dict[str, tuple[FeedEntry, Announced]] = {}
    for entry in parsed.entries:
        announced = _announced(feed, parsed, entry, reuse)
        by_key.setdefault(announced.entry_key, (entry, announced))
    aliases = [announced.alias_key for _, announced in by_key.values() if announced.alias_key]
    url_keys = [announced.url_key for _, announced in by_key.values()]
    found = announcements.known(conn, feed.feed_id, keys=by_key, aliases=aliases, url_keys=url_keys)
    return _parted(by_key, found, reuse)


def _parted(by_key: dict[str, tuple[FeedEntry, Announced]], found: Sequence[Known], reuse: Reuse) -> Window:
    known = {bytes(each.entry_key_hash): each for each in found}
    by_alias = {bytes(each.alias_hash): each for each in found if each.alias_hash is not None}
    by_url = {bytes(each.url_key_hash): each for each in found}
    churned = _is_churned(by_key, known, by_url)
    new: list[Announced] = []
    renamed: list[Announced] = []
    changed: list[Announced] = []
    seen: list[str] = []
    for key, (_, announced) in by_key.items():
        same = known.get(digest(key))
        if same is not None:
            is_other = bytes(same.content_hash) != announced.content_hash and not same.is_erased
            is_changed = is_other and same.same_as is None
            changed += [announced] if is_changed else []
            seen += [] if is_changed else [key]
            continue
        other = by_alias.get(digest(announced.alias_key)) if announced.alias_key else None
        if other is None and churned:
            other = by_url.get(digest(announced.url_key))
        if other is None:
            new.append(announced)
        else:
            renamed.append(replace(announced, same_as=bytes(other.same_as or other.entry_key_hash)))
    return Window(
        new=tuple(new),
        renamed=tuple(renamed),
        changed=tuple(changed),
        seen=tuple(seen),
        reuse=reuse,
        is_churned=churned,
    )


def _is_churned(
    by_key: dict[str, tuple[FeedEntry, Announced]], known: dict[bytes, Known], by_url: dict[bytes, Known]
) -> bool:
    guids = {entry.guid for key, (entry, _) in by_key.items() if entry.guid and digest(key) in known}
    links = {
        link
        for entry, announced in by_key.values()
        if digest(announced.url_key) in by_url and entry.link and (link := canonical_url(entry.link))
    }
    return guids_churned([entry for entry, _ in by_key.values()], guids, links)


def _announced(feed: ClaimedFeed, parsed: ParsedFeed, entry: FeedEntry, reuse: Reuse) -> Announced:
    key = entry_key(feed.feed_key, entry, reuse)
    article = url_key(entry, key, reuse)
    host, site = place_of(entry.link) if entry.link else (feed.host, feed.site)
    return Announced(
        entry_key=key,
        url_key=article,
        url=entry.link or article,
        host=host,
        site=site,
        content_hash=bytes.fromhex(content_hash(entry)),
        alias_key=alias_key(feed.feed_key, entry),
        carries_text=entry.is_full_text
        and (entry.link is None or shares_page(entry, reuse) or carries_whole_texts(feed)),
        guid=entry.guid,
        link=entry.link or entry.unusable_link,
        title=entry.title,
        summary=entry.summary,
        content_html=entry.content_html,
        published_raw=None if parsed.dates_are_build_time else entry.published_raw,
        updated_raw=entry.updated_raw,
        language=entry.language or parsed.language or feed.language,
        authors=entry.authors,
        categories=entry.categories,
        enclosures=tuple(
            Media(url=each.url, content_type=each.content_type, length=each.length) for each in entry.enclosures
        ),
        source_name=entry.source_name,
        source_url=entry.source_url,
    )


def place_of(url: str) -> tuple[str, str]:
    """Host and registered domain of an absolute address, as turns are counted."""
    host = (URL(url).raw_host or "").lower().rstrip(".")
    return host, registered_domain(host)
