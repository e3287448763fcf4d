"""How right and how fast reading is: everything the README claims of it, measured, and held to bench/floors.toml.

    python bench/evaluate.py [PART ...] [--limit N] [--worst N] [--profile] [--json FILE]

Parts: text, fields, leftovers, cost (one pass over the pages), language, held. Without a name all of them are measured.
Plain trafilatura with metadata reads the same pages in the same run. The exit code is 0 where every floor holds, 1
where one does not, 2 where the data is absent.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import cost
import evaluate_language
import hostile
import surplus
import traps
from corpus import CHECKOUT, Cue, Gold, cues, pages, shared_data
from readers import Reading, article, plain
from text_scores import FIELDS, TextScore, field_scores, kept_of, text_score

FLOORS = Path(__file__).with_name("floors.toml")
PARTS = ("text", "fields", "leftovers", "cost", "language", "held")
ON_PAGES = frozenset({"text", "fields", "leftovers", "cost"})
FEW = 3  # pages; a language with fewer is counted under "others"
HELD_BY = (
    "tests/read/test_dates.py",
    "tests/golden",
    "tests/read/test_seed_gold.py",
    "tests/read/test_clean.py",
    "tests/jobs/test_lines.py",
    "tests/read/test_lines.py",
)
PROFILED = 60  # pages

Measures = dict[str, float]


class Read(NamedTuple):
    """One page as both readers read it, with their CPU seconds."""

    gold: Gold
    body: bytes
    plain: Reading
    ours: Reading
    plain_seconds: float
    our_seconds: float


def main() -> int:
    """Measure, print, compare with the floors."""
    options = _options()
    data = shared_data()
    if not (data / "extraction_dev").is_dir():
        print(f"no data to measure on at {data}: set WIREROOM_SHARED to the directory that holds it", file=sys.stderr)
        return 2
    parts = options.part or list(PARTS)
    measured: dict[str, Measures] = {}
    reads = _read_pages(data, options.limit) if ON_PAGES & {*parts} else []
    ways: dict[str, Callable[[], Measures]] = {
        "text": lambda: text(reads, worst=options.worst),
        "fields": lambda: fields(reads, worst=options.worst),
        "leftovers": lambda: left(reads, cues(data), data / "notice_traps_dev.yaml", worst=options.worst),
        "cost": lambda: speed(reads, profiled=options.profile),
        "language": lambda: tags(data / "language_dev.jsonl.gz"),
        "held": held,
    }
    for part in parts:
        print(f"\n== {part}")
        measured[part] = ways[part]()
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n")
    return 1 if _below(measured) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="measure only these")
    parser.add_argument("--limit", type=int, default=None, help="only the first pages")
    parser.add_argument("--worst", type=int, default=0, help="show so many of the worst pages and all wrong fields")
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    parser.add_argument("--json", type=Path, help="write the measures there")
    return parser.parse_args()


def _read_pages(data: Path, limit: int | None) -> list[Read]:
    """Every page read by both, in turns, so that neither always finds the page in the processor's cache."""
    known = list(pages(data))[:limit]
    for gold, body in {gold.language: (gold, body) for gold, body in known}.values():
        plain(gold, body)  # models, rules and caches are loaded once per process, not once per page
        article(gold, body)
    reads: list[Read] = []
    for number, (gold, body) in enumerate(known):
        ways = {"plain": lambda g=gold, b=body: plain(g, b), "ours": lambda g=gold, b=body: article(g, b)}
        done = {name: cost.timed(ways[name]) for name in sorted(ways, reverse=bool(number % 2))}
        reads.append(Read(gold, body, done["plain"][0], done["ours"][0], done["plain"][1], done["ours"][1]))
    return reads


