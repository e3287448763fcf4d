"""What was taken down is not stored again because a person names it, and what people said of it goes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from again import ingest, item
from leftovers import holding
from wireroom.errors import CorpusRefused, OverrideRefused, PastRefused
from wireroom.interval import Interval
from wireroom.jobs.archives import find_past
from wireroom.jobs.corpora import freeze
from wireroom.jobs.overrides import remove_override, set_override
from wireroom.jobs.past_request import PastRequest
from wireroom.jobs.registry import Done, Facts, add_feed
from wireroom.jobs.takedown import lift, selector, take_down
from wireroom.settings import Settings
from wireroom.warehouse import overrides, takedowns
from wireroom.warehouse.overrides import Field
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)
RUN = RunKey(dag_id="take_down", run_id="manual__1", task_id="erase")
ELSEWHERE = Settings(database_url="postgresql://somewhere", home="/nonexistent")  # not embedded: no list is kept
URL = "https://courier.example/1"


def down(warehouse: str, **what: Any) -> dict[str, int]:
    return take_down(warehouse, ELSEWHERE, RUN, selector(**what), reason="a court", by="ann", now=NOW, dry_run=False)


def say(url: str, key: str = URL) -> str:
    return set_override(url, ELSEWHERE, key, Field.LANGUAGE, "pl", reason="seen by eye", by="ann", now=NOW)


@pytest.mark.parametrize("key", [URL, "https://COURIER.example/1?utm_source=mail"])
def test_a_correction_of_what_was_taken_down_is_refused_until_it_may_come_again(
    conn: Connection, database_url: str, key: str
) -> None:
    down(database_url, url=URL)
    (taken,) = takedowns.listed(conn)

    with pytest.raises(OverrideRefused, match=rf"^{URL} was taken down on 2026-01-02 .*{taken.takedown_id}"):
        say(database_url, key)

    assert overrides.listed(conn) == []
    lift(database_url, ELSEWHERE, str(taken.takedown_id), by="ann", now=NOW)
    say(database_url, key)
    assert [said.url_key for said in overrides.listed(conn)] == [URL], "in the form by which the article goes"


def test_a_correction_is_taken_back_by_any_form_of_its_address(conn: Connection, database_url: str) -> None:
    say(database_url)

    remove_override(database_url, ELSEWHERE, f"{URL}?utm_source=mail", None, now=NOW)

    assert overrides.listed(conn) == []


@pytest.mark.parametrize(
    "what",
    [
        {"url": f"{URL}?utm_source=mail"},
        {"source": "courier"},
        {"since": datetime(2020, 1, 1, tzinfo=UTC), "until": datetime(2100, 1, 1, tzinfo=UTC)},
    ],
    ids=["url", "source", "period"],
)
def test_what_was_said_of_it_goes_with_it(conn: Connection, database_url: str, what: dict[str, Any]) -> None:
    ingest(conn, [item(1)])
    say(database_url)

    down(database_url, **what)

    assert overrides.listed(conn) == []


def test_no_query_pass_or_feed_that_names_it_is_kept(conn: Connection, database_url: str) -> None:
    down(database_url, url=URL)
    asked = f"SELECT article_id FROM mart.article WHERE url <> '{URL}?utm_source=mail'"
    day = Interval(start=NOW, end=NOW + timedelta(days=1))
    past = replace(RUN, dag_id="backfill_archives", task_id="find")

    with pytest.raises(CorpusRefused, match="was taken down"):
        freeze(database_url, "one", asked, note=None, by="ann", now=NOW)
    with pytest.raises(CorpusRefused, match="was taken down"):
        freeze(database_url, "two", "SELECT 1 AS article_id", note=f"without {URL}.", by="ann", now=NOW)
    with pytest.raises(PastRefused, match="was taken down"):
        find_past(database_url, ELSEWHERE, past, day, PastRequest(sources=(URL,)))
    answer = add_feed(database_url, URL, Facts())

    assert (answer.done, "was taken down" in (answer.detail or "")) == (Done.REFUSED, True)
    assert holding(conn, {URL}, set()) == set()
