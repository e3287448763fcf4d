"""What reading a page costs, next to plain trafilatura on the same page in the same process.

CPU time is that of the process. Reading starts no other process and no thread that works, so this is all there is.
"""

import cProfile
import pstats
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

TOP = 10
T = TypeVar("T")


def timed(act: Callable[[], T]) -> tuple[T, float]:
    """What an act gives back, and its CPU seconds."""
    started = time.process_time()
    result = act()
    return result, time.process_time() - started


def ratios(ours: Sequence[float], plain: Sequence[float]) -> tuple[float, float]:
    """Of paired CPU seconds: the ratio of the sums, and the median of the ratios of the pages."""
    pairs = zip(ours, plain, strict=True)
    return sum(ours) / sum(plain), statistics.median(own / max(other, 1e-6) for own, other in pairs)


def profile(acts: Iterable[Callable[[], object]]) -> list[str]:
    """The functions that took most time of their own, with their share of the whole; one line each."""
    profiler = cProfile.Profile()
    for act in acts:
        profiler.runcall(act)
    stats = pstats.Stats(profiler)
    table: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = stats.stats  # pyright: ignore[reportAttributeAccessIssue]
    total = sum(own for _, _, own, _, _ in table.values())
    costly = sorted(table.items(), key=lambda item: -item[1][2])[:TOP]
    return [
        f"{own / total:6.1%} own, {whole / total:6.1%} with callees: {'/'.join(Path(path).parts[-2:])}:{line} {name}"
        for (path, line, name), (_, _, own, whole, _) in costly
    ]
