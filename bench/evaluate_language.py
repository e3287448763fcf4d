"""How right, how honest and how fast the language tagger is, next to bare langid on the same texts.

    python bench/evaluate_language.py [--concurrent N] [--languages] [--json FILE]

The texts lie under WIREROOM_SHARED (default ../shared); without them it says so and stops. Accuracy is the mean over
langid's own languages (Bokmål, Nynorsk and `no` as one) of the share of texts labelled right: before abstention, and
with `und` counted as wrong. Calibration is the expected error of the confidence over ten bins, answers only.
Declarations are simulated at the error rates of real pages: 85 % declare a language, 96.2 % of them the right one,
and four of five wrong ones say English. Not everything measured here was untouched by these texts: the slope and
power of the calibration, the usual values of language_usual.toml, the limits of "unlike" and the two rates of jat in
language_groups.py were fitted on them; the marker words were chosen by hand, knowing which languages get mixed up.
"""

import argparse
import gzip
import json
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from wireroom.model import Declared, Language
from wireroom.read import language
from wireroom.read.language_detector import NORWEGIAN, detector

CHECKOUT = Path(__file__).resolve().parents[1]
BUCKETS = ("title", "lead", "body")
SEED = 20260101
DECLARES, IS_RIGHT, WRONG_IS_ENGLISH = 0.85, 0.962, 0.8
BINS = 10
MIXED_PAIRS = 400
THREADS = 8
ROUNDS = 3  # of which the fastest counts: what else runs on the machine only ever makes it slower


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One text whose language is known."""

    language: str
    bucket: str
    text: str


def main() -> int:
    """Print the tables. 0, or 2 where the data is absent."""
    options = _options()
    data = Path(os.environ.get("WIREROOM_SHARED") or CHECKOUT.parent / "shared") / "data" / "language_dev.jsonl.gz"
    if not data.is_file():
        print(f"skipped: no language data at {data}; set WIREROOM_SHARED", file=sys.stderr)
        return 2
    summary = measure(data, concurrent=options.concurrent, by_language=options.languages)
    if options.json:
        options.json.write_text(json.dumps(summary, indent=1) + "\n")
    return 0


def measure(data: Path, *, concurrent: int = 100_000, by_language: bool = True) -> dict[str, dict[str, float]]:
    """Measure on a file of texts, print the tables, give back the numbers by table and name."""
    language.warm()
    with gzip.open(data, "rt", encoding="utf-8") as file:
        samples = [_sample(json.loads(line)) for line in file]
    known = [sample for sample in samples if sample.language in detector().place]
    unknown = [sample for sample in samples if sample.language not in detector().place]
    declared = _declarations(known)
    runs: dict[str, Sequence[Language]] = {
        "langid": [language.tag(sample.text, plain=True) for sample in known],
        "text alone": [language.tag(sample.text) for sample in known],
        "declared": [language.tag(sample.text, declared=said) for sample, said in zip(known, declared, strict=True)],
    }
    summary = {f"{run}/{bucket}": _scores(known, tags, bucket) for run, tags in runs.items() for bucket in BUCKETS}
    _print_scores(summary)
    _print_confusions(known, runs["text alone"])
    if by_language:
        _print_languages(known, runs["text alone"])
    _print_unknown(unknown)
    _print_mixed([sample for sample in known if sample.bucket == "body"])
    summary["cpu_us/body"] = _print_speed([sample.text for sample in known if sample.bucket == "body"])
    summary["concurrent"] = {"differences": _concurrent([sample.text for sample in samples], concurrent)}
    return summary


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--concurrent", type=int, default=100_000, help="calls from eight threads; 0: none")
    parser.add_argument("--languages", action="store_true", help="accuracy of every language")
    parser.add_argument("--json", type=Path, help="write the summary there")
    return parser.parse_args()


def _sample(row: dict[str, str]) -> Sample:
    return Sample(language=_folded(row["lang"]), bucket=row["bucket"], text=row["text"])


def _folded(code: str) -> str:
    return NORWEGIAN.get(code, code)


def _declarations(samples: Sequence[Sample]) -> list[tuple[Declared, ...]]:
    chance, names = random.Random(SEED), detector().names
    said: list[tuple[Declared, ...]] = []
    for sample in samples:
        code = sample.language
        if chance.random() >= IS_RIGHT:
            code = "en" if code != "en" and chance.random() < WRONG_IS_ENGLISH else chance.choice(names)
        said.append((Declared(code=code, where="html"),) if chance.random() < DECLARES else ())
    return said


def _scores(samples: Sequence[Sample], tags: Sequence[Language], bucket: str) -> dict[str, float]:
    pairs = [(sample, tag) for sample, tag in zip(samples, tags, strict=True) if sample.bucket == bucket]
    answers = [(tag.confidence, _folded(tag.code) == sample.language) for sample, tag in pairs if tag.code != "und"]
    return {
        "texts": len(pairs),
        "macro": _macro((sample.language, _label(tag) == sample.language) for sample, tag in pairs),
        "macro_und_wrong": _macro((sample.language, _folded(tag.code) == sample.language) for sample, tag in pairs),
        "undetermined": 1 - len(answers) / len(pairs),
        "calibration_error": _calibration_error(answers),
        "wrong_and_sure": sum(not right and sure > 0.9 for sure, right in answers) / len(pairs),
    }


def _label(tag: Language) -> str:
    """The label before abstention."""
    return _folded(tag.detected if tag.code == "und" else tag.code)


def _macro(results: Iterable[tuple[str, bool]]) -> float:
    by_language = _by_language(results)
    return sum(by_language.values()) / len(by_language)


def _by_language(results: Iterable[tuple[str, bool]]) -> dict[str, float]:
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for code, is_right in results:
        right[code].append(is_right)
    return {code: sum(one) / len(one) for code, one in right.items()}


def _calibration_error(answers: Sequence[tuple[float, bool]]) -> float:
    bins: defaultdict[int, list[float]] = defaultdict(list)
    for confidence, right in answers:
        bins[min(int(confidence * BINS), BINS - 1)].append(confidence - right)
    return sum(abs(sum(one)) for one in bins.values()) / len(answers)


def _print_scores(summary: dict[str, dict[str, float]]) -> None:
    print(f"{'':20}{'texts':>7}{'macro':>8}{'und=wrong':>11}{'und':>8}{'ECE':>8}{'wrong>.9':>10}")
    for name, one in summary.items():
        print(
            f"{name:20}{one['texts']:7}{one['macro']:8.4f}{one['macro_und_wrong']:11.4f}{one['undetermined']:8.4f}"
            f"{one['calibration_error']:8.4f}{one['wrong_and_sure']:10.4f}"
        )


def _print_confusions(samples: Sequence[Sample], tags: Sequence[Language]) -> None:
    wrong = Counter(
        f"{sample.language}>{_label(tag)}"
        for sample, tag in zip(samples, tags, strict=True)
        if _label(tag) != sample.language
    )
    print(
        "most frequent confusions, text alone:", ", ".join(f"{pair} {count}" for pair, count in wrong.most_common(15))
    )


def _print_languages(samples: Sequence[Sample], tags: Sequence[Language]) -> None:
    tables = [
        _by_language(
            (sample.language, _label(tag) == sample.language)
            for sample, tag in zip(samples, tags, strict=True)
            if sample.bucket == bucket
        )
        for bucket in BUCKETS
    ]
    print("language " + "".join(f"{bucket:>8}" for bucket in BUCKETS))
    for code in sorted(set().union(*tables)):
        print(f"{code:9}" + "".join(f"{table[code]:8.3f}" if code in table else f"{'-':>8}" for table in tables))


def _print_unknown(samples: Sequence[Sample]) -> None:
    for bucket in BUCKETS:
        tags = [language.tag(sample.text) for sample in samples if sample.bucket == bucket]
        undetermined = sum(tag.code == "und" for tag in tags) / len(tags)
        sure = sum(tag.confidence > 0.9 for tag in tags) / len(tags)
        print(f"languages langid does not know, {bucket}: {undetermined:.3f} und, {sure:.3f} wrong and sure")


def _print_mixed(bodies: Sequence[Sample]) -> None:
    """Two bodies cut together, the second making up a share of the bytes; and the false alarms on single ones."""
    chance, kin = random.Random(SEED), detector().kin_of
    for share in (0.1, 0.2, 0.3, 0.4):
        flagged = main = count = 0
        for _ in range(MIXED_PAIRS):
            first, second = chance.sample(bodies, 2)
            if kin[first.language] == kin[second.language]:
                continue
            size = min(len(first.text.encode()) / (1 - share), len(second.text.encode()) / share)
            parts = [_cut(first.text, size * (1 - share)), _cut(second.text, size * share)]
            chance.shuffle(parts)
            tag = language.tag("\n".join(parts))
            count, flagged = count + 1, flagged + tag.is_mixed
            main += kin.get(tag.code) == kin[first.language]
        print(f"{share:.0%} in another language: {flagged / count:.3f} flagged, {main / count:.3f} keep the main one")
    alarms = sum(language.tag(body.text).is_mixed for body in bodies)
    print(f"in one language: {alarms} of {len(bodies)} flagged")


def _cut(text: str, size: float) -> str:
    return text.encode()[: int(size)].decode(errors="ignore")


def _print_speed(bodies: Sequence[str]) -> dict[str, float]:
    ways: dict[str, Callable[[str], Language]] = {
        "plain": lambda text: language.tag(text, plain=True),
        "without segments": lambda text: language.tag(text, segments=False),
        "with segments": language.tag,
    }
    cost: dict[str, float] = {}
    for name, tag in ways.items():
        cost[name] = 1e6 * min(_seconds(tag, bodies) for _ in range(ROUNDS)) / len(bodies)
        print(f"CPU per body, {name}: {cost[name]:.0f} microseconds")
    return cost


def _seconds(tag: Callable[[str], Language], bodies: Sequence[str]) -> float:
    started = time.process_time()
    for body in bodies:
        tag(body)
    return time.process_time() - started


def _concurrent(texts: Sequence[str], calls: int) -> int:
    alone = [language.tag(text, segments=False) for text in texts]
    chance = random.Random(SEED)
    order = [chance.randrange(len(texts)) for _ in range(calls)]
    with ThreadPoolExecutor(THREADS) as pool:
        together = pool.map(partial(language.tag, segments=False), [texts[at] for at in order])
        differences = sum(tag != alone[at] for at, tag in zip(order, together, strict=True))
    print(f"{calls} calls from {THREADS} threads: {differences} answers differ from those of one thread")
    return differences


if __name__ == "__main__":
    raise SystemExit(main())
