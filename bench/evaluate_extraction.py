"""How exactly and how fast pages become articles, next to plain trafilatura on the same pages in the same run.

    python bench/evaluate_extraction.py [--article] [--limit N] [--worst N] [--json FILE]

The pages and their gold text lie under WIREROOM_SHARED (default ../shared); without them it says so and stops.
Text is scored per page as a bag of lower-cased words, an empty page counting 0; titles, dates and authors where the
gold has one, after Unicode form, white space, quotes and case are folded. CPU is measured page by page, in turns.
"""

import argparse
import gzip
import json
import os
import re
import statistics
import sys
import time
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import trafilatura
from wireroom.model import Article, Entry, Origin, Page
from wireroom.read.dates import choose
from wireroom.read.extract import extract_page
from wireroom.read.process import process

NOW = datetime(2027, 1, 1, tzinfo=UTC)
CHECKOUT = Path(__file__).resolve().parents[1]
GOLD_ERRORS = Path(__file__).with_name("gold_errors.toml")
_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟″", '"') | dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("–—‐‑−", "-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader made of one page."""

    text: str = ""
    title: str = ""
    date: str = ""  #: YYYY-MM-DD
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What a person or the publisher says the page holds."""

    key: str
    url: str
    language: str
    text: str
    title: str | None
    date: str | None
    authors: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Scores:
    """The scores of one reader over all pages, and its CPU seconds."""

    precision: list[float]
    recall: list[float]
    f1: list[float]
    title: list[bool]
    date: list[bool]
    authors: list[bool]
    seconds: list[float]


def main() -> int:
    """Score both readers and print a table. 0, or 2 where the data is absent."""
    options = _options()
    data = Path(os.environ.get("WIREROOM_SHARED") or CHECKOUT.parent / "shared") / "data" / "extraction_dev"
    if not data.is_dir():
        print(f"skipped: no extraction data at {data}; set WIREROOM_SHARED", file=sys.stderr)
        return 2
    readers = {"trafilatura": _plain, "wireroom": _article if options.article else _extract}
    scores = {
        name: Scores(precision=[], recall=[], f1=[], title=[], date=[], authors=[], seconds=[]) for name in readers
    }
    errors = {error["page"]: error["fields"] for error in tomllib.loads(GOLD_ERRORS.read_text("utf-8"))["error"]}
    pages = list(_pages(data))[: options.limit]
    for page in {gold.language: (gold, body) for gold, body in pages}.values():
        for read in readers.values():
            read(*page)  # models, rules and caches are loaded once per process, not per page
    for number, (gold, body) in enumerate(pages):
        for name in sorted(readers, reverse=bool(number % 2)):
            started = time.process_time()
            reading = readers[name](gold, body)
            scores[name].seconds.append(time.process_time() - started)
            _score(
                scores[name],
                gold,
                reading,
                wrong=errors.get(gold.key, ()),
                verbose=options.worst < 0 and name == "wireroom",
            )
    _print_table(scores)
    _print_worst([gold for gold, _ in pages], scores, options.worst)
    if options.json:
        options.json.write_text(json.dumps({name: _summary(one) for name, one in scores.items()}, indent=1) + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--article", action="store_true", help="score whole articles: cleaned, tagged, dated")
    parser.add_argument("--limit", type=int, default=None, help="only the first pages")
    parser.add_argument("--worst", type=int, default=0, help="list so many pages that lost most; -1: every wrong field")
    parser.add_argument("--json", type=Path, help="write the summary there")
    return parser.parse_args()


def _pages(data: Path) -> Iterator[tuple[Gold, bytes]]:
    with gzip.open(data / "gold.json.gz", "rt", encoding="utf-8") as file:
        golds = json.load(file)
    for key, gold in sorted(golds.items()):
        body = gzip.decompress((data / "pages" / f"{key}.html.gz").read_bytes())
        yield (
            Gold(
                key=key,
                url=gold["url"],
                language=gold["lang"],
                text="\n".join(gold["paras"]),
                title=gold["title"],
                date=gold["date"],
                authors=tuple(gold["authors"]),
            ),
            body,
        )


def _plain(gold: Gold, body: bytes) -> Reading:
    document = trafilatura.bare_extraction(body, url=gold.url, with_metadata=True)
    if document is None or isinstance(document, dict):
        return Reading()
    return Reading(
        text=document.text or "",
        title=document.title or "",
        date=document.date or "",
        authors=tuple(name.strip() for name in (document.author or "").split(";") if name.strip()),
    )


def _extract(gold: Gold, body: bytes) -> Reading:
    extract = extract_page(body, charset="utf-8", url=gold.url, now=NOW)
    if extract is None:
        return Reading()
    published = choose(extract.dates, language=gold.language, now=NOW)
    return Reading(
        text="\n".join(block.text for block in extract.blocks),
        title=extract.title or "",
        date=published.local[:10] if published else "",
        authors=extract.authors,
    )


def _article(gold: Gold, body: bytes) -> Reading:
    entry = Entry(entry_key=gold.key, url_key=gold.url, source="bench", origin=Origin.SEED, url=gold.url)
    page = Page(url_key=gold.url, body=body, content_type="text/html", charset="utf-8", fetched_at=NOW)
    article = process(entry, page, now=NOW, min_text_characters=1)
    if not isinstance(article, Article):
        return Reading()
    return Reading(
        text="\n".join([article.lead or "", *(block.text for block in article.blocks)]),
        title=article.title or "",
        date=article.published.local[:10] if article.published else "",
        authors=article.authors,
    )


def _score(scores: Scores, gold: Gold, reading: Reading, *, wrong: Collection[str], verbose: bool) -> None:
    """Add a page to the scores; the fields in `wrong` are not scored: there the gold itself is in error."""
    texts = (unicodedata.normalize("NFC", text).lower() for text in (reading.text, gold.text))
    ours, theirs = (Counter(_WORD.findall(text)) for text in texts)
    common = (ours & theirs).total()
    precision = common / ours.total() if ours else 0.0
    recall = common / theirs.total() if theirs else 0.0
    scores.precision.append(precision)
    scores.recall.append(recall)
    scores.f1.append(2 * precision * recall / (precision + recall) if common else 0.0)
    fields: tuple[tuple[str, list[bool], object, object], ...] = (
        ("title", scores.title, gold.title and _folded(gold.title), _folded(reading.title)),
        ("date", scores.date, gold.date and gold.date[:10], reading.date),
        ("authors", scores.authors, {*map(_folded, gold.authors)}, {*map(_folded, reading.authors)}),
    )
    for name, results, wanted, got in fields:
        if wanted and name not in wrong:
            results.append(wanted == got)
            if verbose and wanted != got:
                print(f"{gold.key} {name}: gold {wanted!r}, read {got!r}")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold().split())


def _summary(scores: Scores) -> dict[str, float]:
    mean: Callable[[list[float]], float] = statistics.fmean
    return {
        "pages": len(scores.f1),
        "f1": mean(scores.f1),
        "precision": mean(scores.precision),
        "recall": mean(scores.recall),
        **{
            name: sum(results) / max(len(results), 1)
            for name, results in (("title", scores.title), ("date", scores.date), ("authors", scores.authors))
        },
        "ms": 1000 * mean(scores.seconds),
    }


def _print_table(scores: dict[str, Scores]) -> None:
    some = next(iter(scores.values()))
    print(f"{len(some.f1)} pages; title on {len(some.title)}, date on {len(some.date)}, authors on {len(some.authors)}")
    print(f"{'':12}{'F1':>8}{'prec':>8}{'recall':>8}{'title':>8}{'date':>8}{'authors':>8}{'CPU ms':>8}")
    for name, one in scores.items():
        values = _summary(one)
        shares = "".join(f"{values[key]:8.4f}" for key in ("f1", "precision", "recall", "title", "date", "authors"))
        print(f"{name:12}{shares}{values['ms']:8.1f}")
    plain, ours = (sum(scores[name].seconds) for name in ("trafilatura", "wireroom"))
    print(f"CPU ratio {ours / plain:.3f}, median of pages {_median_ratio(scores):.3f}")


def _median_ratio(scores: dict[str, Scores]) -> float:
    pairs = zip(scores["wireroom"].seconds, scores["trafilatura"].seconds, strict=True)
    return statistics.median(ours / max(plain, 1e-6) for ours, plain in pairs)


def _print_worst(golds: list[Gold], scores: dict[str, Scores], count: int) -> None:
    """The pages that lost most against plain trafilatura, and those that lost half of the gold text it kept."""
    ours, plain = scores["wireroom"], scores["trafilatura"]
    order = sorted(range(len(golds)), key=lambda at: ours.f1[at] - plain.f1[at])
    for at in order[: max(count, 0)]:
        print(
            f"{golds[at].key} {golds[at].language}: F1 {plain.f1[at]:.3f} -> {ours.f1[at]:.3f}, "
            f"recall {plain.recall[at]:.3f} -> {ours.recall[at]:.3f}"
        )
    lost = [gold.key for at, gold in enumerate(golds) if ours.recall[at] < plain.recall[at] / 2]
    print(f"pages that lost more than half of the gold text trafilatura kept: {len(lost)} {' '.join(lost)}")


if __name__ == "__main__":
    raise SystemExit(main())
