"""read/language.py: the label, the abstentions, what declarations may do, and langid itself when plain."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langid.langid import LanguageIdentifier, model
from wireroom.model import Declared
from wireroom.read import language, language_model
from wireroom.read.language_declared import votes
from wireroom.read.language_groups import groups

if TYPE_CHECKING:
    from pathlib import Path

POLISH = (
    "Rada miasta przyjęła w środę budżet na przyszły rok. Najwięcej pieniędzy trafi na remont szkół i nowe linie "
    "tramwajowe, a mniej niż dotąd na drogi. Opozycja głosowała przeciw, bo jej zdaniem dochody z podatków policzono "
    "zbyt śmiało. Burmistrz odpowiada, że plan jest ostrożny i zostawia rezerwę na nieprzewidziane wydatki. "
    "Prace na pierwszych ulicach mają się zacząć wiosną, kiedy tylko puszczą mrozy. Mieszkańcy będą mogli zgłaszać "
    "uwagi przez internet oraz na spotkaniach w każdej dzielnicy. "
)
ENGLISH = (
    "The harbour will stay closed to large ships until the end of the month. Divers found a crack in the northern "
    "wall last week, and engineers want to see how it behaves in heavy weather before they let anyone moor there. "
)
GREEK = (
    "Το δημοτικό συμβούλιο αποφάσισε να κλείσει για τα αυτοκίνητα τον παραλιακό δρόμο κάθε Κυριακή του καλοκαιριού. "
    "Οι καταστηματάρχες φοβούνται ότι θα χάσουν πελάτες, όμως οι κάτοικοι χειροκρότησαν."
)
SERBIAN = (
    "Predsednik opštine rekao je da će nova škola biti otvorena posle praznika. Deca iz dva sela do sada su putovala "
    "više od sata, a pre dve nedelje počela je i poslednja faza radova. Za tu namenu izdvojeno je tri miliona dinara."
)
CROATIAN = (
    "Predsjednik općine rekao je da će nova škola biti otvorena poslije blagdana. Djeca iz dvaju sela do sada su "
    "putovala više od sata, a prije dva tjedna počela je i posljednja faza radova. Tisuće roditelja to pozdravlja."
)
MALAY = (
    "Kerajaan negeri berkata jambatan baharu itu akan dibuka pada hari Khamis kerana kerja elektrik sudah siap. "
    "Polis meminta penduduk kampung menggunakan jalan lama sehingga mesyuarat dengan pihak syarikat selesai."
)
INDONESIAN = (
    "Pemerintah provinsi mengatakan jembatan baru itu bisa dibuka pada hari Kamis karena pekerjaan listrik sudah "
    "selesai. Polisi meminta warga desa memakai jalan lama hingga rapat dengan perusahaan berakhir."
)
HAUSA = (  # not among the languages langid knows
    "Gwamnatin jihar ta ce za ta gina sababbin makarantu guda goma a bana domin taimaka wa yara a karkara. Shugaban "
    "ya bayyana haka ne a lokacin da yake ganawa da manema labarai a babban birnin kasar. Ya kara da cewa an ware "
    "kudi mai yawa domin wannan aiki, kuma za a fara shi nan da wata biyu."
)
JAPANESE = "市は来年の予算を水曜日に決めた。学校の修理に一番多くのお金が使われることになる。"
CHINESE = "市政府星期三通过了明年的预算，最多的钱将用于修理学校和新的电车线路。"
RUSSIAN = "Городской совет принял в среду бюджет на следующий год, больше всего денег пойдёт на ремонт школ."
ARABIC = "وافق مجلس المدينة يوم الأربعاء على ميزانية العام المقبل، وسيذهب معظم المال إلى إصلاح المدارس."
SAMPLES = {
    "pl": POLISH,
    "en": ENGLISH,
    "el": GREEK,
    "sr": SERBIAN,
    "hr": CROATIAN,
    "ms": MALAY,
    "id": INDONESIAN,
    "ja": JAPANESE,
    "zh": CHINESE,
    "ru": RUSSIAN,
    "ar": ARABIC,
}


def said(code: str, where: str = "html") -> tuple[Declared, ...]:
    return (Declared(code=code, where=where),)


@pytest.fixture(scope="module")
def bare() -> LanguageIdentifier:
    """langid as it comes, in an instance of our own."""
    return LanguageIdentifier.from_modelstring(model, norm_probs=True)


@pytest.mark.parametrize("code", SAMPLES)
def test_an_ordinary_text_gets_its_language_and_is_not_mixed(code: str) -> None:
    found = language.tag(SAMPLES[code])

    assert (found.code, found.detected, found.is_mixed) == (code, code, False)
    assert found.confidence > 0.5
    assert (found.declared, found.declared_where, found.agrees) == (None, None, None)


@pytest.mark.parametrize(
    "text",
    ["", " \n ", "12345 67,8 %", "😀 🎉 👍🏽", "https://news.example/a/b.html", "OK", "\x00\x01", "\ud800\udfff\ud800"],
)
def test_a_text_without_enough_letters_is_undetermined(text: str) -> None:
    found = language.tag(text, declared=said("pl"))

    assert (found.code, found.confidence, found.agrees) == ("und", 0.0, None)


def test_a_text_unlike_all_known_languages_is_undetermined() -> None:
    assert language.tag(HAUSA).code == "und"


def test_a_declared_language_beyond_the_model_is_believed_of_a_text_unlike_all_known_ones() -> None:
    found = language.tag(HAUSA, declared=said("ha"))

    assert (found.code, found.agrees) == ("ha", True)


def test_a_script_the_model_has_never_seen_is_undetermined_or_as_declared() -> None:
    burmese = "မြန်မာနိုင်ငံ၏ မြို့တော်တွင် ကျောင်းအသစ် ဖွင့်လှစ်မည်"

    assert (language.tag(burmese).code, language.tag(burmese).script) == ("und", "Mymr")
    assert language.tag(burmese, declared=said("my")).code == "my"


def test_a_declared_language_beyond_the_model_never_beats_a_text_it_knows() -> None:
    assert language.tag(POLISH, declared=said("ha")).code == "pl"


@pytest.mark.parametrize("code", ["pl", "en", "el", "ru"])
def test_capitals_do_not_change_the_language(code: str) -> None:
    assert language.tag(SAMPLES[code].upper()).code == code


@pytest.mark.parametrize("code", ["pl", "el", "hr", "ru"])
def test_decomposed_letters_do_not_change_the_answer(code: str) -> None:
    assert language.tag(unicodedata.normalize("NFD", SAMPLES[code])) == language.tag(SAMPLES[code])


def test_a_headline_that_is_the_same_in_two_languages_follows_the_declaration() -> None:
    headline = "Otvorena nova škola u centru grada"

    assert language.tag("", title=headline).confidence < 0.8
    for code in ("sr", "hr", "bs"):
        assert language.tag("", title=headline, declared=said(code)).code == code


def test_a_headline_that_is_the_same_in_two_languages_follows_the_history_of_its_source() -> None:
    assert language.tag("", title="Otvorena nova škola u centru grada", priors={"sr": 400}).code == "sr"


@pytest.mark.parametrize("code", SAMPLES)
def test_a_wrong_declaration_or_history_never_overrides_an_article(code: str) -> None:
    found = language.tag(SAMPLES[code], declared=said("fr"), priors={"fr": 1000})

    assert (found.code, found.declared, found.declared_where, found.agrees) == (code, "fr", "html", False)


def test_the_declaration_that_is_right_most_often_counts_most() -> None:
    declared = (Declared(code="en-US", where="html"), Declared(code="sr_Latn", where="og"))
    found = language.tag(SERBIAN, declared=declared)

    assert (found.declared, found.declared_where, found.agrees) == ("sr", "og", True)


def test_norwegian_is_one_language_and_old_codes_are_read() -> None:
    declared = [Declared(code=code, where="html") for code in ("nb-NO", "nn", "iw", "x-default", "und", "", "123")]

    assert [vote.code for vote in votes(declared)] == ["no", "he"]


def test_an_article_with_three_tenths_in_another_language_is_flagged_and_keeps_the_main_one() -> None:
    foreign = ENGLISH + "Ferries leave from the old pier instead."
    for text in (POLISH + foreign, foreign + "\n" + POLISH):
        found = language.tag(text)

        assert (found.code, found.is_mixed) == ("pl", True)
        assert not language.tag(text, segments=False).is_mixed


def test_similar_languages_do_not_make_an_article_mixed() -> None:
    assert not language.tag(CROATIAN + "\n" + SERBIAN).is_mixed


@pytest.mark.parametrize(
    ("text", "script"),
    [(POLISH, "Latn"), (GREEK, "Grek"), (RUSSIAN, "Cyrl"), (JAPANESE, "Jpan"), (CHINESE, "Hani"), (ARABIC, "Arab")],
)
def test_the_script_of_most_letters_is_named(text: str, script: str) -> None:
    assert language.tag(text).script == script


@given(st.text(st.characters(), max_size=400), st.text(st.characters(), max_size=60), st.booleans())
@settings(deadline=None)
def test_any_text_gets_an_answer_with_a_confidence_between_0_and_1(text: str, title: str, plain: bool) -> None:
    found = language.tag(text, title=title, plain=plain, declared=said("pl"), priors={"de": 3, "xx": 1, "fr": -1})

    assert 0.0 <= found.confidence <= 1.0
    assert (found.confidence == 0.0) == (found.code == "und")


@given(
    st.text(max_size=300) | st.sampled_from([text[a:b] for text in SAMPLES.values() for a in (0, 9) for b in (12, 80)])
)
@settings(deadline=None, max_examples=200)
def test_plain_is_bare_langid_for_any_text(bare: LanguageIdentifier, text: str) -> None:
    found = language.tag(text, plain=True)
    code, confidence = bare.classify(text)

    assert found.code == found.detected == code
    assert found.confidence == pytest.approx(float(confidence), rel=1e-3)


def test_plain_is_bare_langid_for_long_texts_and_untouched_by_declarations(bare: LanguageIdentifier) -> None:
    for text in (SERBIAN, SERBIAN.upper(), HAUSA, "", POLISH * 400, "".join(SAMPLES.values()) * 100):
        found = language.tag(text, plain=True, declared=said("fr"), priors={"fr": 1000})

        assert found.code == bare.classify(text)[0]
        assert (found.declared, found.is_mixed, found.detector) == ("fr", False, "langid 1.1.6")


def test_threads_get_the_answers_one_thread_gets() -> None:
    texts = [text[a : a + 160] for text in (*SAMPLES.values(), HAUSA, "") for a in range(0, 40, 4)]
    alone = [language.tag(text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(language.tag, texts * 40))

    assert together == alone * 40


def test_a_damaged_or_foreign_model_file_is_ignored_and_replaced(tmp_path: Path) -> None:
    cache = tmp_path / "made" / "langid.model"
    cache.parent.mkdir()
    cache.write_bytes(b"\x80\x05cos\nsystem\n")
    fresh = language_model.load(cache)

    again = language_model.load(cache)

    assert cache.stat().st_size > 6_000_000
    assert [path.name for path in cache.parent.iterdir()] == ["langid.model"]
    assert np.array_equal(fresh.weights, again.weights)
    assert not again.weights.flags.writeable


def test_a_model_file_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")

    assert language_model.load(tmp_path / "file" / "langid.model").languages.shape == (97,)


def test_a_word_of_a_group_speaks_for_some_of_its_languages_but_not_for_all() -> None:
    for group in groups():
        for word, speaks in group.words.items():
            assert word == word.lower()
            assert 0 < len(speaks) < len(group.languages), word
