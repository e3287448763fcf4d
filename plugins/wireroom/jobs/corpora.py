"""Corpora: frozen by a query, exported with the same bytes each time, verified against their hashes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from wireroom import __version__
from wireroom.discover.urls import canonical_url
from wireroom.errors import CorpusRefused
from wireroom.export.targets import check_target, whole_file
from wireroom.jobs import exporting
from wireroom.warehouse import corpora, restrictions, selections, takedowns
from wireroom.warehouse.connection import require_current_schema, session
from wireroom.warehouse.corpora import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from wireroom.jobs.exporting import Target, Written
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.corpora import Corpus, Count
    from wireroom.warehouse.selections import Selection

TIMEOUT_S = 300.0
MOST_ARTICLES = 2_000_000  # a query without an end must not fill the memory before its time is over
ADDRESS = re.compile(r"https?://[^\s'\"`<>)]+", re.IGNORECASE)
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
KEYS = {"article_id": {"int4", "int8"}, "public_id": {"text"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A corpus in a file."""

    written: Written
    manifest: Path  #: the file beside it that says what it is
    taken_down: int
    restricted: int  #: texts left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A corpus held against its hashes."""

    count: Count
    altered: list[tuple[str, int, bool]]  #: public id, version, is the text gone rather than another

    @property
    def holds(self) -> bool:
        """Is everything as it was frozen, declared gaps aside?"""
        return not self.altered and self.count.found == self.count.frozen and self.count.adds_up is not False


def freeze(  # noqa: PLR0913 (what, under which name, by whom and when)
    url: str, name: str, text: str, *, note: str | None, by: str, now: datetime, timeout_s: float = TIMEOUT_S
) -> Corpus:
    """Keep the articles that the query `text` names, by `article_id` or `public_id`, in their newest version.

    Columns `stratum` and `weight`, as mart.sample gives them, are kept; others are not. An article named twice counts
    once. Raises CorpusRefused where the name is taken, the query names none or what is no article, or where it or its
    note has an address that was taken down; QueryRefused.
    """
    if not NAME.fullmatch(name):
        msg = f"{name!r} cannot name a corpus: lower-case letters, digits, dots, dashes and underscores, at most 100"
        raise CorpusRefused(msg)
    with session(url) as conn:
        require_current_schema(conn)
        with corpora.one_moment(conn):
            if said := takedowns.objection(conn, _addresses(f"{text} {note or ''}")):
                raise CorpusRefused(f"the query or its note is kept with the corpus, but {said}")
            corpus_id = corpora.add(conn, name, text=text.strip(), note=note, by=by, at=now)
            if corpus_id is None:
                msg = f"there is a corpus {name}, and a corpus never changes: choose another name, such as {name}-2"
                raise CorpusRefused(msg)
            with selections.selection(conn, text.encode("utf-8", "replace"), timeout_s=timeout_s) as answer:
                chosen = _choices(answer)
            if not chosen:
                msg = "the query names no article: nothing was frozen"
                raise CorpusRefused(msg)
            if unknown := corpora.choose(conn, chosen):
                msg = f"the query names what is no article, such as {', '.join(unknown)}: nothing was frozen"
                raise CorpusRefused(msg)
            corpora.freeze(conn, corpus_id, code_version=__version__)
        return find(conn, name)


def _addresses(text: str) -> list[str]:
    """The addresses that stand in a text, as they stand and in canonical form."""
    found = [each.rstrip(".,;") for each in ADDRESS.findall(text)]
    return list(dict.fromkeys(form for each in found for form in (each, canonical_url(each) or each)))


def find(conn: Connection, name: str) -> Corpus:
    """A corpus by its name. Raises CorpusRefused where there is none."""
    known = {corpus.corpus: corpus for corpus in corpora.listed(conn)}
    if name not in known:
        near = get_close_matches(name, known, n=3)
        msg = f"there is no corpus {name}: {f'did you mean {near[0]}?' if near else 'see `wireroom corpus list`'}"
        raise CorpusRefused(msg)
    return known[name]


