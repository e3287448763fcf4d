"""What the cleaner promises: everything is kept or accounted for, notices go, news stays."""

import json
import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.model import Block, BlockKind, Cleaned, StatedDate
from wireroom.read import fold
from wireroom.read.clean import clean
from wireroom.read.rules import rule_files, rules_for

TRAPS = tomllib.loads((Path(__file__).parent / "traps.toml").read_text(encoding="utf-8"))["trap"]
KINDS = {  # our kinds by those of seeds/gold.json
    "date_line": "date_line",
    "metadata_prefix": "date_prefix",
    "embed.video_notice": "video_notice",
    "embed.video_teaser": "video_teaser",
    "related.label": "related_label",
    "related.link": "related_link",
}
SENTENCES = (
    "The harbour council met on Monday and spoke for five hours about the new pier, its price and its length.",
    "Nobody in the hall had expected that the fishermen would come in such numbers to the first hearing.",
    "The plan is older than most of the people who will have to pay for it, the chairwoman noted in her report.",
)


@pytest.fixture
def shared() -> Path:
    """The directory of the shared data, which may be absent."""
    return Path(os.environ.get("WIREROOM_SHARED", Path(__file__).parents[2] / ".." / "shared"))


def paragraphs(*texts: str) -> list[Block]:
    return [Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts]


def cleaned(*texts: str, language: str = "en", title: str | None = "A title") -> Cleaned:
    return clean(paragraphs(*texts), rules_for(language), title=title)


def inside(line: str) -> tuple[str, ...]:
    """The line in the middle of an article."""
    return (*SENTENCES * 3, line, *SENTENCES * 2)


def is_kept(line: str, language: str) -> bool:
    return not cleaned(*inside(line), language=language).removed


def letters(text: str) -> str:
    return "".join(fold.mended(text).split())


@pytest.mark.parametrize("trap", TRAPS, ids=lambda t: f"{t['language']}-{(t.get('keep') or t.get('drop'))[:30]}")
def test_a_trap_holds(trap: dict[str, str]) -> None:
    line = trap.get("keep") or trap["drop"]

    assert is_kept(line, trap["language"]) is ("keep" in trap)


def test_the_shared_traps_hold(shared: Path) -> None:
    path = shared / "data" / "notice_traps_dev.yaml"
    if not path.is_file():
        pytest.skip(f"no {path}")
    yaml = pytest.importorskip("yaml")
    traps = yaml.safe_load(path.read_text(encoding="utf-8"))
    traps = [t for t in traps if t["lang"] in rule_files()]
    wrong = [t for t in traps if is_kept(t.get("keep") or t["drop"], t["lang"]) is not ("keep" in t)]

    assert wrong == []


@pytest.mark.parametrize("number", range(5))
def test_a_seed_loses_exactly_what_it_should(number: int, shared: Path) -> None:
    gold_file = shared / "seeds" / "gold.json"
    if not gold_file.is_file():
        pytest.skip(f"no {gold_file}")
    name, gold = sorted(json.loads(gold_file.read_text(encoding="utf-8"))["documents"].items())[number]
    lines = (shared / "seeds" / name).read_text(encoding="utf-8").splitlines()
    result = cleaned(*(line for line in lines if line.strip()), language=gold["language"], title=None)

    assert [(r.text, r.kind) for r in result.removed] == [(r["text"], KINDS[r["kind"]]) for r in gold["removed"]]
    kept = [block.text for block in result.blocks]
    assert kept[-len(gold["blocks"]) :] == [block["text"] for block in gold["blocks"]]


texts = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["Read more:", "Advertisement", "date 2023-10 ", "Black SeaRead more: Title", "It rained. Read more: Title"]
        ),
        st.lists(
            st.sampled_from(["Read more", ":", " ", ".", "said", "By Jane Roe", "\u00ad", "12 May 2023", "…"])
        ).map("".join),
    ),
    max_size=8,
)


@given(texts, st.sampled_from(["en", "pl", "und"]), st.booleans())
def test_kept_and_removed_in_order_are_the_whole_text(found: list[str], language: str, is_titled: bool) -> None:
    blocks = paragraphs(*found)
    result = clean(blocks, rules_for(language), title="A title" if is_titled else None)
    rest = [block.text for block in blocks]
    for removal in reversed(result.removed):
        text = rest[removal.block]
        assert text[removal.start : removal.start + len(removal.text)] == removal.text
        rest[removal.block] = text[: removal.start] + "\n" + text[removal.start + len(removal.text) :]

    assert letters("".join(rest)) == letters("".join(block.text for block in result.blocks))


@given(texts)
def test_cleaning_what_is_clean_keeps_every_kept_block_in_order(found: list[str]) -> None:
    result = cleaned(*found)
    kept = [block.text for block in result.blocks]

    assert all(text == fold.mended(text) and text for text in kept)