def text(reads: Sequence[Read], *, worst: int = 0) -> Measures:
    """Bags of words against the gold, an empty page counting 0."""
    before = [text_score(read.plain.blocks, read.gold.blocks) for read in reads]
    after = [text_score(read.ours.blocks, read.gold.blocks) for read in reads]
    print(f"{'':10}{'pages':>6}{'F1 plain':>10}{'ours':>8}{'P plain':>9}{'ours':>8}{'R plain':>9}{'ours':>8}")
    for language, places in _by_language(reads).items():
        sides = [_mean([scores[at] for at in places]) for scores in (before, after)]
        cells = "".join(f"{old:10.4f}{new:8.4f}"[1:] for old, new in zip(*sides, strict=True))
        print(f"{language:10}{len(places):6} {cells}")
    halved = [read.gold.key for read in reads if kept_of(read.ours.blocks, read.plain.blocks, read.gold.blocks) < 0.5]
    print("pages that lost more than half of the gold text plain trafilatura kept:", len(halved), *halved)
    print("pages without an article:", *(f"{r.gold.key} ({r.ours.why_none})" for r in reads if r.ours.why_none))
    for at in sorted(range(len(reads)), key=lambda at: after[at].f1 - before[at].f1)[:worst]:
        print(f"  {reads[at].gold.key} F1 {before[at].f1:.3f} -> {after[at].f1:.3f}, "
              f"recall {before[at].recall:.3f} -> {after[at].recall:.3f}")  # fmt: skip
    old, new = _mean(before), _mean(after)
    return {
        "f1_gain": new.f1 - old.f1,
        "precision_gain": new.precision - old.precision,
        "recall_loss": old.recall - new.recall,
        "pages_halved": len(halved),
    }


def fields(reads: Sequence[Read], *, worst: int = 0) -> Measures:
    """Titles, dates and authors exactly right, where the gold has one."""
    both = [
        [
            field_scores(read.gold, title=one.title, date=one.date, authors=one.authors)
            for read in reads
            for one in [getattr(read, side)]
        ]
        for side in ("plain", "ours")
    ]
    measures: Measures = {}
    print(f"{'':10}{'n':>5}{'plain':>9}{'ours':>9}   by language (n)")
    for field in FIELDS:
        shares = [[scores[field] for scores in side if field in scores] for side in both]
        measures[field] = statistics.fmean(shares[1])
        by_language: defaultdict[str, list[bool]] = defaultdict(list)
        for read, scores in zip(reads, both[1], strict=True):
            if field in scores:
                by_language[read.gold.language].append(scores[field])
            if worst and not scores.get(field, True):
                print(
                    f"  {read.gold.key} {field}: gold {getattr(read.gold, field)!r}, read {getattr(read.ours, field)!r}"
                )
        told = ", ".join(
            f"{code} {statistics.fmean(one):.2f} ({len(one)})" for code, one in sorted(by_language.items())
        )
        print(f"{field:10}{len(shares[0]):5}{statistics.fmean(shares[0]):9.4f}{measures[field]:9.4f}   {told}")
    errors = [f"{read.gold.key} {'/'.join(sorted(read.gold.wrong))}" for read in reads if read.gold.wrong]
    print("left out as errors of the gold:", *errors)
    return measures


def left(reads: Sequence[Read], known: Sequence[Cue], trap_file: Path, *, worst: int = 0) -> Measures:
    """Boilerplate that is left, gold that was cut, and the traps."""
    before, after, cut = Counter[str](), Counter[str](), Counter[str]()
    for read in reads:
        gold, links = surplus.grams([*read.gold.blocks, read.gold.title or ""]), surplus.link_texts(read.body)
        ours = surplus.boilerplate(read.ours.blocks, gold=gold, links=links, cues=known)
        before.update(surplus.boilerplate(read.plain.blocks, gold=gold, links=links, cues=known).values())
        after.update(ours.values())
        kept = surplus.grams([read.ours.title, *read.ours.authors, *read.ours.blocks])
        gone = surplus.removed_whole(
            read.gold.blocks, kept=kept, removed=surplus.grams(removal.text for removal in read.ours.removed)
        )
        cut.update(surplus.apart_kind(block) or surplus.cue_kind(block, known) or "news" for block in gone)
        if worst:
            seen = [(f"left as {kind}", block) for block, kind in ours.items()]
            for what, block in (*seen, *(("cut though in the gold", block) for block in gone)):
                print(f"  {read.gold.key} {what}: {block[:120]}")
    print(f"{'boilerplate':14}{'plain':>7}{'ours':>7}")
    for kind in sorted(before | after, key=lambda kind: (kind in surplus.APART, -before[kind])):
        print(f"{kind:14}{before[kind]:7}{after[kind]:7}{'   counted apart' if kind in surplus.APART else ''}")
    total = sum(len(read.gold.blocks) for read in reads)
    print(f"gold blocks: {total}; removed whole: {cut.total()}, by kind: {dict(cut)}")
    sprung, count = traps.sprung(trap_file)
    print(f"traps: {count}, of which {len(sprung)} do not hold", *sprung, sep="\n  ")
    own = [sum(one[kind] for kind in one if kind not in surplus.APART) for one in (before, after)]
    return {
        "gone": 1 - own[1] / own[0],
        "gold_removed_per_1000": 1000 * sum(cut[kind] for kind in cut if kind not in surplus.APART) / total,
        "gold_removed_with_apart_per_1000": 1000 * cut.total() / total,
        "traps_sprung": len(sprung),
    }


