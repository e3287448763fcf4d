"""How long robots rules are believed, and how long one waits for a turn at a host."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wireroom.settings import Settings

LEAST_PATIENCE_S = 2.0  # a turn that comes so soon is waited for, however fast everything runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the robots rules are kept, and how long one waits for a turn."""

    robots_age: timedelta = timedelta(hours=24)
    robots_gone: timedelta = timedelta(days=30)
    crawl_delay_max_s: float = 120.0
    patience_s: float = 10.0  #: a longer wait is handed back as Postponed


def rules_of(settings: Settings) -> Rules:
    """The rules that the settings describe."""
    return Rules(
        robots_age=timedelta(seconds=settings.fetch_robots_age_s),
        robots_gone=timedelta(seconds=settings.fetch_robots_gone_s),
        crawl_delay_max_s=settings.fetch_crawl_delay_max_s,
        patience_s=2 * settings.fetch_host_gap_s,
    )


def paced_rules(settings: Settings) -> Rules:
    """The same with every time divided by the factor that the settings state."""
    rules, factor = rules_of(settings), settings.time_factor
    return replace(
        rules,
        robots_age=rules.robots_age / factor,
        robots_gone=rules.robots_gone / factor,
        crawl_delay_max_s=rules.crawl_delay_max_s / factor,
        patience_s=max(rules.patience_s / factor, LEAST_PATIENCE_S),
    )
