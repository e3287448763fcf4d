"""The configuration supervisord gets, and the files only their owner may read."""

from __future__ import annotations

import re
from configparser import RawConfigParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from wireroom.errors import LocalError
from wireroom.local import keys, supervision
from wireroom.local.places import SOCKET_BYTES, Places, make_directories
from wireroom.local.postgres import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.conftest import Environment


def cluster(place: str = "/srv/wireroom") -> Cluster:
    return Cluster(place=Path(place), programs=Path("/opt/pg/bin"), account=None, port=5499)


def parsed(home: str = "/srv/wireroom") -> RawConfigParser:
    parser = RawConfigParser(inline_comment_prefixes=(";", "#"), strict=False)  # as supervisord reads it
    parser.read_string(supervision.configuration(Places(home=Path(home)), cluster(home), {}))
    return parser


def test_every_component_is_restarted_for_ever() -> None:
    programs = [name for name in parsed().sections() if name.startswith("program:")]

    assert programs == [f"program:{name}" for name in (supervision.POSTGRES, *supervision.COMPONENTS)]
    for name in programs:
        assert parsed()[name]["autorestart"] == "true"
        assert int(parsed()[name]["startretries"]) == supervision.FOR_EVER


def test_supervisord_listens_on_a_private_socket_only() -> None:
    assert "inet_http_server" not in parsed().sections()
    assert parsed()["unix_http_server"]["chmod"] == "0600"


def test_an_airflow_component_ends_with_all_its_children_and_postgres_ends_its_own() -> None:
    as_group = {name: parsed()[f"program:{name}"]["stopasgroup"] for name in ("postgres", "scheduler")}

    assert as_group == {"postgres": "false", "scheduler": "true"}


def test_a_per_cent_sign_in_a_path_means_itself() -> None:
    assert parsed("/srv/100%")["supervisord"]["directory"] == "/srv/100%%"


def test_postgres_has_the_moved_clock_of_the_components() -> None:
    text = supervision.configuration(Places(home=Path("/srv")), cluster(), {"CLOCK_AHEAD_S": "3000000"})

    assert re.search(r"^command = /usr/bin/env -i .*CLOCK_AHEAD_S=3000000 /opt/pg/bin/postgres ", text, re.MULTILINE)


@pytest.mark.parametrize("home", ["/srv/a ;b", "/srv/a #b"])
def test_a_path_the_format_cannot_say_is_refused(home: str) -> None:
    with pytest.raises(LocalError, match="cannot be told"):
        parsed(home)


def test_no_secret_stands_in_the_configuration(environ: Environment) -> None:
    where = Places(home=Path(environ["WIREROOM_HOME"]))
    make_directories(where)
    kept = keys.ensure_keys(where)

    text = supervision.configuration(where, cluster(), {})

    assert not [name for name in keys.Keys.__dataclass_fields__ if getattr(kept, name) in text]


def test_keys_are_made_once_and_for_their_owner_alone(environ: Environment) -> None:
    where = Places(home=Path(environ["WIREROOM_HOME"]))
    make_directories(where)
    first = keys.ensure_keys(where)

    assert keys.ensure_keys(where) == first
    assert len(first.jwt_secret) >= 64
    for path in (where.keys, where.passwords):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_long_path_moves_the_socket_to_a_private_directory(another: Callable[..., Environment]) -> None:
    where = Places(home=Path(another("x" * 120)["WIREROOM_HOME"]))
    make_directories(where)

    assert len(str(where.socket)) <= SOCKET_BYTES
    assert where.socket.parent.stat().st_mode & 0o777 == 0o700
    where.socket.parent.rmdir()
