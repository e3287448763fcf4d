"""The decision table: who published two alike texts, and what differs, says how they are related."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prose import sentences
from wireroom.compare.groups import regroup
from wireroom.compare.relations import Kind, Signed, joins, likeness, needs_specifics, relate
from wireroom.compare.signatures import sign
from wireroom.compare.wording import are_unlike, shared_specifics, specifics, title_share, url_number

OWN, FOREIGN = sentences(1, count=20), sentences(2, count=20)


def signed(number: int, said: list[str], **changes: Any) -> Signed:
    text = "".join(said)
    made = sign(text)
    plain: dict[str, Any] = {
        "article_id": number,
        "source_id": 1,
        "site": f"paper{number}.example",
        "url": None,
        "title": f"Headline {number}",
        "title_share": 1.0,
        "sketch": made.sketch,
        "shingle_count": made.shingle_count,
        "sentence_hashes": made.sentence_hashes,
        "sentence_letters": made.sentence_letters,
    }
    return Signed(**{**plain, **changes})


def kind(one: Signed, other: Signed, *, specifics: float | None = None) -> Kind | None:
    related = relate(one, other, likeness(one, other), specifics=specifics)
    return related.kind if related else None


ONE_SITE: dict[str, Any] = {"site": "paper.example"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (OWN, Kind.SYNDICATED),
        (FOREIGN[:4] + OWN, Kind.SYNDICATED),
        (OWN[:9], Kind.SYNDICATED),
        (OWN[:10] + FOREIGN[:10], Kind.SYNDICATED),  # half own text
        (OWN[:2] + FOREIGN, None),
        (FOREIGN, None),
    ],
)
def test_a_text_at_another_publisher_is_syndicated(said: list[str], expected: Kind | None) -> None:
    assert kind(signed(1, OWN), signed(2, said)) is expected


def test_what_is_half_own_text_is_related_and_ties_nobody_to_a_group() -> None:
    related = relate(*(pair := (signed(1, OWN), signed(2, OWN[:9] + FOREIGN[:11]))), likeness(*pair))

    assert related
    assert related.likeness.sentence_share > 0.3
    assert not joins(related.kind, related.likeness.similarity)


@pytest.mark.parametrize(
    ("changes", "shared", "expected"),
    [
        ({}, 0.2, Kind.TEMPLATE),
        ({}, None, Kind.TEMPLATE),
        ({}, 0.9, Kind.UPDATE),
        ({"title": "headline 1"}, 0.6, Kind.UPDATE),
        ({"title": "headline 1"}, 0.2, Kind.TEMPLATE),  # "Exchange rates today"
        ({"url": "https://paper.example/news/8812345/new-words"}, 0.2, Kind.UPDATE),
    ],
)
def test_at_one_publisher_numbers_and_names_tell_updates_from_templates(
    changes: dict[str, Any], shared: float | None, expected: Kind
) -> None:
    first = signed(1, OWN, url="https://paper.example/news/8812345/old-words", **ONE_SITE)
    second = signed(2, OWN[:16] + FOREIGN[:4], **{**ONE_SITE, **changes})

    assert kind(first, second, specifics=shared) is expected


def test_the_same_text_at_one_publisher_is_an_update_whatever_else_differs() -> None:
    one, other = signed(1, OWN, **ONE_SITE), signed(2, OWN, **ONE_SITE)

    assert not needs_specifics(one, other, likeness(one, other))
    assert kind(one, other) is Kind.UPDATE


def test_background_copied_within_one_publisher_is_no_relation() -> None:
    background = sentences(3, count=7)

    assert kind(signed(1, OWN[:7] + background), signed(2, FOREIGN[:14] + background)) is Kind.SYNDICATED
    assert kind(signed(1, OWN[:7] + background, **ONE_SITE), signed(2, FOREIGN[:14] + background, **ONE_SITE)) is None


def test_where_no_url_tells_the_publisher_the_source_does() -> None:
    one, other = signed(1, OWN, site=None), signed(2, OWN, site=None)

    assert kind(one, other) is Kind.UPDATE
    assert kind(one, signed(2, OWN, site=None, source_id=2)) is Kind.SYNDICATED


def test_a_wall_bears_headlines_that_its_text_does_not_know() -> None:
    pages = [signed(n, OWN, title=title, title_share=0.0, **ONE_SITE) for n, title in enumerate(("Storm", "Budget"))]
    articles = [signed(n, OWN, title=title, **ONE_SITE) for n, title in enumerate(("Storm", "Budget"))]

    def is_wall_like(one: Signed, other: Signed) -> bool | None:
        related = relate(one, other, likeness(one, other))
        return related and related.is_wall_like

    assert is_wall_like(*pages) is True
    assert is_wall_like(*articles) is False


@given(st.integers(0, 20), st.integers(0, 20), st.booleans(), st.sampled_from([None, 0.3, 0.9]))
def test_it_does_not_matter_who_is_compared_with_whom(
    first: int, second: int, is_one_site: bool, shared: float | None
) -> None:
    site = ONE_SITE if is_one_site else {}
    one, other = signed(1, OWN[:first] + FOREIGN[first:], **site), signed(2, OWN[:second] + FOREIGN[second:], **site)

    assert relate(one, other, likeness(one, other), specifics=shared) == relate(
        other, one, likeness(other, one), specifics=shared
    )


@pytest.mark.parametrize(
    ("text", "other", "least", "most"),
    [
        ("On Monday the dollar cost 4.12, the euro 4.50 and the franc 4.61 in Marlow.", None, 1, 1),
        (
            "On Monday the dollar cost 4.12, the euro 4.50 and the franc 4.61 in Marlow.",
            "On Tuesday the dollar cost 4.19, the euro 4.57 and the franc 4.66 in Marlow.",
            0,
            0.3,
        ),
        (
            "The council of Marlow met on Monday. It spent 300 on the Elm Bridge.",
            "It spent 300 on the Elm Bridge when the council of Marlow met on Monday, said Ann Reed.",
            0.8,
            1,
        ),
    ],
)
def test_fillings_of_a_form_differ_in_numbers_and_names(
    text: str, other: str | None, least: float, most: float
) -> None:
    shared = shared_specifics(specifics(text), specifics(other or text))

    assert shared is not None
    assert least <= shared <= most


def test_too_few_numbers_and_names_tell_nothing() -> None:
    assert shared_specifics(specifics("nothing here"), specifics("On Monday 5 boats left Marlow.")) is None


@pytest.mark.parametrize(
    ("one", "other", "unlike"),
    [
        ("Fire at the mill", "Council raises the water price", True),
        ("Fire at the mill", "Two injured in mill fire", False),
        ("Pożar w młynie pod miastem", "Burmistrz zapowiada podwyżki", True),
        ("Pożar młyna", "Dwie osoby ranne w pożarze młyna", False),
        ("河边集市重新开放", "市政府公布明年预算", True),
        ("河边集市重新开放", "集市重新开放吸引游客", False),
        ("Fire", None, False),
    ],
)
def test_headlines_of_different_things_have_no_words_in_common(one: str, other: str | None, unlike: bool) -> None:
    assert are_unlike(one, other) is unlike


def test_a_headline_is_looked_for_in_the_text() -> None:
    assert title_share("Młyn spłonął w nocy", "W nocy spłonął stary młyn nad rzeką.") == 1
    assert title_share("Młyn spłonął w nocy", "Aby czytać dalej, zaakceptuj pliki cookie.") == 0
    assert title_share(None, "anything") == 1


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://paper.example/a/12345678/x", "12345678"),
        ("https://paper.example/2026/01/02/x", None),
        ("https://paper.example/20260102/x-99881", "99881"),
        ("https://paper.example/20260102/x", None),
        ("https://[broken/12345678", None),
        (None, None),
    ],
)
def test_a_site_numbers_its_articles(url: str | None, number: str | None) -> None:
    assert url_number(url) == number


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(13, 24)), max_size=20), st.integers(0, 20))
def test_groups_are_what_hangs_together_in_however_many_steps(pairs: list[tuple[int, int]], cut: int) -> None:
    at_once = regroup(pairs, {}).entered
    first = dict(regroup(pairs[:cut], {}).entered)
    second = regroup(pairs[cut:], first)
    stepwise = {article: second.merged.get(group, group) for article, group in {**first, **second.entered}.items()}

    assert stepwise == at_once
    assert all(at_once[one] == at_once[other] for one, other in pairs)
    assert all(group == min(a for a, g in at_once.items() if g == group) for group in at_once.values())
