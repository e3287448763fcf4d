"""Which day of the week a report names first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.compare.weekdays import weekday_of

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(1, 8)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("A quake struck on Tuesday. Schools open on Friday.", "en", TUESDAY),
        ("Am späten Mittwochabend brach ein Feuer aus.", "de", WEDNESDAY),
        ("Jak podano we wtorek, nikt nie ucierpiał.", "pl", TUESDAY),
        ("W poniedziałkowym ataku zginęły cztery osoby.", "pl", MONDAY),
        ("Do wypadku doszło w środę rano.", "pl", WEDNESDAY),
        ("V pátek porazila nasazenou jedničku.", "cs", FRIDAY),
        ("Соглашение подписали в среду в Кишинёве.", "ru", WEDNESDAY),
        ("Її обрали в п'ятницю.", "uk", FRIDAY),
        ("Η φωτιά ξέσπασε το πρωί της Παρασκευής.", "el", FRIDAY),
        ("Morreram esta sexta-feira dois operários.", "pt", FRIDAY),
        ("Csütörtökön döntött a jegybank.", "hu", None),  # at the start of a sentence: there a capital says nothing
        ("A jegybank csütörtökön döntött.", "hu", THURSDAY),
        ("وقال إن القارب انقلب يوم الثلاثاء", "ar", TUESDAY),
        ("该公司星期六宣布召回。", "zh", SATURDAY),
        ("日曜日に発表した。", "ja", SUNDAY),
    ],
)
def test_a_day_is_known_in_its_cases_and_scripts(text: str, language: str, day: int | None) -> None:
    assert weekday_of(text, language) == day


def test_a_night_from_one_day_to_the_next_is_the_next() -> None:
    assert weekday_of("dans la nuit de mardi à mercredi", "fr") == WEDNESDAY
    assert weekday_of("w nocy z soboty na niedzielę", "pl") == SUNDAY


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Четверо людей загинули серед руїн.", "uk"),
        ("Среди погибших двое детей.", "ru"),
        ("După trei luni a venit martie.", "ro"),
        ("Środki na ten cel są.", "pl"),
        ("Η δεύτερα θέση", "el"),
        ("Nobody said when.", "en"),
        ("on Monday", "xx"),
        ("", "en"),
    ],
)
def test_what_only_begins_like_a_day_is_none(text: str, language: str) -> None:
    assert weekday_of(text, language) is None


@given(st.text(), st.sampled_from(["en", "pl", "el", "zh", "pt", "he", "und"]))
def test_any_text_names_one_of_seven_days_or_none(text: str, language: str) -> None:
    assert weekday_of(text, language) in {None, 1, 2, 3, 4, 5, 6, 7}
