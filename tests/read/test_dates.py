"""Dates are read right or not at all."""

import gzip
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.model import Precision, Published, StatedDate, ZoneSource
from wireroom.read.datenames import LANGUAGES, month_names
from wireroom.read.dates import choose, read_date, zone_of

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SHARED = Path(os.environ.get("WIREROOM_SHARED") or Path(__file__).resolve().parents[3] / "shared")
FEEDS = SHARED / "data" / "feeds_dev"

# The string, the language it stands in, the local value and the offset in minutes; None: must be refused.
TORTURE: list[tuple[str, str | None, str | None, int | None]] = [
    # RFC 822 and its relatives
    ("Mon, 06 Sep 2021 12:00:00 GMT", None, "2021-09-06T12:00:00", 0),
    ("Mon, 6 Sep 2021 12:00:00 +0200", None, "2021-09-06T12:00:00", 120),
    ("6 Sep 2021 12:00 -0330", None, "2021-09-06T12:00", -210),
    ("Sun, 06 Nov 94 08:49:37 EST", None, "1994-11-06T08:49:37", -300),
    ("Sun, 06 Nov 1994 08:49:37 EDT", None, "1994-11-06T08:49:37", -240),
    ("Wed, 03 Jan 2024 09:10:11 PST", "en", "2024-01-03T09:10:11", -480),
    ("Wed, 03 Jan 2024 09:10:11 CST", "en", "2024-01-03T09:10:11", -360),
    ("Wed, 03 Jan 2024 09:10:11 CST", "zh", "2024-01-03T09:10:11", None),
    ("Wed, 03 Jan 2024 09:10:11 IST", "hi", "2024-01-03T09:10:11", 330),
    ("Wed, 03 Jan 2024 09:10:11 IST", "he", "2024-01-03T09:10:11", 120),
    ("Wed, 03 Jan 2024 09:10:11 IST", "en", "2024-01-03T09:10:11", None),
    ("Wed, 03 Jul 2024 09:10:11 BST", "en-GB", "2024-07-03T09:10:11", 60),
    ("Wed, 03 Jul 2024 09:10:11 BST", "bn", "2024-07-03T09:10:11", None),
    ("Wed, 03 Jan 2024 09:10:11 MSK", None, "2024-01-03T09:10:11", 180),
    ("Wed, 03 Jan 2024 09:10:11 JST", None, "2024-01-03T09:10:11", 540),
    ("Wed, 03 Jul 2024 09:10:11 CEST", None, "2024-07-03T09:10:11", 120),
    ("Wed, 03 Jan 2024 09:10:11 XYZ", None, "2024-01-03T09:10:11", None),
    ("Mon, 10 Mar 2025 14:30:00 GMT+9", None, "2025-03-10T14:30:00", 540),
    ("Mon, 10 Mar 2025 14:30:00 UTC+05:45", None, "2025-03-10T14:30:00", 345),
    ("Mon, 10 Mar 2025 14:30:00 CET+1", None, None, None),
    ("Mon, 10 Mar 2025 14:30:00 +2500", None, None, None),
    ("Mon, 10 Mar 2025 02:30 PM GMT", None, "2025-03-10T14:30", 0),
    ("Mon, 10 Mar 2025 25:00:00 GMT", None, None, None),
    ("Mon, 31 Feb 2025 10:00:00 GMT", None, None, None),
    ("Mon, 10 Mar 2025 24:00:00 GMT", None, "2025-03-11T00:00:00", 0),
    ("Mon, 10 Mar 2025 23:59:60 GMT", None, "2025-03-10T23:59", 0),
    ("Mon, 01 Jan 0001 00:00:00 GMT", None, None, None),
    ("Thu, 01 Jan 1970 00:00:00 GMT", None, None, None),
    ("Thu Mar 06 14:30:00 +0000 2025", None, "2025-03-06T14:30:00", 0),
    ("Thu Mar 06 2025 14:30:00 GMT+0100 (CET)", None, "2025-03-06T14:30:00", 60),
    ("Fr, 31 Mai 2024 10:00:00 +0200", "de", "2024-05-31T10:00:00", 120),
    ("Seg, 24 Set 2018 10:00:00 -0300", "pt", "2018-09-24T10:00:00", -180),
    # ISO 8601 and W3C
    ("2025-03-10", None, "2025-03-10", None),
    ("2025-03", None, "2025-03", None),
    ("2025", None, "2025", None),
    ("2025-03-10T14:30Z", None, "2025-03-10T14:30", 0),
    ("2025-03-10T14:30:05", None, "2025-03-10T14:30:05", None),
    ("2025-03-10T14:30:05.1Z", None, "2025-03-10T14:30:05", 0),
    ("2025-03-10T14:30:05.123456789+05:30", None, "2025-03-10T14:30:05", 330),
    ("2025-03-10 14:30:05 -0700", None, "2025-03-10T14:30:05", -420),
    ("2025-03-10 14:30:05.0", None, "2025-03-10T14:30:05", None),
    ("2025-03-10T24:00:00Z", None, "2025-03-11T00:00:00", 0),
    ("2025-03-10T24:00:01Z", None, None, None),
    ("2025-03-10T14:30:00+09:00[Asia/Tokyo]", None, "2025-03-10T14:30:00", 540),
    ("20250310T143005Z", None, "2025-03-10T14:30:05", 0),
    ("20250310T143005+0100", None, "2025-03-10T14:30:05", 60),
    ("20250310", None, "2025-03-10", None),
    ("20250310143005", None, "2025-03-10T14:30:05", None),
    ("2025-13-10", None, None, None),
    ("2025-00-00", None, None, None),
    ("0000-00-00", None, None, None),
    ("0000-00-00 00:00:00", None, None, None),
    ("0001-01-01T00:00:00Z", None, None, None),
    ("2568-03-10", "th", None, None),
    ("1403-12-20", "fa", None, None),
    ("2026-11-23T12:00:01Z", None, None, None),
    ("2026-11-22T11:59:00Z", None, "2026-11-22T11:59:00", 0),
    # epochs
    ("1741617000", None, "2025-03-10T14:30:00", 0),
    ("1741617000000", None, "2025-03-10T14:30:00", 0),
    ("1741617000.25", None, "2025-03-10T14:30:00", 0),
    ("0", None, None, None),
    ("99999999999999", None, None, None),
    # numbers, and the order of their parts
    ("31.08.2023 08:58", "pl", "2023-08-31T08:58", None),
    ("09.06.2024", None, "2024-06-09", None),
    ("9. 6. 2024", "cs", "2024-06-09", None),
    ("2024.06.09. 14:05", "hu", "2024-06-09T14:05", None),
    ("2020/1/10 14:33:00", None, "2020-01-10T14:33:00", None),
    ("03/04/2024", None, None, None),
    ("03/04/2024", "en", None, None),
    ("03/04/2024", "en-GB", "2024-04-03", None),
    ("03/04/2024", "en-US", "2024-03-04", None),
    ("03/04/2024", "fr", "2024-04-03", None),
    ("03/04/2024", "zh", None, None),
    ("13/04/2024", None, "2024-04-13", None),
    ("04/13/2024", None, "2024-04-13", None),
    ("04/04/2024", None, "2024-04-04", None),
    ("24-04-2024", "nl", "2024-04-24", None),
    ("10/03/24", None, None, None),
    ("24.03.10", None, None, None),
    ("32/13/2024", None, None, None),
    # names of months
    ("March 10, 2025", "en", "2025-03-10", None),
    ("Mar. 10, 2025 2:30 p.m. EDT", "en", "2025-03-10T14:30", -240),
    ("12:15 a.m., March 10, 2025", "en", "2025-03-10T00:15", None),
    ("10th March 2025", "en", "2025-03-10", None),
    ("10 marca 2025, godz. 14:30", "pl", "2025-03-10T14:30", None),
    ("10 listopada 2024", "pl", "2024-11-10", None),
    ("10. listopada 2024.", "hr", "2024-10-10", None),
    ("10 listopada 2024", None, None, None),
    ("10 марта 2025, 14:30", "ru", "2025-03-10T14:30", None),
    ("10 березня 2025 р.", "uk", "2025-03-10", None),
    ("10 Μαρτίου 2025, 14:30", "el", "2025-03-10T14:30", None),
    ("10. März 2025, 14:30 Uhr", "de", "2025-03-10T14:30", None),
    ("le 10 février 2025 à 14h30", "fr", "2025-02-10T14:30", None),
    ("1er août 2024", "fr", "2024-08-01", None),
    ("10 de marzo de 2025", "es", "2025-03-10", None),
    ("2025. március 10. 14:30", "hu", "2025-03-10T14:30", None),
    ("10. maaliskuuta 2025 klo 14.30", "fi", "2025-03-10T14:30", None),
    ("10 Mart 2025 14:30", "tr", "2025-03-10T14:30", None),
    ("ngày 10 tháng 3 năm 2025", "vi", "2025-03-10", None),
    ("10 במרץ 2025", "he", "2025-03-10", None),
    ("١٠ مارس ٢٠٢٥", "ar", "2025-03-10", None),
    ("10 मार्च 2025", "hi", "2025-03-10", None),
    ("2025年3月10日 14時30分", "ja", "2025-03-10T14:30", None),
    ("2025年3月10日(月) 午後2時30分", "ja", "2025-03-10T14:30", None),
    ("2025年3月10日 14:30", "zh", "2025-03-10T14:30", None),
    ("2025년 3월 10일 오후 2시 30분", "ko", "2025-03-10T14:30", None),
    ("２０２５年３月１０日", "ja", "2025-03-10", None),
    ("date 2023-10", None, "2023-10", None),
    # in a language other than the declared one
    ("Fr, 02 Jan 2026 10:15:00 +0100", "en", "2026-01-02T10:15:00", 60),
    ("piątek, 2 stycznia 2026, 10:15", "en", "2026-01-02T10:15", None),
    ("segunda-feira, 5 de janeiro de 2026", "en", "2026-01-05", None),
    ("vendredi 2 janvier 2026", "de", "2026-01-02", None),
    ("Fr, 03/04/2026", "en-US", None, None),
    ("sreda, 2 listopada 2025", "en", None, None),
    ("Room, 2 January 2026", "en", None, None),
    # what is no date
    ("", None, None, None),
    ("yesterday", "en", None, None),
    ("2 hours ago", "en", None, None),
    ("today 14:30", "en", None, None),
    ("14:30", None, None, None),
    ("10 March", "en", None, None),
    ("3-1", None, None, None),
    ("€ 1.250.000", None, None, None),
    ("Room 10, March 2025, page 12", "en", None, None),
    ("10 Vendémiaire 2025", "fr", None, None),
    ("NaN-NaN-NaN", None, None, None),
    ("1 " * 400, None, None, None),
]