def test_a_date_prefix_becomes_a_date_with_the_precision_it_states() -> None:
    result = cleaned(" date 2023-10 " + SENTENCES[0], *SENTENCES)

    assert result.dates == (StatedDate(raw="date 2023-10", where="prefix"),)
    assert result.removed[0].text == " date 2023-10 "
    assert result.blocks[0].text == SENTENCES[0]


def test_a_byline_becomes_an_author() -> None:
    result = cleaned("By Jane Roe", *SENTENCES)

    assert result.authors == ("Jane Roe",)
    assert result.removed[0].moved


def test_the_first_line_is_not_cut_for_a_colon_label_while_no_title_is_known() -> None:
    line = "WATCH: Whale swims up the river"

    assert not cleaned(line, *SENTENCES, title=None).removed
    assert cleaned(line, *SENTENCES, title="Another").removed


def test_a_label_takes_one_headline_in_the_middle_of_a_text() -> None:
    result = cleaned(SENTENCES[0], "Read more", "Council approves the pier", "Why the pier is late", *SENTENCES * 2)

    assert [r.text for r in result.removed] == ["Read more", "Council approves the pier"]


def test_a_label_takes_a_list_at_the_end() -> None:
    result = cleaned(*SENTENCES * 3, "Related articles", "Council approves the pier", "Why the pier is late")

    assert len(result.removed) == 3


def test_a_headline_in_the_page_is_never_taken_for_a_link() -> None:
    heading = Block(kind=BlockKind.HEADING, text="Why the pier is late", is_link=True)
    blocks = [*paragraphs(*SENTENCES, "Read more"), heading, *paragraphs(*SENTENCES)]
    result = clean(blocks, rules_for("en"), title="A title")

    assert [r.text for r in result.removed] == ["Read more"]


def test_a_block_that_is_a_link_goes_from_news_and_stays_elsewhere() -> None:
    link = Block(kind=BlockKind.ITEM, text="Council approves the pier at last", is_link=True)
    blocks = [*paragraphs(*SENTENCES), link]

    assert [r.rule for r in clean(blocks, rules_for("en"), title="T").removed] == ["any.link_block"]
    assert not clean(blocks, rules_for("en"), title="T", is_news=False).removed


def test_a_page_of_links_keeps_them() -> None:
    links = [Block(kind=BlockKind.ITEM, text=f"Harbour story number {n} of today", is_link=True) for n in range(9)]

    assert not clean([*paragraphs(SENTENCES[0]), *links], rules_for("en"), title="T").removed


def test_beyond_the_budget_only_what_is_sure_goes() -> None:
    links = [f"Read more: Harbour story number {n} of the long summer of today" for n in range(9)]
    result = cleaned(SENTENCES[0], "Advertisement", *links, SENTENCES[1])

    assert result.over_budget
    assert [r.kind for r in result.removed] == ["ad"]


def test_a_consent_box_goes_as_a_whole() -> None:
    box = ("Sign up for our free newsletter", "Email", "By signing up you agree to our terms", "Cancel anytime")
    result = cleaned(*SENTENCES, *box, *SENTENCES)

    assert [r.text for r in result.removed] == list(box)


def test_a_text_says_whether_its_first_block_was_cut() -> None:
    assert cleaned("Advertisement", *SENTENCES).opened_by_cut
    assert not cleaned(*SENTENCES, "Advertisement").opened_by_cut


def test_white_space_and_a_space_before_a_full_stop_are_mended() -> None:
    result = cleaned("The  pier\u00a0is new\u200b . It is long , too.", *SENTENCES)

    assert result.blocks[0].text == "The pier is new. It is long, too."


def test_a_linked_item_among_others_belongs_to_its_list_and_a_list_of_links_goes_whole() -> None:
    def items(*linked: int) -> list[Block]:
        names = ("The pier and its price", "The harbour and its boats", "Who fishes where and why", "What it costs us")
        listed = [
            Block(kind=BlockKind.ITEM, text=t, is_link=bool(is_link)) for t, is_link in zip(names, linked, strict=True)
        ]
        return [*paragraphs(*SENTENCES * 2), *listed, *paragraphs(*SENTENCES)]

    some, most = (clean(items(*linked), rules_for("en"), title="A title") for linked in ((0, 1, 0, 0), (1, 1, 0, 1)))

    assert some.removed == ()
    assert [removal.kind for removal in most.removed] == ["related_link"] * 4


def test_links_that_the_text_announces_stay() -> None:
    link = Block(kind=BlockKind.PARAGRAPH, text="The harbour council's report on the pier in full", is_link=True)

    announced = clean([*paragraphs(*SENTENCES, "The council published it:"), link], rules_for("en"), title="A title")
    alone = clean([*paragraphs(*SENTENCES), link], rules_for("en"), title="A title")

    assert announced.removed == ()
    assert [removal.rule for removal in alone.removed] == ["any.link_block"]


def test_a_line_that_says_the_same_twice_is_a_card() -> None:
    assert [r.rule for r in cleaned(*inside("A niche rapper's life and times " * 2)).removed] == ["engine.doubled"]
    assert not cleaned(*inside("So long, so long")).removed
