"""The measures mean what they say, on examples small enough to count by hand."""

import ast
from pathlib import Path

import pytest
from corpus import Cue, Gold, folded
from cost import ratios
from surplus import apart_kind, boilerplate, cover, cue_kind, grams, link_share, link_texts, removed_whole
from text_scores import field_scores, kept_of, text_score
from traps import holds

BENCH = Path(__file__).resolve().parents[2] / "bench"
CUES = (
    Cue(kind="related", phrase="read more:", shapes=frozenset({"prefix"})),
    Cue(kind="newsletter", phrase="in your inbox", shapes=frozenset({"within"})),
    Cue(kind="ad", phrase="ad", shapes=frozenset({"alone"})),
)


def gold(**changes: object) -> Gold:
    fields: dict[str, object] = {
        "key": "k", "url": "https://news.example/1", "language": "en", "blocks": ("a b c d",),
        "title": "A “fine” Title", "date": "2024-05-01", "authors": ("Jane Roe", "John Doe"),
    }  # fmt: skip
    return Gold(**{**fields, **changes})  # pyright: ignore[reportArgumentType]


def test_precision_counts_what_was_read_and_recall_what_was_wanted() -> None:
    score = text_score(["a b", "x y"], ["A b c d e f g h"])

    assert (score.precision, score.recall) == (0.5, 0.25)
    assert score.f1 == pytest.approx(1 / 3)


def test_a_page_of_which_nothing_was_read_scores_zero() -> None:
    assert text_score([], ["a b c"]) == (0, 0, 0)


def test_loss_is_measured_on_the_gold_words_that_the_first_reader_kept() -> None:
    assert kept_of(["a b"], ["a b c d noise"], ["a b c d e f"]) == 0.5
    assert kept_of([], ["noise"], ["a"]) == 1


def test_fields_are_compared_folded_and_only_where_the_gold_has_them_right() -> None:
    read = {"title": 'a "FINE"  title', "date": "2024-05-01", "authors": ("john doe", "Jane Roe")}

    assert field_scores(gold(), **read) == {"title": True, "date": True, "authors": True}  # pyright: ignore[reportArgumentType]
    assert field_scores(gold(title=None, wrong=frozenset({"date"})), **read) == {"authors": True}  # pyright: ignore[reportArgumentType]


def test_a_block_is_covered_by_its_trigrams_and_a_short_one_only_by_its_like() -> None:
    known = grams(["one two three four five", "Advertisement rates rose"])

    assert cover("one two three four", known) == 1
    assert cover("two three four six", known) == 0.5
    assert cover("Advertisement", known) == 0
    assert cover("***", known) == 1


def test_link_text_is_the_share_of_letters_in_links_to_elsewhere() -> None:
    links = link_texts(b"<p><a href='/x'>harbour plan</a> and <a href='#top'>the pier</a></p>")

    assert links == ("harbour plan",)
    assert link_share("Harbour plan", links) == 1
    assert link_share("harbour plan abcdefghijk", links) == 0.5


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("- Read more: the pier", "related"),
        ("Get it in your inbox today", "newsletter"),
        ("Ad", "ad"),
        ("Ad hoc committee", None),
        ("He could not read more: the ink was gone", None),
        ("Put it in your inboxes", None),
    ],
)
def test_a_cue_names_a_block_alone_at_its_beginning_or_within_and_never_inside_a_word(
    block: str, kind: str | None
) -> None:
    assert cue_kind(block, CUES) == kind


def test_boilerplate_is_surplus_that_a_cue_names_or_that_is_links() -> None:
    blocks = ["the council met on monday", "Read more: the pier", "harbour plan", "a box of facts nobody links"]

    found = boilerplate(blocks, gold=grams(["The council met on Monday."]), links=["harbour plan"], cues=CUES)

    assert found == {"Read more: the pier": "related", "harbour plan": "link"}


def test_a_gold_block_is_removed_whole_where_removals_hold_it_and_the_article_does_not() -> None:
    blocks = ["one two three four", "five six seven eight", "nine ten eleven twelve"]

    lost = removed_whole(blocks, kept=grams(blocks[:1]), removed=grams(blocks[:2]))

    assert lost == ["five six seven eight"]


def test_credits_copyright_and_date_lines_of_the_gold_are_told_by_their_looks() -> None:
    kinds = [apart_kind(line) for line in ("Photo: Jane Roe", "© Example Press", "12 May 2023, 10:15", "The pier.")]

    assert kinds == ["credit", "copyright", "dateline", None]


def test_ratios_are_of_the_sums_and_of_the_pages() -> None:
    assert ratios([1, 1, 9], [2, 2, 6]) == (1.1, 0.5)


def test_a_trap_that_does_not_hold_is_seen() -> None:
    assert holds({"lang": "en", "drop": "Advertisement"})
    assert not holds({"lang": "en", "keep": "Advertisement"})
    assert not holds({"lang": "en", "drop": "The council met on Monday and spoke for hours about the pier."})


def test_folding_forgets_case_white_space_and_the_look_of_marks() -> None:
    assert folded(" „Ｆine”  –\u00a0Day ") == '"fine" - day'


def test_the_scorer_knows_no_rule_of_the_product() -> None:
    imported = {
        name
        for path in ("surplus.py", "text_scores.py", "corpus.py")
        for node in ast.walk(ast.parse((BENCH / path).read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }

    assert not {name for name in imported if name.startswith("wireroom")}