@pytest.mark.parametrize(("raw", "language", "local", "offset"), TORTURE)
def test_a_date_is_read_right_or_refused(raw: str, language: str | None, local: str | None, offset: int | None) -> None:
    read = read_date(raw, where="entry", language=language, now=NOW)

    assert (read and (read.local, read.offset_minutes)) == (local and (local, offset))


@pytest.mark.parametrize(
    ("line", "language", "local"),
    [
        ("Published: 12 March 2024 | Updated: 13 March 2024", "en", "2024-03-12"),
        ("Opublikowano: 31.08.2023 08:58", "pl", "2023-08-31T08:58"),
        ("Δημοσίευση: 12.03.2024 | 09:15", "el", "2024-03-12"),
    ],
)
def test_a_line_may_hold_a_label_and_a_second_date(line: str, language: str, local: str) -> None:
    read = read_date(line, where="line", language=language, now=NOW)

    assert read is not None
    assert read.local == local


def test_a_month_without_offset_means_any_instant_of_it_anywhere_on_earth() -> None:
    read = read_date("2023-10", where="prefix", language=None, now=NOW)

    assert read == Published(
        raw="2023-10",
        local="2023-10",
        precision=Precision.MONTH,
        offset_minutes=None,
        zone_source=ZoneSource.NONE,
        where="prefix",
        earliest=datetime(2023, 9, 30, 10, tzinfo=UTC),
        latest=datetime(2023, 11, 1, 12, tzinfo=UTC),
    )