def export_corpus(url: str, name: str, target: Target, *, say: Callable[[int], object]) -> Exported:
    """Write a corpus, and beside it FILE.manifest.json with what it holds, its gaps and the hash of the file.

    A member whose text was taken down, or whose source is restricted now, has its row, with a word in `gap` instead of
    the text. Raises CorpusRefused where a text is not what was frozen and nobody declared a gap; what `export_query`
    does.
    """
    target.check()
    beside = target.path.with_name(f"{target.path.name}.manifest.json")
    check_target(beside, force=target.force)
    with session(url) as conn:
        require_current_schema(conn)
        corpus = find(conn, name)
        left_out = [] if target.include_restricted else [each.source for each in restrictions.listed(conn)]
        asked = {"name": name, "restricted": left_out}
        gaps = {"taken down": 0, "restricted": 0}
        with selections.selection(conn, corpora.rows(), asked, timeout_s=target.timeout_s) as answer:
            intact = _intact(answer, name, gaps)
            written = exporting.write(intact, target, keep=list[tuple[Any, ...]], say=say)
    if written.rows != corpus.article_count:
        _not_as_frozen(name)
    said = {"corpus": corpus.manifest, "file": _described(written, gaps)}
    with whole_file(beside, force=True) as file:
        file.write(f"{json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True)}\n".encode())
    return Exported(written=written, manifest=beside, taken_down=gaps["taken down"], restricted=gaps["restricted"])


def verify(url: str, name: str) -> Verified:
    """Hold every text and fact of a corpus against the hashes of the moment it was frozen. Raises CorpusRefused."""
    with session(url) as conn:
        require_current_schema(conn)
        find(conn, name)
        with corpora.one_moment(conn):
            count = corpora.counted(conn, name)
            if count is None:
                msg = f"there is no corpus {name}"
                raise CorpusRefused(msg)
            return Verified(count=count, altered=corpora.altered(conn, name))


def _choices(answer: Selection) -> list[Choice]:
    """What the answer names, each article once. Raises CorpusRefused where it names none or one in two ways."""
    places = {column.name: place for place, column in enumerate(answer.columns)}
    types = {column.name: None if column.is_array else column.type_name for column in answer.columns}
    key = next((name for name, fitting in KEYS.items() if types.get(name) in fitting), None)
    if key is None:
        msg = "the query must have a column article_id (a number) or public_id (a text)"
        raise CorpusRefused(msg)
    kept = {name: places[name] for name in ("stratum", "weight") if name in places}
    found: dict[object, Choice] = {}
    for batch in answer.batches:
        for row in batch:
            choice = Choice(**{key: row[places[key]]}, **{name: _sampled(name, row[at]) for name, at in kept.items()})
            if found.setdefault(row[places[key]], choice) != choice:
                msg = f"the query names {row[places[key]]} twice, with different strata or weights"
                raise CorpusRefused(msg)
        if len(found) > MOST_ARTICLES:
            msg = f"the query names more than {MOST_ARTICLES:,} articles: freeze fewer, or several corpora"
            raise CorpusRefused(msg)
    return list(found.values())


def _sampled(name: str, value: Any) -> Any:  # noqa: ANN401 (whatever the query gives)
    if value is None:
        return None
    if name == "stratum":
        return [str(each) if each is not None else None for each in value] if isinstance(value, list) else [str(value)]
    try:
        return float(value)
    except (TypeError, ValueError):
        msg = f"the column weight must be a number, not {value!r}"
        raise CorpusRefused(msg) from None


def _intact(answer: Selection, name: str, gaps: dict[str, int]) -> Selection:
    """The answer without its last column, which says whether a row is as frozen; counts its gaps."""
    gap, is_intact = len(answer.columns) - 2, len(answer.columns) - 1

    def batches() -> Iterator[list[tuple[Any, ...]]]:
        for batch in answer.batches:
            for row in batch:
                if row[is_intact] is False:
                    _not_as_frozen(name, row[0])
                if row[gap] is not None:
                    gaps[row[gap]] += 1
            yield [row[:is_intact] for row in batch]

    return replace(answer, columns=answer.columns[:is_intact], batches=batches())


def _not_as_frozen(name: str, public_id: str | None = None) -> None:
    which = f", for example {public_id}" if public_id else ""
    msg = f"{name} is no longer what was frozen{which}: `wireroom corpus verify {name}` shows what differs"
    raise CorpusRefused(msg)


def _described(written: Written, gaps: dict[str, int]) -> dict[str, object]:
    return {
        "name": written.path.name,
        "rows": written.rows,
        "taken_down": gaps["taken down"],
        "restricted": gaps["restricted"],
        "bytes": written.size,
        "sha256": written.sha256,
        "writer": written.writer,
        "columns": list(written.columns),
    }
