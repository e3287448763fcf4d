"""What tests of every room share: the shut network, and a migrated database of one's own."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import postgres
import pytest
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Generator

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches beyond this machine fails, naming the address."""
    genuine = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
            pytest.fail(f"a test reached for {address!r}")
        genuine(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def server_url() -> Generator[str]:
    """A server where tests may create databases; see tests/postgres.py."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def template_url(server_url: str) -> Generator[str]:
    """A migrated warehouse to copy from; nobody may stay connected to it."""
    with postgres.database(server_url) as url:
        migrate(url, log=lambda _: None)
        yield url


@pytest.fixture
def empty_url(server_url: str) -> Generator[str]:
    """An empty database of one's own."""
    with postgres.database(server_url) as url:
        yield url


@pytest.fixture
def database_url(server_url: str, template_url: str) -> Generator[str]:
    """A migrated, empty warehouse of one's own, cloned in about 10 ms."""
    with postgres.database(server_url, template=postgres.name_of(template_url)) as url:
        yield url


@pytest.fixture
def conn(database_url: str) -> Generator[Connection]:
    """A connection, in autocommit, to a migrated warehouse of one's own."""
    with connect(database_url, autocommit=True) as connection:
        yield connection
