"""One page through every step, told to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from again import NOTICE, STORY, clock, how, html
from loopback import reply
from served import served
from wireroom.errors import BadSetting, PermanentError
from wireroom.jobs.notices import rules_in
from wireroom.jobs.trying import try_page
from wireroom.read.rules import NO_OVERLAY
from wireroom.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_told_step_by_step(tmp_path: Path, own_rule: Path) -> None:
    (tmp_path / "ferry.html").write_bytes(html(*STORY, NOTICE))

    told = list(try_page(how(), str(tmp_path / "ferry.html"), overlay=rules_in(own_rule), now=clock))

    text = "\n".join(told)
    steps = [line.split(" (")[0].split(":")[0] for line in told if line.startswith("-- ")]
    assert steps == ["-- extract", "-- cuts", "-- language", "-- dates", "-- outcome"]
    assert f"cut by en.harbour_desk (promo): {NOTICE}" in text
    assert "title: Ferry returns to the bay" in text
    assert "published: 2026-01-02T08:00:00 (to the second, from meta)" in text
    assert ": en, confidence " in text


def test_what_is_rejected_says_where_and_why(tmp_path: Path) -> None:
    (tmp_path / "short.html").write_bytes(html("Only this little text about a ferry."))

    told = list(try_page(how(), str(tmp_path / "short.html"), overlay=NO_OVERLAY, now=clock))

    assert told[-1].startswith("-- outcome: rejected in clean: too_short")


def test_an_address_is_asked_as_any_other() -> None:
    with served({"/ferry": reply(html(*STORY), 200, "Content-Type: text/html")}) as server:
        allowed = Settings(home="/nonexistent", fetch_allow_loopback=f"127.0.0.1:{server.port}")
        told = list(try_page(allowed, server.url("/ferry"), overlay=NO_OVERLAY, now=clock))
        asked = [request.target for request in server.requests]

        with pytest.raises(PermanentError, match="http_404"):
            list(try_page(allowed, server.url("/gone"), overlay=NO_OVERLAY, now=clock))

    assert asked == ["/robots.txt", "/ferry"]
    assert "   title: Ferry returns to the bay" in told


def test_what_cannot_be_asked_or_read_is_refused() -> None:
    with pytest.raises(BadSetting):
        list(try_page(how(), "https://news.example/1", overlay=NO_OVERLAY, now=clock))
    with pytest.raises(PermanentError, match="cannot be read"):
        list(try_page(how(), "/nonexistent/ferry.html", overlay=NO_OVERLAY, now=clock))
