"""Differences of versions: what went and what came, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.compare import changes
from wireroom.compare.changes import Text, change

DAY = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN = Text(
    version=1,
    language="en",
    title="Ferry returns",
    lead=None,
    body="The ferry crossed the bay on Monday.\n\nIt had been in the yard.",
    published_local="2026-01-01",
    published_offset_minutes=None,
    published_earliest=DAY,
    published_latest=DAY,
)


def text(**others: Any) -> Text:
    return replace(PLAIN, **others)


def test_words_that_went_and_came_stand_in_their_places() -> None:
    found = change(
        text(), text(version=2, body="The old ferry crossed the bay on Tuesday.\n\nIt had been in the yard.")
    )

    (first, second) = found.pieces
    assert (first.before, first.removed, first.added, first.after) == ("The", "", "old", "ferry crossed the bay")
    assert (second.before, second.removed, second.added) == ("crossed the bay on", "Monday", "Tuesday")
    assert (found.version, found.kinds, found.removed_words, found.added_words) == (2, ("body",), 1, 2)
    assert found.similarity == pytest.approx(2 * 14 / (15 + 16))


@pytest.mark.parametrize(("old", "new"), [("It came.", "It came. It left."), ("It came. It left.", "It came.")])
def test_a_sentence_that_comes_or_goes_is_shown_whole(old: str, new: str) -> None:
    (piece,) = change(text(body=old), text(body=new)).pieces

    assert {piece.removed, piece.added} == {"", "It left."}


@pytest.mark.parametrize(
    ("others", "kinds"),
    [
        ({"title": None}, ("title",)),
        ({"title": "Ferry is back", "lead": "It came."}, ("title", "lead")),
        ({"published_local": "2026-01-02"}, ("date",)),
        ({"published_offset_minutes": 60}, ("date",)),
        ({"body": "Other.", "published_latest": None}, ("body", "date")),
    ],
)
def test_each_kind_of_change_is_named(others: dict[str, Any], kinds: tuple[str, ...]) -> None:
    assert change(text(), text(**others)).kinds == kinds


def test_another_date_alone_changes_no_word() -> None:
    found = change(text(), text(published_local="2026-01-02"))

    assert (found.pieces, found.similarity, found.removed_words) == ((), 1.0, 0)


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        ("朝市は七時に始まる。", "朝市は六時に始まる。", "七", "六"),
        ("ตลาดเปิดเจ็ดโมง", "ตลาดเปิดหกโมง", "เจ็ด", "หก"),
        ("पुस्तकालय शुरू हुआ", "पुस्तकालय बंद हुआ", "शुरू", "बंद"),
        ("Czytaj dziś", "Czytaj jutro", "dziś", "jutro"),
        ("l’élu d’Orlan", "l’élue d’Orlan", "l’élu", "l’élue"),
    ],
)
def test_a_word_is_what_the_script_makes_of_it(old: str, new: str, removed: str, added: str) -> None:
    (piece, *_) = change(text(body=old), text(body=new)).pieces

    assert (piece.removed, piece.added) == (removed, added)


def test_long_texts_are_compared_by_blocks_and_what_is_kept_is_bounded() -> None:
    words = [f"word{number}" for number in range(changes.MAX_WORDS)]
    old = "\n\n".join(" ".join(words[start : start + 500]) for start in range(0, len(words), 500))
    new = old.replace("word700 ", "other ")

    found = change(text(body=old), text(body=new))

    assert len(found.pieces) == 1
    assert found.removed_words == found.added_words == 500
    assert found.is_shortened
    assert len(found.pieces[0].removed) == changes.MAX_PIECE_CHARACTERS


def test_no_more_places_are_kept_than_the_bound() -> None:
    old = " ".join(f"a{number} b{number}" for number in range(300))
    new = " ".join(f"a{number} c{number}" for number in range(300))

    found = change(text(body=old), text(body=new))

    assert (len(found.pieces), found.is_shortened, found.removed_words) == (changes.MAX_PIECES, True, 300)


WORDS = st.lists(st.sampled_from(["a", "b", "c", "1", ",", "ж", "市", "été"]), max_size=40).map(" ".join)


@given(WORDS, WORDS)
def test_old_without_what_went_and_with_what_came_is_new(old: str, new: str) -> None:
    found = change(text(title=None, body=old), text(title=None, body=new))

    went = [word for piece in found.pieces for word in piece.removed.split()]
    came = [word for piece in found.pieces for word in piece.added.split()]
    words_old, words_new = old.split(), new.split()
    assert sorted(words_old + came) == sorted(words_new + went)
    assert 0 <= found.similarity <= 1
    assert (old == new) == (not found.pieces) == ("body" not in found.kinds)
