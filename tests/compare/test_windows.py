"""When an article may have been published, and who is looked for in that time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from wireroom.compare.windows import Window, WindowKind, age_days, asked_probes, gap_days, kept_probes, window_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OPEN = Window(kind=WindowKind.OPEN)


def stated(days: float, *, hours: float = 0.02, kind: WindowKind = WindowKind.STATED) -> Window:
    start = NOW + timedelta(days=days)
    return Window(kind=kind, start=start, end=start + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("precision", "origin", "kind"),
    [
        ("minute", "seed", "stated"),
        ("day", "live", "stated"),
        ("month", "live", "coarse"),
        (None, "live", "discovered"),
        (None, "seed", "open"),
        (None, "backfill", "open"),
    ],
)
def test_discovery_says_when_only_where_it_was_live(precision: str | None, origin: str, kind: str) -> None:
    earliest = NOW if precision else None
    latest = NOW + timedelta(days=1) if precision else None

    window = window_of(precision=precision, earliest=earliest, latest=latest, origin=origin, first_seen_at=NOW)

    assert window.kind == kind


def test_a_gap_is_between_the_nearest_ends_and_none_where_one_is_open() -> None:
    assert gap_days(stated(0, hours=24), stated(3)) == pytest.approx(2.0)
    assert gap_days(stated(3), stated(0, hours=24)) == pytest.approx(2.0)
    assert gap_days(stated(0, hours=48), stated(1)) == 0
    assert gap_days(stated(0), OPEN) == 0


def test_age_counts_what_is_sure() -> None:
    assert age_days([stated(0), stated(5), OPEN, stated(40, kind=WindowKind.COARSE)]) == pytest.approx(5.0, abs=0.01)
    assert age_days([OPEN]) == 0


@pytest.mark.parametrize("day", range(9))
def test_who_asks_finds_whoever_is_near_enough(day: int) -> None:
    kept = set(kept_probes(["n:krb"], stated(day)))

    assert kept & set(asked_probes(["n:krb"], stated(day + 2), gap_days=2))
    assert kept & set(asked_probes(["n:krb"], stated(day - 2), gap_days=2))
    assert kept & set(asked_probes(["n:krb"], OPEN, gap_days=2))
    assert set(kept_probes(["n:krb"], OPEN)) & set(asked_probes(["n:krb"], stated(day), gap_days=2))
    assert not kept & set(asked_probes(["n:krb"], stated(day + 12), gap_days=2))
    assert not kept & set(asked_probes(["n:ptn"], stated(day), gap_days=2))
