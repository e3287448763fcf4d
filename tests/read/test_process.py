"""A page becomes one article or one rejection, and nothing in it can make that fail."""

import hashlib
import json
from typing import Any

import pytest
from builders import NOW, entry, page
from hypothesis import given, settings
from hypothesis import strategies as st
from wireroom.model import Article, Precision, Reason, Rejection, Stage
from wireroom.read.process import process

STORY = (
    "The lighthouse on Skerry Point will be lit again in March, the harbour board said on Tuesday.",
    "Its lamp had been dark for six years because nobody would pay for the repair of the stairs.",
    "Now a club of retired sailors has collected the money and done most of the painting by itself.",
    "“We are too old to sail, but not too old to climb,” said Marta Lind, who leads the club.",
)
WALL = """We use cookies to improve this site and ask for your consent.

Cookies help us to measure how many people read us. You may withdraw consent in the cookie settings.

By choosing accept you consent to cookies of our partners."""
PLAIN = "Lighthouse to shine again\n\n" + "\n\n".join(STORY)


def read(body: str | bytes, content_type: str = "text/plain", **changes: Any) -> Article | Rejection:
    raw = body.encode() if isinstance(body, str) else body
    outcome_of = entry(**changes)
    return process(outcome_of, page(body=raw, content_type=content_type), now=NOW, min_text_characters=100)


def article(*arguments: Any, **changes: Any) -> Article:
    outcome = read(*arguments, **changes)
    assert isinstance(outcome, Article), outcome
    return outcome


def test_a_plain_text_becomes_an_article() -> None:
    made = article(PLAIN)

    assert (made.title, made.display_title, made.lead) == ("Lighthouse to shine again", made.title, STORY[0])
    assert [block.text for block in made.blocks] == [*STORY[1:]]
    assert (made.language.code, made.published) == ("en", None)
    assert made.page_sha256 == hashlib.sha256(PLAIN.encode()).digest()


def test_a_record_states_title_date_language_and_authors() -> None:
    record = {
        "url": "https://news.example/light",
        "title": "Lighthouse to shine again",
        "text": "\n".join(STORY),
        "published": "2025-12-30T10:00:00+01:00",
        "language": "en",
        "authors": ["Marta Lind"],
    }

    made = article(json.dumps(record), "application/json")

    assert made.title == record["title"]
    assert made.published is not None
    assert (made.published.precision, made.published.where) == (Precision.SECOND, "entry")
    assert (made.authors, made.language.declared) == (("Marta Lind",), "en")


def test_a_record_may_hold_a_page() -> None:
    html = "<html><body><article>" + "".join(f"<p>{line}</p>" for line in STORY) + "</article></body></html>"

    made = article(json.dumps({"title": "Lighthouse to shine again", "html": html}), "application/json")

    assert [block.text for block in made.blocks] == [*STORY]


def test_the_announced_date_comes_first_and_a_date_line_refines_it() -> None:
    text = PLAIN.replace("\n\nThe lighthouse", "\n\n30.12.2025 09:15\n\nThe lighthouse")

    made = article(text, published_raw="2025-12-30")

    assert made.published is not None
    assert (made.published.local, made.published.where) == ("2025-12-30T09:15", "line")


def test_nul_bytes_and_lone_surrogates_are_mended_and_counted() -> None:
    record = json.dumps({"text": PLAIN.replace("lamp", "la\0mp") + " \ud800"})

    made = article(record, "application/json")

    assert (made.repairs.nul, made.repairs.surrogate) == (1, 1)
    assert "lamp" in made.blocks[0].text


@pytest.mark.parametrize(
    ("body", "content_type", "stage", "reason"),
    [
        ("", "text/plain", Stage.EXTRACT, Reason.NO_TEXT),
        ("<html><body></body></html>", "text/html", Stage.EXTRACT, Reason.NO_TEXT),
        ("[1, 2]", "application/json", Stage.EXTRACT, Reason.NO_TEXT),
        ('{"title": "Alone"}', "application/json", Stage.EXTRACT, Reason.NO_TEXT),
        ("Short.\n\nToo short.", "text/plain", Stage.CLEAN, Reason.TOO_SHORT),
        (
            "\n".join(f"Team {n} - Team {n + 1}   {n}:{n + 2}" for n in range(40)),
            "text/plain",
            Stage.CLEAN,
            Reason.NOT_ARTICLE,
        ),
        (WALL, "text/plain", Stage.CLEAN, Reason.NOT_ARTICLE),
    ],
)
def test_what_is_no_article_is_rejected_with_a_reason(
    body: str, content_type: str, stage: Stage, reason: Reason
) -> None:
    outcome = read(body, content_type)

    assert isinstance(outcome, Rejection)
    assert (outcome.stage, outcome.reason) == (stage, reason)
    assert entry().file is not None
    assert outcome.detail.startswith(f"{entry().file}: it ")


def test_a_page_of_links_is_no_article() -> None:
    links = "".join(f"<li><a href='/{n}'>The club of sailors paints another wall, part {n}</a></li>" for n in range(12))

    outcome = read(f"<html><body><main><h1>All stories</h1><ul>{links}</ul></main></body></html>", "text/html")

    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.NOT_ARTICLE


def test_chinese_counts_by_what_it_says() -> None:
    text = (
        "港务局周二表示，角上的灯塔将于三月重新点亮。"
        "六年来灯塔一直没有光，因为没有人愿意支付修理楼梯的费用。"
        "现在一群退休的水手筹到了钱。"
    )

    assert article(text).language.code == "zh"


def test_the_same_page_gives_the_same_article() -> None:
    assert read(PLAIN) == read(PLAIN)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(["text/html", "text/plain", "application/json"]),
    st.text(max_size=20) | st.none(),
)
def test_no_page_makes_it_raise(body: bytes, content_type: str, stated: str | None) -> None:
    filled = PLAIN.encode() + body if content_type == "text/plain" else body
    changes: dict[str, Any] = {
        "published_raw": stated,
        "declared_language": stated,
        "language_hint": stated,
        "title": stated,
    }

    outcome = process(entry(**changes), page(body=filled, content_type=content_type), now=NOW, min_text_characters=1)

    assert isinstance(outcome, Article | Rejection)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["text", "html", "title", "published", "authors", "language"]),
        st.one_of(
            st.text(max_size=200),
            st.integers(),
            st.none(),
            st.booleans(),
            st.lists(st.text(max_size=9), max_size=3),
            st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
        ),
    )
)
def test_no_record_makes_it_raise(record: dict[str, Any]) -> None:
    body = json.dumps(record).encode()

    outcome = process(entry(), page(body=body, content_type="application/json"), now=NOW, min_text_characters=1)

    assert isinstance(outcome, Article | Rejection)
