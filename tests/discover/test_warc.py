"""Web archives: every record is given, or said to be damaged where it stands; what follows damage is still read."""

from __future__ import annotations

import gzip
import io
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcs import Recorded, cut, flipped, headless, joined, page, recorded
from wireroom.discover.warc import Damage, RecordHead, records

if TYPE_CHECKING:
    from collections.abc import Callable

CAP = 1_000_000


def read(body: bytes, *, cap: int = CAP) -> list[RecordHead | Damage]:
    return list(records(io.BytesIO(body), max_bytes=cap))


def urls(found: list[RecordHead | Damage]) -> list[str | None]:
    return [each.url if isinstance(each, RecordHead) else None for each in found]


@pytest.mark.parametrize("is_packed", [True, False])
def test_every_record_is_given_with_its_head_and_its_response(is_packed: bool) -> None:
    file = [recorded(number, is_packed=is_packed) for number in range(5)]

    found = read(joined(file))

    assert urls(found) == [each.url for each in file]
    for number, (record, written) in enumerate(zip(found, file, strict=True)):
        assert isinstance(record, RecordHead)
        assert (record.kind, record.captured_at) == ("response", written.captured)
        answer = record.response(CAP)
        assert not isinstance(answer, str)
        assert (answer.status, answer.body) == (200, page(number))
        assert dict(answer.headers)["Content-Type"] == "text/html; charset=utf-8"


# Nothing tells that a byte of an uncompressed page is another one.
@pytest.mark.parametrize(
    ("harm", "is_packed"), [(flipped, True), (headless, True), (cut, True), (headless, False), (cut, False)]
)
def test_what_follows_a_damaged_record_is_read(harm: Callable[[Recorded], bytes], is_packed: bool) -> None:
    file = [recorded(number, is_packed=is_packed) for number in range(4)]

    found = read(joined([file[0], harm(file[1]), file[2], file[3]]))

    assert [url for url in urls(found) if url != file[1].url] == [file[0].url, None, file[2].url, file[3].url]
    damage = next(each for each in found if isinstance(each, Damage))
    assert damage.offset == len(file[0].raw)
    assert damage.detail


def test_a_file_that_was_cut_short_says_so_after_what_it_held() -> None:
    file = [recorded(number) for number in range(3)]

    found = read(joined([file[0], file[1], cut(file[2])]))

    assert urls(found) == [file[0].url, file[1].url, None]
    assert "cut short" in getattr(found[2], "detail", "")


def test_a_record_over_the_cap_is_passed_over_and_never_held() -> None:
    bomb = gzip.compress(b"WARC/1.0\r\nContent-Length: 90000000\r\n\r\n" + b" " * 90_000_000)
    file = [recorded(number) for number in range(2)]

    found = read(joined([file[0], bomb, file[1]]))

    assert urls(found) == [file[0].url, None, file[1].url]
    assert "larger than the limit" in getattr(found[1], "detail", "")


def test_several_records_in_one_member_are_all_given() -> None:
    plain = [recorded(number, is_packed=False) for number in range(3)]

    assert urls(read(gzip.compress(joined(plain)))) == [each.url for each in plain]


def test_a_response_that_cannot_be_read_is_a_sentence() -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/1\r\nContent-Length: 9\r\n\r\n"

    (found,) = read(head + b"no\x00sense\n")

    assert isinstance(found, RecordHead)
    assert isinstance(found.response(CAP), str)


@given(st.binary(max_size=300), st.integers(0, 3))
def test_bytes_of_any_kind_raise_nothing(noise: bytes, place: int) -> None:
    file: list[Recorded | bytes] = [b"", b"", b""]
    file.insert(place, noise)

    assert all(isinstance(each, RecordHead | Damage) for each in read(joined(file)))


def test_damage_anywhere_harms_only_what_it_touches() -> None:
    file = [recorded(number) for number in range(12)]
    whole, draw = joined(file), random.Random(1)
    ends = [sum(len(each.raw) for each in file[: number + 1]) for number in range(12)]
    for _ in range(40):
        at = draw.randrange(len(whole))
        harmed = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        touched = next(number for number, end in enumerate(ends) if at < end)

        found = [url for url in urls(read(harmed)) if url]

        spared = [each.url for number, each in enumerate(file) if number != touched]
        assert [url for url in found if url != file[touched].url] == spared
