"""What a feed says of its rhythm and of robots: ttl, sy:*, skipHours, skipDays, meta robots. Pure."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from wireroom.discover.feed import Hints

if TYPE_CHECKING:
    from collections.abc import Mapping

# `always` and `dayly` stand in real feeds
_PERIODS_S = {
    "always": 900.0, "hourly": 3_600.0, "daily": 86_400.0, "dayly": 86_400.0,
    "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0,
}  # fmt: skip
_DAYS = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
_LAST_HOUR = 24  # RSS 0.91 counts from 1 to 24
_HEAD_CHARACTERS = 65_536
_SKIP = re.compile(r"<skip(hours|days)\s*>([^!]{0,2000}?)</skip\1\s*>", re.IGNORECASE)
_HOUR = re.compile(r"<hour\s*>\s*(\d{1,2})\s*</hour\s*>", re.IGNORECASE)
_DAY = re.compile(r"<day\s*>\s*([A-Za-z]{6,9})\s*</day\s*>", re.IGNORECASE)
_META = re.compile(r"<(?:\w+:)?meta\s[^<>]{0,500}>", re.IGNORECASE)
_ROBOTS_NAME = re.compile(r"name\s*=\s*[\"']robots[\"']", re.IGNORECASE)
_CONTENT = re.compile(r"content\s*=\s*[\"']([^\"'<>]{0,200})[\"']", re.IGNORECASE)
_TDM = re.compile(r"<tdm(?::|-)?reservation\s*>\s*1\s*<", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)


def syndication_hints(head: Mapping[str, Any], text: str) -> Hints:
    """The hints in a feed's own fields (`head`, as feedparser names them) and in `text`, the document.

    Numbers that make no sense (not above zero, not finite) are as good as not said.
    """
    period = _PERIODS_S.get(str(head.get("sy_updateperiod") or "").strip().lower())
    frequency = _positive(head.get("sy_updatefrequency")) or 1.0
    hours: set[int] = set()
    days: set[int] = set()
    for found in _SKIP.finditer(text[:_HEAD_CHARACTERS]):
        if found[1].lower() == "hours":
            hours |= {int(hour) % 24 for hour in _HOUR.findall(found[2]) if int(hour) <= _LAST_HOUR}
        else:
            days |= {_DAYS[day.lower()] for day in _DAY.findall(found[2]) if day.lower() in _DAYS}
    return Hints(
        ttl_minutes=_positive(head.get("ttl")),
        update_period_s=period / frequency if period else None,
        skip_hours=frozenset(hours),
        skip_days=frozenset(days),
    )


def channel_robots(text: str) -> frozenset[str]:
    """What a feed tells robots before its first entry: noindex, noarchive, tdm-reservation and the like."""
    head = text[:_HEAD_CHARACTERS]
    first = _ENTRY.search(head)
    head = head[: first.start()] if first else head
    words: set[str] = set()
    for meta in _META.findall(head):
        content = _CONTENT.search(meta)
        if content and _ROBOTS_NAME.search(meta):
            words |= {word.strip().lower() for word in content[1].split(",")} - {""}
    if _TDM.search(head):
        words.add("tdm-reservation")
    return frozenset(words)


def _positive(raw: object) -> float | None:
    try:
        number = float(str(raw).strip()[:20])
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None
