"""What texts of many scripts name: the same marks for the same things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.compare.anchors import anchors_of
from wireroom.compare.writing import sound


def keys(text: str, language: str) -> set[str]:
    return set(anchors_of(text, language).keys)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Rozmowy w Pjongjangu o Korei Północnej i Ukrainie.", "pl"),
        ("Συνομιλίες στην Πιονγκγιάνγκ για τη Βόρεια Κορέα και για την Ουκρανία.", "el"),
        ("Переговоры в Пхеньяне о Северной Корее и об Украине.", "ru"),
        ("Gespräche in Pjöngjang über Nordkorea und über die Ukraine.", "de"),
        ("Pourparlers à Pyongyang sur la Corée du Nord et sur l’Ukraine.", "fr"),
        ("在平壤就朝鲜和乌克兰举行会谈。", "zh"),
        ("平壌で北朝鮮とウクライナについて協議した。", "ja"),
        ("평양에서 북한과 우크라이나에 대해 회담했다.", "ko"),
        ("محادثات في بيونغيانغ حول كوريا الشمالية وأوكرانيا.", "ar"),
        ("שיחות בפיונגיאנג על קוריאה הצפונית ועל אוקראינה.", "he"),
    ],
)
def test_places_are_the_same_in_every_language(text: str, language: str) -> None:
    assert {"c:KP", "c:UA", "g:1871859"} <= keys(text, language)


@pytest.mark.parametrize(
    ("name", "language", "other", "other_language"),
    [
        ("Κίρμπι", "el", "Kirby", "en"),
        ("Szojgu", "pl", "Σοϊγκού", "el"),
        ("Putinem", "pl", "Путин", "ru"),
        ("Putins", "de", "Πούτιν", "el"),
        ("Θάσο", "el", "Thasos", "en"),
        ("Brzozowicz", "pl", "Бжозович", "uk"),
        ("Zelensky's", "en", "Зеленський", "uk"),
        ("Schröder", "de", "Шрёдер", "ru"),
    ],
)
def test_a_name_sounds_the_same_in_every_script(name: str, language: str, other: str, other_language: str) -> None:
    assert sound(name, language)[:3] == sound(other, other_language)[:3] != ""


def test_names_are_capitals_that_say_something() -> None:
    german = keys("Gestern sprach Bürgermeister Theodoros Mourikakis. Die Schulen und die Burg bleiben zu.", "de")
    shouted = keys("Markets Fall After Long Summer Break\nInvestors sold, said Lone Kragelund.", "en")

    assert {key for key in german if key[0] == "n"} == {
        f"n:{sound(name, 'de')}" for name in ("Theodoros", "Mourikakis")
    }
    assert {key for key in shouted if key[0] == "n"} == {f"n:{sound(name, 'en')}" for name in ("Lone", "Kragelund")}


def test_words_of_one_name_are_of_one_group() -> None:
    found = anchors_of(
        "The Arenberg Museum lost a work of Joos van Haelst. In Ghent the police asked Liesbeth Maes.", "en"
    )
    groups = dict(zip(found.keys, found.groups, strict=True))

    assert groups["n:is"] == groups["n:hlst"]
    assert groups["n:lsbt"] == groups["n:ms"]
    assert len(set(groups.values())) == len(groups) - 3


def test_numbers_are_the_same_however_they_are_written() -> None:
    polish = keys("Strata 2 350 osób i 9,4 proc. w 2023 roku, o 18:30", "pl")
    english = keys("A loss of 2,350 people and 9.4 percent in 2023, at 18:30", "en")
    arabic = keys("خسارة ٢٣٥٠ شخصا", "ar")

    assert polish == english == {"d:2350", "d:9.4"}
    assert arabic == {"d:2350"}


def test_a_first_name_is_no_city_and_a_month_no_name() -> None:
    assert keys("He met Vladimir Putin on Monday in September.", "en") == {"n:vldm", "n:ptn"}


def test_stems_are_of_one_language_and_pairs_where_words_are_not_set_apart() -> None:
    assert not set(anchors_of("information", "en").stems) & set(anchors_of("information", "fr").stems)
    assert len(anchors_of("平壤举行会谈", "zh").stems) == 5


@given(st.text(), st.sampled_from(["en", "de", "pl", "el", "zh", "und"]))
def test_any_text_has_anchors_that_are_whole(text: str, language: str) -> None:
    found = anchors_of(text, language)

    assert len(found.keys) == len(found.counts) == len(found.labels) == len(found.groups) == len(set(found.keys))
    assert all(label and count > 0 for label, count in zip(found.labels, found.counts, strict=True))
    assert found == anchors_of(text, language)
