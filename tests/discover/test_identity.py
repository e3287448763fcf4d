"""Identity of announcements and articles, and of whole bodies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from discover.feed_examples import RSS
from hypothesis import given
from hypothesis import strategies as st
from wireroom.discover.feed import FeedEntry
from wireroom.discover.identity import (
    MAX_KEY_CHARACTERS,
    Reuse,
    alias_key,
    body_hash,
    entry_key,
    guids_churned,
    reuse_in,
    stable_hash,
    url_key,
)


def entry(**changes: Any) -> FeedEntry:
    plain = FeedEntry(guid="g1", link="https://harbour.example/1", title="Bridge opens", summary="It opened.")
    return replace(plain, **changes)


def keys(*entries: FeedEntry) -> list[str]:
    reuse = reuse_in(entries)
    return [entry_key("harbour", item, reuse) for item in entries]


def test_a_guid_is_the_identity_whatever_else_changes() -> None:
    """behaviour 55"""
    before = keys(entry())
    after = keys(entry(link="https://harbour.example/1?utm_source=x", title="Bridge opens at last"))

    assert before == after == ["feed:harbour#g1"]


def test_a_guid_that_several_entries_use_counts_with_the_link() -> None:
    found = keys(entry(), entry(link="https://harbour.example/2"))

    assert found == ["feed:harbour#g1|https://harbour.example/1", "feed:harbour#g1|https://harbour.example/2"]


def test_an_entry_that_stands_there_twice_is_one() -> None:
    """behaviour 55"""
    assert keys(entry(), entry()) == ["feed:harbour#g1"] * 2


def test_without_a_guid_the_canonical_link_counts_if_no_other_entry_has_it() -> None:
    one, two = entry(guid=None), entry(guid=None, title="Other", link="https://harbour.example/1#x")

    assert keys(one) == ["feed:harbour#https://harbour.example/1"]
    assert all("#sha256:" in key for key in keys(one, two))
    assert len(set(keys(one, two))) == 2


def test_what_was_reused_once_stays_so() -> None:
    """behaviour 55"""
    known = reuse_in([entry(), entry(link="https://harbour.example/2")])

    assert entry_key("harbour", entry(), Reuse() | known).endswith("#g1|https://harbour.example/1")


def test_the_alias_of_an_address_survives_a_move_of_the_site() -> None:
    old = alias_key("harbour", entry(guid="http://harbour.example/?p=17"))
    new = alias_key("harbour", entry(guid="https://www.harbour.example/?p=17"))

    assert old == new == "feed:harbour#~/?p=17"
    assert alias_key("harbour", entry(guid="g1")) is None
    assert alias_key("harbour", entry(guid="https://harbour.example/")) is None


def test_the_article_is_its_canonical_link_else_the_entry_itself() -> None:
    tracked = entry(link="HTTPS://Harbour.example:443/a/../1?utm_source=rss#top")

    assert url_key(tracked, "k", Reuse()) == "https://harbour.example/1"
    assert url_key(entry(link=None), "feed:harbour#g1", Reuse()) == "feed:harbour#g1"


LIVE = "https://h.example/live"


def articles(*entries: FeedEntry) -> list[str]:
    reuse = reuse_in(entries)
    return [url_key(item, f"feed:h#{item.guid}", reuse) for item in entries]


def test_entries_of_one_page_are_articles_of_their_own_where_the_feed_has_their_texts() -> None:
    posts = [
        entry(guid=guid, link=f"{LIVE}{fragment}", title=guid, is_full_text=guid != "d")
        for guid, fragment in (("a", "#post-a"), ("b", "#post-b"), ("c", ""), ("d", "#post-d"))
    ]

    assert articles(*posts) == [f"{LIVE}#post-a", f"{LIVE}#post-b", "feed:h#c", LIVE]
    assert articles(*posts[2:3]) == [LIVE]
    assert articles(*[replace(post, link=LIVE) for post in posts]) == ["feed:h#a", "feed:h#b", "feed:h#c", LIVE]


def test_entries_of_one_page_without_texts_are_one_article() -> None:
    posts = [entry(guid=str(number), link=f"{LIVE}#post-{number}", title=str(number)) for number in range(4)]

    assert articles(*posts) == [LIVE] * 4


def test_an_entry_repeated_under_another_guid_shares_its_page_with_nobody() -> None:
    said = entry(is_full_text=True, content_html="<p>It opened.</p>", published_raw="2026-01-02")

    assert articles(said, replace(said, guid="g2", published_raw="2026-01-03")) == [said.link] * 2


def test_new_guids_on_known_links_are_churn() -> None:
    entries = [entry(guid=f"new-{number}", link=f"https://harbour.example/{number}") for number in range(10)]
    links = {f"https://harbour.example/{number}" for number in range(9)}

    assert guids_churned(entries, set(), links)
    assert not guids_churned(entries, {"new-1", "new-2", "new-3"}, links)
    assert not guids_churned(entries, set(), set())


def test_a_new_build_date_alone_leaves_the_stable_hash() -> None:
    """behaviour 11"""
    dated = RSS.replace("<ttl>", "<lastBuildDate>Fri, 20 Nov 2026</lastBuildDate><!-- 17 ms --><ttl>")
    later = dated.replace("20 Nov 2026<", "21 Nov 2026<").replace("17 ms", "9 ms")
    changed = dated.replace("08:15:00 +0100", "08:16:00 +0100")

    assert body_hash(dated.encode()) != body_hash(later.encode())
    assert stable_hash(dated.encode()) == stable_hash(later.encode())
    assert stable_hash(dated.encode()) != stable_hash(changed.encode())


TEXTS = st.one_of(st.none(), st.text(max_size=600))


@given(st.lists(st.builds(FeedEntry, guid=TEXTS, link=TEXTS, title=TEXTS, summary=TEXTS), max_size=6))
def test_keys_are_bounded_and_do_not_depend_on_the_order(entries: list[FeedEntry]) -> None:
    """behaviour 55"""
    assert sorted(keys(*entries)) == sorted(keys(*reversed(entries)))
    assert all(len(key) <= len("feed:harbour#") + MAX_KEY_CHARACTERS for key in keys(*entries))