def test_a_stated_offset_gives_the_instant() -> None:
    read = read_date("2024-03-10T14:30:00+05:30", where="meta", language=None, now=NOW)

    assert read is not None
    assert read.instant == datetime(2024, 3, 10, 9, 0, tzinfo=UTC)
    assert read.zone_source is ZoneSource.STATED
    assert read.latest - read.earliest == timedelta(seconds=1)


def test_a_known_zone_gives_the_offset_and_says_who_named_it() -> None:
    read = read_date(
        "10.07.2024 14:30",
        where="line",
        language="pl",
        now=NOW,
        zone=ZoneInfo("Europe/Warsaw"),
        zone_source=ZoneSource.PUBLISHER,
    )

    assert read is not None
    assert (read.offset_minutes, read.zone_source) == (120, ZoneSource.PUBLISHER)
    assert read.instant == datetime(2024, 7, 10, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("local", ["2024-10-27T02:30", "2024-03-31T02:30"])
def test_a_doubled_or_skipped_hour_keeps_both_readings(local: str) -> None:
    read = read_date(
        local,
        where="meta",
        language=None,
        now=NOW,
        zone=ZoneInfo("Europe/Berlin"),
        zone_source=ZoneSource.FEED,
    )

    assert read is not None
    assert read.offset_minutes is None
    assert read.latest - read.earliest == timedelta(hours=1, minutes=1)


def test_a_finer_date_within_the_first_refines_it_and_another_does_not_replace_it() -> None:
    dates = [
        StatedDate(raw="2023-10", where="prefix"),
        StatedDate(raw="2021-01-01", where="htmldate"),
        StatedDate(raw="05.10.2023 09:30", where="line"),
    ]

    read = choose(dates, language="pl", now=NOW)

    assert read is not None
    assert (read.local, read.where) == ("2023-10-05T09:30", "line")


def test_the_undated_stays_undated() -> None:
    assert choose([StatedDate(raw="soon", where="entry")], language="en", now=NOW) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_gives_a_month_of_rfc_822_to_another_month(language: str) -> None:
    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

    own = month_names(language)

    assert {name: own[name] for name in months if name in own}.items() <= dict(
        zip(months, range(1, 13), strict=True)
    ).items()


@given(st.text(max_size=60) | st.from_regex(r"[0-9 /.:,T+Z-]{1,30}"), st.sampled_from([None, "en", "pl", "ja", "xx"]))
def test_whatever_is_read_lies_in_its_own_bounds_and_not_in_the_future(raw: str, language: str | None) -> None:
    read = read_date(raw, where="entry", language=language, now=NOW)

    if read is not None:
        assert read.earliest < read.latest
        assert read.earliest <= NOW + timedelta(hours=24)
        assert read.local.startswith(("19", "20"))


@pytest.mark.skipif(not FEEDS.is_dir(), reason=f"no feeds at {FEEDS}: set WIREROOM_SHARED")
def test_dates_of_real_feeds_mean_what_two_strict_readers_say() -> None:
    expected = {raw: moment for raw in _feed_dates() if (moment := _strictly(raw)) is not None}
    credible = {raw: moment for raw, moment in expected.items() if moment <= NOW + timedelta(hours=24)}
    read = {raw: read_date(raw, where="entry", language=None, now=NOW) for raw in expected}

    assert len(credible) > 2000
    assert {raw: published and published.instant for raw, published in read.items() if raw in credible} == credible
    assert not any(published for raw, published in read.items() if raw not in credible)


def _feed_dates() -> Iterator[str]:
    tag = re.compile(r"<(?:pubDate|published|updated|dc:date)>\s*([^<]{4,60}?)\s*</|\"date_published\":\s*\"([^\"]+)\"")
    for path in sorted(FEEDS.glob("*.gz")):
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        yield from (match[1] or match[2] for match in tag.finditer(text))


def _strictly(raw: str) -> datetime | None:
    """The whole second an aware ISO or numeric RFC 822 date means to the standard library."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(raw)
        except (ValueError, TypeError, IndexError):
            continue
        if moment.tzinfo is not None and re.search(r"(?:[+-]\d\d:?\d\d|Z|GMT)$", raw):
            return moment.astimezone(UTC).replace(microsecond=0)
    return None


def test_a_date_without_offset_is_read_where_the_publisher_is() -> None:
    stated = [StatedDate(raw="2026-01-05 08:00", where="entry")]

    read = choose(stated, language="pl", now=NOW, zone=zone_of("Europe/Warsaw"))

    assert read is not None
    assert (read.offset_minutes, read.zone_source) == (60, ZoneSource.PUBLISHER)
    assert zone_of("Europe/Nowhere") is None
    assert zone_of(None) is None
