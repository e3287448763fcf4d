"""`wireroom analysis`: the ready questions of sql/analysis, asked with psql as a person would."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from wireroom.errors import PermanentError
from wireroom.local.context import warehouse_of
from wireroom.local.dump import without_password
from wireroom.local.postgres import find_binaries
from wireroom.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANALYSIS = CHECKOUT / "sql" / "analysis"
SETTING = re.compile(r"^\\set (\w+) .*$", re.MULTILINE)
READ_ONLY = "-c default_transaction_read_only=on -c timezone=UTC"


def questions() -> dict[str, str]:
    """The question each file answers, by name."""
    files = sorted(ANALYSIS.glob("*.sql"))
    return {file.stem: file.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("-- ") for file in files}


def analysis(environ: Mapping[str, str], name: str | None, values: Sequence[str]) -> int:
    """Print the answer to a question, or without a name the questions there are. Raises PermanentError."""
    if name is None:
        for known, question in questions().items():
            print(f"{known:24} {question}")
        return 0
    text = script(name, dict(_pair(value) for value in values))
    return ask(warehouse_of(environ)[0], text).returncode


def script(name: str, values: Mapping[str, str]) -> str:
    """The question as psql reads it, with these values in the place of its own. Raises PermanentError."""
    if name not in questions():
        raise PermanentError(f"there is no question {name}: `wireroom analysis` lists them")
    text = (ANALYSIS / f"{name}.sql").read_text(encoding="utf-8")
    if unknown := values.keys() - set(SETTING.findall(text)):
        raise PermanentError(f"{name} has no {min(unknown)}: its values are the \\set lines of the file")
    for variable, value in values.items():
        line = f"\\set {variable} '{value.replace(chr(92), chr(92) * 2).replace(chr(39), chr(39) * 2)}'"
        text = re.sub(rf"^\\set {variable} .*$", lambda _, line=line: line, text, flags=re.MULTILINE)
    return text


def ask(
    url: str, text: str, *, arguments: Sequence[str] = (), is_shown: bool = True
) -> subprocess.CompletedProcess[str]:
    """Have psql read `text` and write nothing; its output goes to the terminal, or back where not `is_shown`."""
    plain, environment = without_password(url)
    return subprocess.run(
        [
            find_binaries().bin / "psql",
            *(
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--pset=pager=off",
                "--pset=null=NULL",
                "--dbname",
                plain,
            ),
            *arguments,
        ],
        input=text,
        env={**environment, "PGOPTIONS": READ_ONLY, "PGAPPNAME": "wireroom analysis", "PGCLIENTENCODING": "UTF8"},
        capture_output=not is_shown,
        encoding="utf-8",
        check=False,
    )


def _pair(value: str) -> tuple[str, str]:
    name, equals, said = value.partition("=")
    if not equals:
        raise PermanentError(f"{value}: write name=value")
    return name, said
