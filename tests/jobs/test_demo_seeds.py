"""The demo, read into a real warehouse: every document becomes what it should."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from seeding import DEMO, NOW, ingest, key, request
from wireroom.errors import DemoRefused
from wireroom.jobs.seeds import plan_seeds
from wireroom.settings import CHECKOUT, Settings
from wireroom.warehouse.connection import connect

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (CHECKOUT / "tests" / "discover" / "demo_expected.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def demo(server_url: str, template_url: str) -> Any:
    """A warehouse with the demo in it."""
    import postgres  # noqa: PLC0415

    with postgres.database(server_url, template=postgres.name_of(template_url)) as url:
        ingest(url, Settings(home="/nonexistent"), request(DEMO, source="demo"))
        with connect(url, autocommit=True) as conn:
            yield conn


@pytest.mark.parametrize("name", EXPECTED)
def test_a_demo_document_becomes_what_it_should(demo: Connection, name: str) -> None:
    wanted = EXPECTED[name]
    entry = f"seed:demo/demo/{name}" + ("" if "#" in name else "#1")
    fate = demo.execute("SELECT outcome, reason FROM ops.disposition WHERE entry_key = %s", (entry,)).fetchone()
    article = demo.execute(
        "SELECT language, title, published_local, published_precision, published_offset_minutes, "
        "concat_ws(E'\\n', lead, body) AS text, origin, article_id FROM news.article WHERE entry_key = %s",
        (entry,),
    ).fetchone()

    if reasons := {wanted.get("reason"), *wanted.get("reason_accept", [])} - {None}:
        assert fate is not None
        assert fate[0] == "rejected"
        assert fate[1] in reasons
        return
    assert fate == ("stored", None)
    assert article is not None
    language, title, published, precision, offset, body, origin, article_id = article
    removed = demo.execute("SELECT count(*) FROM news.removal WHERE article_id = %s", (article_id,)).fetchone()
    assert language in {wanted["language"], *wanted.get("language_accept", [])}
    assert title == wanted.get("title")
    assert (published, precision, offset) == (wanted.get("published"), wanted.get("precision"), wanted.get("offset"))
    assert [line for line in wanted.get("gone", []) if line in body] == []
    assert removed is not None
    assert removed[0] >= wanted.get("at_least", 0)
    assert origin == "demo"


def test_the_demo_speaks_many_languages_in_many_scripts(demo: Connection) -> None:
    found = demo.execute(
        "SELECT count(*), count(DISTINCT language), count(DISTINCT script) FROM news.article"
    ).fetchone()

    assert found is not None
    articles, languages, scripts = found
    assert articles >= 24
    assert languages >= 12
    assert scripts >= 5


def test_every_demo_document_is_expected(demo: Connection) -> None:
    found = {row[0] for row in demo.execute("SELECT entry_key FROM ops.disposition")}

    assert found == {f"seed:demo/demo/{name}" + ("" if "#" in name else "#1") for name in EXPECTED}


def test_the_demo_never_goes_into_a_server_of_your_own(database_url: str) -> None:
    chosen = Settings(home="/nonexistent", database_url=database_url)

    with pytest.raises(DemoRefused):
        plan_seeds(database_url, chosen, key("plan"), request(DEMO), now=NOW)
