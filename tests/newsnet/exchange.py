"""What is asked and what is answered, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsnet.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked."""

    method: str
    host: str  #: without port, lower case
    path: str  #: with query
    headers: dict[str, str]  #: names in lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When it asked: virtual and real, and how many virtual seconds a real one has."""

    virtual: float
    wall: float
    speed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent, and how badly."""

    status: int
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    what: str = "other"
    fault: Fault | None = None  #: what went wrong on purpose
    hangs: bool = False  #: nothing is sent at all
    resets: bool = False  #: the connection is torn down
    drips: bool = False  #: a byte a second
    sent: int | None = None  #: only so many bytes of the body, then the connection is closed
    interim: int = 0  #: 103 responses before the real one


def media_type(kind: str, charset: str | None = None) -> dict[str, str]:
    """The header that says what a body is."""
    return {"Content-Type": f"{kind}; charset={charset}" if charset else kind}
