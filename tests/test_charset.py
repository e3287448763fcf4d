"""Bytes become text: whatever the encoding, whatever is broken."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paragraphs import LEGACY, PARAGRAPHS
from wireroom.charset import codec, decode, is_binary, mend
from wireroom.model import Repairs

CASES = [(language, charset) for language, charsets in LEGACY.items() for charset in charsets]
WIDE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize(("language", "charset"), CASES)
def test_a_paragraph_in_a_legacy_encoding_is_read_without_declaration(language: str, charset: str) -> None:
    body = PARAGRAPHS[language].encode(charset, "ignore")

    assert decode(body).text == body.decode(charset)


@pytest.mark.parametrize(("language", "charset"), CASES)
def test_a_single_sentence_is_enough(language: str, charset: str) -> None:
    body = PARAGRAPHS[language][:90].encode(charset, "ignore")

    assert decode(body).text == body.decode(charset)


@pytest.mark.parametrize("charset", WIDE)
@pytest.mark.parametrize("language", PARAGRAPHS)
def test_unicode_is_read_with_and_without_a_mark(language: str, charset: str) -> None:
    found = decode(PARAGRAPHS[language].encode(charset))

    assert (found.text, found.repairs) == (PARAGRAPHS[language], Repairs())


def test_a_greek_capital_with_tonos_tells_the_two_greek_encodings_apart() -> None:
    text = PARAGRAPHS["el"]
    assert "Ά" in text  # 0xA2 in Windows-1253, 0xB6 in ISO-8859-7; in each the other byte is a symbol

    assert decode(text.encode("cp1253")).charset == "cp1253"
    assert decode(text.encode("iso8859_7", "ignore")).charset == "iso8859_7"


def test_a_declaration_is_believed_where_the_bytes_obey() -> None:
    body = "Łódź".encode("iso8859_2")

    assert decode(body, "ISO-8859-2").text == "Łódź"


def test_a_declaration_the_bytes_do_not_obey_is_passed_over() -> None:
    body = PARAGRAPHS["ja"].encode("cp932")

    assert decode(body, "euc-jp").text == PARAGRAPHS["ja"]


def test_utf8_under_a_wrong_label_stays_utf8() -> None:
    assert decode(PARAGRAPHS["pl"].encode(), "iso-8859-1").text == PARAGRAPHS["pl"]


def test_one_bad_byte_does_not_outvote_a_declaration() -> None:
    body = PARAGRAPHS["ja"].encode("cp932") + b"\x81"
    found = decode(body, "shift_jis")

    assert found.charset == "cp932"
    assert found.repairs.undecodable == 1
    assert found.text.startswith(PARAGRAPHS["ja"])


@pytest.mark.parametrize(
    "head", [b'<meta charset="windows-1250">', b"<meta http-equiv=x content='text/html; charset=windows-1250'>"]
)
def test_a_page_declares_its_own_encoding(head: bytes) -> None:
    body = head + "<p>Łoś".encode("cp1250")

    assert decode(body, is_html=True).charset == "cp1250"


def test_an_xml_declaration_counts_too() -> None:
    body = b'<?xml version="1.0" encoding="ISO-8859-2"?>' + "<p>Łoś".encode("iso8859_2")

    assert decode(body, is_html=True).text.endswith("Łoś")


def test_a_meta_tag_we_can_read_cannot_be_in_utf16() -> None:
    assert decode('<meta charset="utf-16"><p>Łoś'.encode(), is_html=True).charset == "utf-8"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("ISO-8859-1", "cp1252"),
        ("windows-874", "cp874"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        (" 'Shift_JIS' ", "cp932"),
        ("iso-8859-9", "cp1254"),
        ("windows-1250", "cp1250"),
        ("koi8-u", "koi8_u"),
        ("base64", None),
        ("idna", None),
        ("utf-7", None),
        ("no such thing", None),
        ("a\0b", None),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, name: str | None) -> None:
    assert codec(label) == name


def test_lines_in_another_encoding_are_mended_and_counted() -> None:
    good, strange = PARAGRAPHS["pl"].splitlines()
    body = b"\n".join([good.encode(), strange.encode("cp1250"), good.encode()])
    found = decode(body)

    assert found.text == f"{good}\n{strange}\n{good}"
    assert found.repairs == Repairs(mixed=1)


def test_a_torn_character_is_replaced_and_counted() -> None:
    found = decode(PARAGRAPHS["pl"].encode() + b"\xc5")

    assert found.text == PARAGRAPHS["pl"] + "\ufffd"
    assert found.repairs == Repairs(undecodable=1)


def test_a_replacement_character_that_stood_in_the_text_is_not_counted() -> None:
    assert decode("Już było: \ufffd".encode() + b"\xc5").repairs.undecodable == 1


def test_mending_removes_what_postgres_refuses() -> None:
    text, repairs = mend("a\0b\ud800c\r\nd\x07e\tf\x7f")

    assert text == "ab\ufffdc\nde\tf"
    assert repairs == Repairs(nul=1, surrogate=1)


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert mend("\ud83d\ude80") == ("🚀", Repairs())


def test_letters_are_composed() -> None:
    assert mend("Lo\u0301dz\u0301")[0] == "Lódź"


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_mended_text_always_encodes_and_stays_as_it_is(text: str) -> None:
    mended, _ = mend(text)

    assert "\0" not in mended
    assert mended.encode().decode() == mended
    assert mend(mended) == (mended, Repairs())


@given(st.binary(max_size=400), st.none() | st.sampled_from(["utf-8", "shift_jis", "cp1250", "utf-16", "nonsense"]))
def test_no_bytes_make_it_fail(body: bytes, declared: str | None) -> None:
    found = decode(body, declared, is_html=True)

    assert codec(found.charset) or found.charset.startswith("utf-32")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Co", "Cn")), min_size=1))
def test_utf8_is_never_taken_for_something_else(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    "head",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"\xff\xd8\xff\xe0" + bytes(50),
        b"%PDF-1.7\n",
        b"PK\x03\x04" + bytes(30),
        b"\x1f\x8b\x08" + bytes(30),
        b"\x7fELF" + bytes(60),
        b"RIFF\x10\0\0\0WEBP",
        bytes(4096),
        random.Random(1).randbytes(4096),
    ],
)
def test_pictures_archives_and_programs_are_no_text(head: bytes) -> None:
    assert is_binary(head)


@pytest.mark.parametrize("charset", [*WIDE, "cp1250", "iso8859_2"])
def test_a_text_is_not_binary(charset: str) -> None:
    assert not is_binary(PARAGRAPHS["pl"].encode(charset, "ignore"))


@pytest.mark.parametrize("language", ["ja", "zh", "zh-tw", "ko", "ru", "el", "he", "ar", "th"])
def test_a_text_of_any_script_in_utf16_is_not_binary(language: str) -> None:
    assert not is_binary(PARAGRAPHS[language].encode("utf-16-be"))


def test_a_text_with_a_few_nul_bytes_is_not_binary() -> None:
    assert not is_binary(PARAGRAPHS["pl"].encode() + b"\0\0")


def test_a_byte_order_mark_wins_over_a_declaration() -> None:
    assert decode(codecs.BOM_UTF8 + "Łoś".encode(), "cp1250").text == "Łoś"
