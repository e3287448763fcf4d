"""What work costs: CPU by process, and the memory of a tree of processes. Only Linux tells shared memory apart."""

from __future__ import annotations

import resource
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

EVERY_S = 0.5


@dataclass(slots=True)
class Peak:
    """The most memory a process and its children had at one moment, in bytes."""

    pss: int = 0  #: shared pages divided among those who share them
    rss: int = 0  #: shared pages counted for each


def own_cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def cpu_of(pid: int) -> float:
    """CPU seconds of one process so far."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def family_cpu(pids: Iterable[int]) -> float:
    """CPU seconds of these processes, of all below them, and of those below that have ended and been waited for."""
    total = 0.0
    for process in _family(pids):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
            total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total


def family_memory(pids: Iterable[int]) -> int:
    """Bytes of these processes and of all below them, shared pages divided among those who share them."""
    total = 0
    for process in _family(pids):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            full = process.memory_full_info()
            total += getattr(full, "pss", full.uss)
    return total


def _family(pids: Iterable[int]) -> Generator[psutil.Process]:
    """These processes and all below them; those that are gone are passed over."""
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            head = psutil.Process(pid)
            yield from (head, *head.children(recursive=True))


def server_cpu() -> float:
    """CPU seconds of the Postgres processes below this one, of those that have ended too."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if not process.name().startswith("postgres"):
                continue
            times = process.cpu_times()
            total += times.user + times.system
            if not (process.parent() or process).name().startswith("postgres"):
                total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total


@contextmanager
def watched_memory(pid: int) -> Generator[Peak]:
    """The peak of `pid` and of all below it, looked at twice a second until the end of the block."""
    peak, is_over = Peak(), threading.Event()

    def look() -> None:
        while not is_over.wait(EVERY_S):
            pss = rss = 0
            with suppress(psutil.NoSuchProcess):
                root = psutil.Process(pid)
                for process in (root, *root.children(recursive=True)):
                    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                        full = process.memory_full_info()
                        pss += getattr(full, "pss", full.uss)
                        rss += full.rss
            peak.pss, peak.rss = max(peak.pss, pss), max(peak.rss, rss)

    thread = threading.Thread(target=look, name="memory", daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        is_over.set()
        thread.join()
