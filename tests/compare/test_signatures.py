"""Signatures: the same everywhere, alike for texts that are alike, in every script."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paragraphs import PARAGRAPHS
from prose import DENSE, SYLLABLES, prose, sentences
from wireroom.compare.signatures import LEAST_SHINGLES, PLACES, Signature, sign

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
FERRY = (
    "The ferry crossed the bay again on Monday morning, for the first time since the storm tore away half of the pier. "
    "It had been in the yard for eleven weeks, and the crew had painted it a darker green."
)
BANDS = (-2744060599681346686, -4192697215360538043)
SKETCH = "8b9be2f5d962afca"
SENTENCE = -3899932660152644456


def similarity(one: Signature, other: Signature) -> float:
    first, second = (np.frombuffer(each.sketch, dtype="<u2") for each in (one, other))
    return float((first == second).mean())


def share_keys(one: Signature, other: Signature) -> bool:
    return bool(set(one.band_keys) & set(other.band_keys))


def test_it_is_what_it_was_on_another_machine() -> None:
    made = sign(FERRY)

    assert made.shingle_count == 37
    assert made.band_keys[:2] == BANDS
    assert made.sketch[:8].hex() == SKETCH
    assert made.sentence_hashes[0] == SENTENCE
    assert made.sentence_letters == (90, 66)


def test_it_is_the_same_in_another_process() -> None:
    code = f"from wireroom.compare.signatures import sign; print(sign({FERRY!r}).band_keys)"
    env = {**os.environ, "PYTHONPATH": str(PLUGINS), "PYTHONHASHSEED": "77"}

    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == str(sign(FERRY).band_keys)


def test_case_punctuation_and_white_space_do_not_count() -> None:
    one, other = sign(FERRY), sign(FERRY.upper().replace(",", " –").replace(" ", "\n "))

    assert (one.sketch, one.band_keys) == (other.sketch, other.band_keys)


@pytest.mark.parametrize("script", SYLLABLES)
def test_a_cut_and_an_added_beginning_keep_a_text_recognisable(script: str) -> None:
    whole = sentences(1, count=20, script=script)
    cut, extended = "".join(whole[:12]), "".join(sentences(2, count=5, script=script) + whole)

    for changed in (cut, extended):
        assert share_keys(sign("".join(whole)), sign(changed))
        assert set(sign("".join(whole)).sentence_hashes) & set(sign(changed).sentence_hashes)


@pytest.mark.parametrize("script", SYLLABLES)
def test_unrelated_texts_share_nothing(script: str) -> None:
    made = [sign(prose(number, script=script)) for number in range(40)]

    pairs = [(one, other) for place, one in enumerate(made) for other in made[:place]]

    assert sum(share_keys(one, other) for one, other in pairs) <= len(pairs) / 30
    assert not any(set(one.sentence_hashes) & set(other.sentence_hashes) for one, other in pairs)
    assert max(similarity(one, other) for one, other in pairs) < 0.25


@pytest.mark.parametrize("language", sorted(PARAGRAPHS))
def test_a_paragraph_of_any_language_has_sentences_and_is_found_within_a_longer_text(language: str) -> None:
    alone, within = sign(PARAGRAPHS[language]), sign(f"{FERRY}\n{PARAGRAPHS[language]}\n{FERRY}")

    assert alone.sentence_hashes
    assert set(alone.sentence_hashes) <= set(within.sentence_hashes)


def test_the_sketch_estimates_the_share_of_common_sequences() -> None:
    errors = []
    for number in range(60):
        said, others = sentences(number, count=20), sentences(number + 1000, count=20)
        kept = number % 20
        one, other = sign("".join(said)), sign("".join(said[:kept] + others[kept:]))
        union = sign("".join(said + others[kept:])).shingle_count
        exact = (one.shingle_count + other.shingle_count - union) / union
        errors.append(similarity(one, other) - exact)

    assert abs(float(np.mean(errors))) < 0.03
    assert float(np.std(errors)) < 0.06


def test_a_short_text_has_no_sketch_and_is_known_by_its_sentences() -> None:
    made = sign("The ferry crossed the bay again on Monday morning, and nobody was on board.")

    assert made.shingle_count < LEAST_SHINGLES
    assert (made.sketch, made.band_keys) == (b"", ())
    assert len(made.sentence_hashes) == 1


@given(st.text())
def test_any_text_has_a_signature(text: str) -> None:
    made = sign(text)

    assert len(made.sketch) in {0, 2 * PLACES}
    assert len(made.sentence_hashes) == len(made.sentence_letters) == len(set(made.sentence_hashes))


@pytest.mark.parametrize("script", sorted(DENSE))
def test_texts_without_spaces_are_cut_in_characters(script: str) -> None:
    text = prose(5, script=script)

    assert sign(text).shingle_count > len(text) / 2
