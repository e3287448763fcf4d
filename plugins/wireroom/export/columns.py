"""What a column of a file holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = Sequence[Any]


class Kind(StrEnum):
    """Types of values, by the names Postgres has for them."""

    BOOLEAN = "bool"
    SMALLINT = "int2"
    INTEGER = "int4"
    BIGINT = "int8"
    REAL = "float4"
    DOUBLE = "float8"
    NUMERIC = "numeric"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIMESTAMPTZ = "timestamptz"
    BYTES = "bytea"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its values are of `kind`, or lists of that kind."""

    name: str
    kind: Kind
    is_list: bool = False
    precision: int | None = None  #: digits of a numeric, where declared
    scale: int | None = None  #: of them behind the point
