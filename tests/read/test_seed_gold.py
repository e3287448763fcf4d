"""The five seed documents and what must be made of them, to the letter."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, entry, page
from wireroom.model import Article
from wireroom.read.process import process

SHARED = Path(os.environ.get("WIREROOM_SHARED") or Path(__file__).resolve().parents[3] / "shared")
SEEDS = SHARED / "seeds"
DOCUMENTS: dict[str, Any] = (
    json.loads((SEEDS / "gold.json").read_text("utf-8"))["documents"] if (SEEDS / "gold.json").is_file() else {}
)
KINDS = {  # the gold's names and ours
    "metadata_prefix": "date_prefix",
    "date_line": "date_line",
    "embed.video_notice": "video_notice",
    "embed.video_teaser": "video_teaser",
    "related.label": "related_label",
    "related.link": "related_link",
}

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason=f"no seed documents at {SEEDS}: set WIREROOM_SHARED")


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_seed_becomes_what_the_gold_says(name: str) -> None:
    gold = DOCUMENTS[name]

    made = process(entry(file=name), page(body=(SEEDS / name).read_bytes()), now=NOW, min_text_characters=200)

    assert isinstance(made, Article)
    assert (made.language.code, made.title, made.lead) == (gold["language"], gold["title"], gold["lead"])
    published = made.published and (made.published.raw, made.published.local, made.published.precision.value)
    stated = gold["published"]
    assert published == (stated["raw"] and (stated["raw"], stated["value"], stated["precision"]))
    assert [(removal.text, removal.kind) for removal in made.removed] == [
        (removal["text"], KINDS[removal["kind"]]) for removal in gold["removed"]
    ]
    assert [(block.kind.value, block.text) for block in made.blocks] == [
        (block["type"], block["text"]) for block in gold["blocks"]
    ]
