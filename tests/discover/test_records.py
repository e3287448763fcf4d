"""JSON Lines, arrays and objects: one record is one entry, one bad record one rejection."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seedfiles import STORY, detail, lines, read, told, written
from wireroom.discover.seeds import Limits
from wireroom.model import Reason

if TYPE_CHECKING:
    from pathlib import Path


def test_a_record_tells_what_it_states(tmp_path: Path) -> None:
    record = {
        "url": "HTTPS://News.example/a?utm_source=x",
        "title": " A\0 story ",
        "text": STORY,
        "published": "2025-03",
        "language": "pl",
        "authors": ["A", "B"],
        "section": None,
        "unknown": {"x": 1},
    }
    ((entry, page),) = [one for one in read(written(tmp_path / "a.jsonl", lines(record))) if isinstance(one, tuple)]

    assert (entry.entry_key, entry.url_key, entry.url) == ("seed:s/a.jsonl#1", "https://news.example/a", record["url"])
    assert (entry.title, entry.published_raw, entry.declared_language) == ("A story", "2025-03", "pl")
    assert (page.url_key, page.content_type, json.loads(page.body)) == (entry.url_key, "application/json", record)


def test_an_address_that_is_none_is_no_identity(tmp_path: Path) -> None:
    ((entry, _),) = [
        one
        for one in read(written(tmp_path / "a.jsonl", lines({"text": "x", "url": "page 7"})))
        if isinstance(one, tuple)
    ]

    assert (entry.url, entry.url_key) == ("page 7", entry.entry_key)


def test_a_bad_line_takes_only_itself(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.jsonl",
        lines(
            {"text": "one"},
            '{"text": "two"',
            "",
            {"title": "nothing else"},
            {"text": "long" * 600},
            {"text": 5},
            [1],
            {"text": "x", "published": True},
            {"text": "x", "authors": [1]},
            "[" * 100_000,
            '{"text": "x", "published": ' + "9" * 1_900 + "}",
            {"html": "<p>last"},
        ),
    )
    outcomes = read(path, Limits(max_page_bytes=2_000, max_archive_bytes=9**9, max_member_ratio=200))

    assert told(outcomes) == [
        ("a.jsonl#1", "application/json"),
        ("a.jsonl#2", Reason.RECORD_MALFORMED),
        ("a.jsonl#4", Reason.NO_TEXT),
        ("a.jsonl#5", Reason.RECORD_TOO_LARGE),
        ("a.jsonl#6", Reason.RECORD_MALFORMED),
        ("a.jsonl#7", Reason.RECORD_MALFORMED),
        ("a.jsonl#8", Reason.RECORD_MALFORMED),
        ("a.jsonl#9", Reason.RECORD_MALFORMED),
        ("a.jsonl#10", Reason.RECORD_TOO_LARGE),
        ("a.jsonl#11", "application/json"),
        ("a.jsonl#12", "application/json"),
    ]
    assert detail(outcomes[1]) == (
        "a.jsonl line 2 is not valid JSON (Expecting ',' delimiter at character 15): correct it and run again."
    )
    assert "a.jsonl line 6 has a number in `text`" in detail(outcomes[4])
    assert "a.jsonl line 7 is a JSON array" in detail(outcomes[5])


def test_a_line_nested_without_end_is_malformed(tmp_path: Path) -> None:
    limits = Limits(max_page_bytes=300_000, max_archive_bytes=9**9, max_member_ratio=200)
    outcomes = read(written(tmp_path / "a.jsonl", lines("[" * 200_000, {"text": "x"})), limits)

    assert told(outcomes) == [("a.jsonl#1", Reason.RECORD_MALFORMED), ("a.jsonl#2", "application/json")]


def test_a_record_with_raw_nul_and_lone_surrogates_is_kept_as_it_stands(tmp_path: Path) -> None:
    ((_, page),) = [
        one for one in read(written(tmp_path / "a.jsonl", '{"text": "a\0b\\ud800"}')) if isinstance(one, tuple)
    ]

    assert page.body == b'{"text": "a\0b\\ud800"}'


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1250"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_records_in_other_encodings_come_with_what_it_takes_to_read_them(
    tmp_path: Path, name: str, charset: str
) -> None:
    body = "\n".join(json.dumps({"text": STORY}, ensure_ascii=False) for _ in range(2)).encode(charset)
    pages = [one[1] for one in read(written(tmp_path / name, body)) if isinstance(one, tuple)]

    assert [json.loads(page.body.decode(page.charset or "utf-8")) for page in pages] == [{"text": STORY}] * 2


@pytest.mark.parametrize("body", ['{\n "text": "x"\n}', ' [{"text": "x"}]', "\ufeff" + '{"text": "x"}'])
def test_one_object_is_one_record_however_it_is_written(tmp_path: Path, body: str) -> None:
    assert told(read(written(tmp_path / "a.json", body))) == [("a.json#1", "application/json")]


def test_an_array_is_cut_at_its_own_commas_only(tmp_path: Path) -> None:
    records: list[Any] = [{"text": 'a ] , } "'}, {"text": "b\\"}, {"text": "c", "more": [[1, 2], {"x": []}]}]
    pages = [
        one[1] for one in read(written(tmp_path / "a.json", json.dumps(records, indent=1))) if isinstance(one, tuple)
    ]

    assert [json.loads(page.body) for page in pages] == records


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('[{"text": "x"}, 5, {"text": "y"}]', ["application/json", Reason.RECORD_MALFORMED, "application/json"]),
        ('[{"text": "x"}, {"text": ', ["application/json", Reason.RECORD_MALFORMED]),
        ('[{"text": "' + "x" * 3_000 + '"}, {"text": "y"}]', [Reason.RECORD_TOO_LARGE, "application/json"]),
        ("[]", [Reason.FILE_EMPTY]),
        ("{broken", [Reason.RECORD_MALFORMED]),
        ('{broken\n{"text": "x"}', [Reason.RECORD_MALFORMED, "application/json"]),
        ('{\n"text": "' + "x" * 3_000 + '"}', [Reason.RECORD_TOO_LARGE]),
        (" \n", [Reason.FILE_EMPTY]),
    ],
)
def test_broken_json_files_give_what_can_be_had(tmp_path: Path, body: str, expected: list[str]) -> None:
    assert [what for _, what in told(read(written(tmp_path / "a.json", body)))] == expected


@given(st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_every_element_of_any_array_is_one_outcome(tmp_path: Path, value: Any) -> None:
    records = [{"text": "x", "value": value}] * 3
    limits = Limits(max_page_bytes=10**6, max_archive_bytes=10**7, max_member_ratio=200)
    outcomes = read(written(tmp_path / "a.json", json.dumps(records, ensure_ascii=False)), limits)

    assert [json.loads(one[1].body) for one in outcomes if isinstance(one, tuple)] == records
