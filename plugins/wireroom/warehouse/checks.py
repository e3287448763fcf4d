"""What must hold of the data: one file of sql/checks each, which returns what does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, LiteralString, cast

from wireroom.warehouse import outbox
from wireroom.warehouse.queries import SQL, query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

CHECKS = SQL / "checks"
READER = "checks"  # of the outbox
BATCH = 500  # articles looked at in one transaction
EXAMPLES = 5
_HEADER = re.compile(r"-- severity: (error|warn)\n-- scope: (article|warehouse)\n-- why: (.+?)\n(?!-- )", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must hold. Its statement returns what does not, with a `detail`; one of articles their ids too."""

    name: str
    severity: str  #: error turns the run red, warn does not
    of_articles: bool  #: takes %(article_ids)s; else it looks at the whole warehouse and must be cheap by itself
    why: str
    statement: LiteralString


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a check found."""

    check: Check
    offender_count: int
    examples: list[str]


@cache
def known() -> tuple[Check, ...]:
    """All checks in the order of their names. Raises ValueError where a file lacks its header."""
    found: list[Check] = []
    for path in sorted(CHECKS.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        header = _HEADER.match(text)
        if header is None:
            raise ValueError(f"{path.name} does not begin with severity, scope and why")
        severity, scope, why = header.groups()
        found.append(
            Check(
                name=path.stem.partition("_")[2],
                severity=severity,
                of_articles=scope == "article",
                why=" ".join(why.replace("\n--", " ").split()),
                statement=cast("LiteralString", text),  # we vouch for our own files
            )
        )
    return tuple(found)


def look_at_new(conn: Connection, *, after: int = 0) -> list[int]:
    """Look at the next articles that are new or changed; their numbers, empty: none are left. In one transaction."""
    with conn.transaction():
        article_ids = outbox.take(conn, READER, limit=BATCH, after=after)
        look_at(conn, article_ids)
    return article_ids


def look_again(conn: Connection, *, after: int = 0) -> list[int]:
    """Look again at articles that were found wanting; their numbers, empty: none are left."""
    rows = conn.execute(query("check/open"), {"after": after, "limit": BATCH}).fetchall()
    article_ids = [article_id for (article_id,) in rows]
    with conn.transaction():
        look_at(conn, article_ids)
    return article_ids


def look_at(conn: Connection, article_ids: Sequence[int]) -> None:
    """Run every check of articles on these, and keep what it finds in the place of what it found before."""
    if not article_ids:
        return
    asked: dict[str, Any] = {"article_ids": list(article_ids)}
    for check in known():
        if check.of_articles:
            found = conn.execute(check.statement, asked).fetchall()
            said: dict[str, Any] = {
                **asked,
                "check_name": check.name,
                "kept_ids": [article_id for article_id, _ in found],
                "details": [detail for _, detail in found],
            }
            conn.execute(query("check/forget"), said)
            if found:
                conn.execute(query("check/note"), said)


def results(conn: Connection, run: RunKey) -> list[Result]:
    """Run the checks of the warehouse, add up those of articles, and record all; one result for each check."""
    found = [_result(conn, check) for check in known()]
    with conn.transaction():
        conn.execute(query("check/drop_unknown"), {"check_names": [check.name for check in known()]})
        for each in found:
            row = {
                **run.dag_run,
                "check_name": each.check.name,
                "severity": each.check.severity,
                "why": each.check.why,
                "offender_count": each.offender_count,
                "examples": each.examples,
            }
            conn.execute(query("check/record"), row)
    return found


def sentence(failed: Iterable[Result]) -> str:
    """Which checks failed, for people."""
    return ", ".join(f"{each.check.name} ({each.offender_count})" for each in failed)


def _result(conn: Connection, check: Check) -> Result:
    if check.of_articles:
        row = conn.execute(query("check/offenders"), {"check_name": check.name}).fetchone()
        count, examples = row or (0, [])
    else:
        details = [detail for (detail,) in conn.execute(check.statement)]
        count, examples = len(details), details[:EXAMPLES]
    return Result(check=check, offender_count=count, examples=list(examples))
