"""The pages, their gold and the lists that measurements are made on; they lie outside the checkout.

Everything is under WIREROOM_SHARED (default ../shared beside the checkout).
"""

import csv
import gzip
import json
import os
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2027, 1, 1, tzinfo=UTC)
CHECKOUT = Path(__file__).resolve().parents[1]
GOLD_ERRORS = Path(__file__).with_name("gold_errors.toml")

_MARKS = str.maketrans(dict.fromkeys("„“”«»‟″", '"') | dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("–—‐‑−", "-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What a person or the publisher says a page holds."""

    key: str
    url: str
    language: str
    blocks: tuple[str, ...]
    title: str | None
    date: str | None  #: YYYY-MM-DD
    authors: tuple[str, ...]
    wrong: frozenset[str] = frozenset()  #: fields in which the gold itself is in error, see gold_errors.toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What a person saw at a line that is no news: a phrase, and where in such a line it stands."""

    kind: str
    phrase: str  #: folded
    shapes: frozenset[str]  #: alone, prefix, within


def shared_data() -> Path:
    """The directory of the measuring data; it need not exist."""
    return Path(os.environ.get("WIREROOM_SHARED") or CHECKOUT.parent / "shared") / "data"


def pages(data: Path) -> Iterator[tuple[Gold, bytes]]:
    """Every page with its gold, by key."""
    errors = {error["page"]: frozenset(error["fields"]) for error in tomllib.loads(GOLD_ERRORS.read_text())["error"]}
    with gzip.open(data / "extraction_dev" / "gold.json.gz", "rt", encoding="utf-8") as file:
        golds = json.load(file)
    for key, gold in sorted(golds.items()):
        yield (
            Gold(
                key=key,
                url=gold["url"],
                language=gold["lang"],
                blocks=tuple(gold["paras"]),
                title=gold["title"],
                date=gold["date"] and gold["date"][:10],
                authors=tuple(gold["authors"]),
                wrong=errors.get(key, frozenset()),
            ),
            gzip.decompress((data / "extraction_dev" / "pages" / f"{key}.html.gz").read_bytes()),
        )


def cues(data: Path) -> tuple[Cue, ...]:
    """The cues of boilerplate; those that only say "a link" are left out: links are seen in the page."""
    with (data / "boilerplate_cues_dev.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["kind"] != "kind"]
    return tuple(
        Cue(kind=row["kind"], phrase=folded(row["cue"]).lstrip("-•*|>» "), shapes=frozenset(json.loads(row["shapes"])))
        for row in rows
        if row["kind"] != "linkline" and folded(row["cue"])
    )


def folded(text: str) -> str:
    """A text as it is compared: Unicode form, quotes, dashes, case and white space do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_MARKS).casefold().split())
