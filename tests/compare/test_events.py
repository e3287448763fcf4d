"""What speaks for two articles being of one event, and what does not."""

from __future__ import annotations

from collections import Counter

from wireroom.compare.anchors import anchors_of
from wireroom.compare.events import Frequencies, Link, Marks, Thresholds, Weighed, independent, link, weigh

VISIT = "On {day} the minister Tarmo Laaneste signed an agreement with Ostap Hrynchyshyn in Kyiv, Ukraine."
VISITA = "El {day} el ministro Tarmo Laaneste firmó un acuerdo con Ostap Hrynchyshyn en Kiev, Ucrania."


def frequencies(*texts: tuple[str, str]) -> Frequencies:
    found = [anchors_of(text, language) for text, language in texts]
    return Frequencies(
        articles=1000,
        by_language={"en": 400, "de": 300, "es": 300},
        anchors=Counter(key for made in found for key in made.keys),
        stems=Counter(stem for made in found for stem in made.stems),
    )


def weighed(text: str, language: str, counted: Frequencies) -> Weighed:
    made = anchors_of(text, language)
    marks = Marks(
        language=language,
        counts=dict(zip(made.keys, made.counts, strict=True)),
        groups=dict(zip(made.keys, made.groups, strict=True)),
        weekday=made.weekday,
        stems=made.stems,
    )
    return weigh(1, marks, counted)


def linked(one: tuple[str, str], other: tuple[str, str]) -> Link:
    counted = frequencies(one, other)
    return link(weighed(*one, counted), weighed(*other, counted), counted, Thresholds())


def test_a_full_name_is_one_thing_and_a_city_speaks_for_its_country() -> None:
    counted = frequencies((VISIT, "en"), (VISITA, "es"))
    one, other = weighed(VISIT, "en", counted), weighed(VISITA, "es", counted)
    shared = sorted(one.idf.keys() & other.idf.keys())

    assert {"n:trm", "n:lnst", "n:ostp", "n:hrnk", "c:UA"} <= set(shared)
    assert len(independent(shared, one, other)) == 3


def test_one_man_in_one_place_is_no_event() -> None:
    grain = (
        "Russia sends grain to Mali, deputy minister Oksana Lutsenko said in Moscow. She thanked Grigory Velyaminov."
    )
    sailors = (
        "In Moskau sprach der Vizeminister Russlands Grigory Velyaminov mit Gesandten aus Seoul. Es ging um Krabben."
    )

    found = linked((grain, "en"), (sailors, "de"))

    assert {"n:grgr", "n:vlmn", "g:524901", "c:RU"} == set(found.shared)
    assert not found.passes


def test_other_days_halve_the_strength() -> None:
    same = linked((VISIT.format(day="Thursday"), "en"), (VISITA.format(day="jueves"), "es"))
    other = linked((VISIT.format(day="Thursday"), "en"), (VISITA.format(day="sábado"), "es"))

    assert same.passes
    assert same.strength > 1
    assert other.strength == same.strength / 2


def test_a_link_is_the_same_from_both_sides() -> None:
    one, other = (VISIT.format(day="Thursday"), "en"), (VISITA.format(day="sábado"), "es")

    assert linked(one, other).strength == linked(other, one).strength
    assert linked(one, other).shared_idf == linked(other, one).shared_idf