def speed(reads: Sequence[Read], *, profiled: bool = False) -> Measures:
    """CPU per page of the whole way to an article, over plain trafilatura with metadata."""
    ours, theirs = [read.our_seconds for read in reads], [read.plain_seconds for read in reads]
    total, median = cost.ratios(ours, theirs)
    print(f"CPU ms per page: plain {1000 * statistics.fmean(theirs):.1f}, ours {1000 * statistics.fmean(ours):.1f}")
    if profiled:
        print(*cost.profile(lambda r=read: article(r.gold, r.body) for read in reads[:PROFILED]), sep="\n")
    return {"ratio": total, "ratio_median": median}


def tags(path: Path) -> Measures:
    """The language tagger; evaluate_language.py says more."""
    summary = evaluate_language.measure(path)
    texts = {name: summary[f"text alone/{name}"]["macro"] for name in evaluate_language.BUCKETS}
    declared = {f"{name}_declared": summary[f"declared/{name}"]["macro"] for name in evaluate_language.BUCKETS}
    return {
        **texts,
        **declared,
        "body_calibration_error": summary["text alone/body"]["calibration_error"],
        "body_microseconds": summary["cpu_us/body"]["without segments"],
        "body_microseconds_segments": summary["cpu_us/body"]["with segments"],
        "concurrent_differences": summary["concurrent"]["differences"],
    }


def held() -> Measures:
    """What tests hold: dates, golden pages, seeds, learned lines; and how long hostile pages take."""
    with TemporaryDirectory() as directory:
        report = Path(directory) / "report.xml"
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *HELD_BY],
            cwd=CHECKOUT,
            check=False,
            stdout=subprocess.DEVNULL,
        )
        suite = ET.parse(report).getroot().find("testsuite") if report.is_file() else None
    named = ("tests", "failures", "errors", "skipped")
    counts = {name: int(suite.get(name, "0")) if suite is not None else 0 for name in named}
    print(", ".join(f"{number} {name}" for name, number in counts.items()))
    seconds = dict(hostile.seconds_each())
    for name, taken in seconds.items():
        print(f"{taken:7.2f} s  {name}")
    failed = counts["failures"] + counts["errors"] + counts["skipped"]
    return {"failed_tests": failed if counts["tests"] else 1, "hostile_seconds": max(seconds.values())}


def _below(measured: Mapping[str, Measures]) -> list[str]:
    """Print every measure beside its floor; the names of those that miss it."""
    floors: dict[str, dict[str, dict[str, float]]] = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    missed: list[str] = []
    print(f"\n{'':45}{'measured':>10}  floor")
    for part, measures in measured.items():
        for name, value in measures.items():
            floor = floors.get(part, {}).get(name, {})
            holds = floor.get("least", value) <= value <= floor.get("most", value)
            bound = ", ".join(f"at {word} {limit:g}" for word, limit in floor.items()) or "-"
            print(f"{part + ' ' + name:45}{value:10.4f}  {bound}{'' if holds else '  MISSED'}")
            missed += [] if holds else [f"{part} {name}"]
    print("every floor holds" if not missed else f"missed: {', '.join(missed)}")
    return missed


def _by_language(reads: Sequence[Read]) -> dict[str, list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    counts = Counter(read.gold.language for read in reads)
    for at, read in enumerate(reads):
        places[read.gold.language if counts[read.gold.language] >= FEW else "others"].append(at)
    ordered = sorted(places.items(), key=lambda item: -len(item[1]))
    return {**dict(ordered), "all": [*range(len(reads))]}


def _mean(scores: Sequence[TextScore]) -> TextScore:
    return TextScore(*(statistics.fmean(values) for values in zip(*scores, strict=True)))


if __name__ == "__main__":
    raise SystemExit(main())
