"""Names that a person typed and nothing goes by: said in a sentence with what is close, instead of finding nothing."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from wireroom.errors import PermanentError
from wireroom.warehouse import search, sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wireroom.jobs.reprocess import ReprocessRequest
    from wireroom.read.rules import Overlay
    from wireroom.warehouse.connection import Connection


def refuse_unknown(conn: Connection, request: ReprocessRequest, overlay: Overlay) -> None:
    """Raise PermanentError where the request names a source, language or rule that there is not. For empty answers."""
    if request.source is not None:
        _refuse("source", request.source, sources.names(conn), "mart.source lists them")
    if request.language is not None:
        named = search.languages(conn)
        folded = request.language.casefold()
        same = [code for code, name in named.items() if folded in {code, name.casefold()}]
        near = same or [
            code
            for code, name in named.items()
            if name in get_close_matches(request.language.capitalize(), named.values())
        ]
        if request.language not in named:
            raise PermanentError(_sentence("language", request.language, near, "write its code, such as pl"))
    if request.rule is not None:
        from wireroom.read.rules import rule_files  # noqa: PLC0415  (tasks without a rule need not load them)

        files = (*rule_files().values(), *overlay.files)
        ids = [rule.id for file in files for rule in file.rules]
        _refuse("rule", request.rule, ids, "mart.removed_by_rule lists those that cut something")


def _refuse(what: str, asked: str, known: Iterable[str], hint: str) -> None:
    names = list(known)
    if asked not in names:
        raise PermanentError(_sentence(what, asked, get_close_matches(asked, names), hint))


def _sentence(what: str, asked: str, near: Iterable[str], hint: str) -> str:
    close = ", ".join(near)
    return f"no {what} is called {asked[:80]!r}: {f'did you mean {close}?' if close else hint}"
