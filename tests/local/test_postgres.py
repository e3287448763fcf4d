"""What the embedded Postgres has to survive."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg
import pytest
from local.conftest import Environment, started
from wireroom.errors import LocalError
from wireroom.local import processes, residence, supervision
from wireroom.local.context import starting_context, starting_places
from wireroom.local.halt import down
from wireroom.settings import CHECKOUT
from wireroom.warehouse.cluster import data_directory

if TYPE_CHECKING:
    from collections.abc import Callable

    from wireroom.local.context import Context

PATIENCE = 30.0  # s


def run(context: Context, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(context.warehouse_url, autocommit=True) as conn:
        cursor = conn.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def wait_for_server(context: Context, *, other_than: int = 0) -> int:
    assert context.cluster
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        pid = processes.server_pid(context.cluster)
        if pid and pid != other_than and data_directory(context.admin_url):
            return pid
        time.sleep(0.1)
    pytest.fail("the server did not come back")


def server_pid(context: Context) -> int:
    assert context.cluster
    pid = processes.server_pid(context.cluster)
    assert pid
    return pid


def test_rows_survive_a_killed_server_which_comes_back_by_itself(environ: Environment) -> None:
    context = started(environ)
    run(context, "CREATE TABLE kept AS SELECT generate_series(1, 200) AS n")
    before = server_pid(context)

    os.kill(before, signal.SIGKILL)
    wait_for_server(context, other_than=before)

    assert run(context, "SELECT count(*) FROM kept") == [(200,)]


def test_started_again_nothing_is_started_twice(environ: Environment) -> None:
    before = server_pid(started(environ))

    assert server_pid(started(environ)) == before


def test_six_at_once_make_one_server(environ: Environment) -> None:
    command = [sys.executable, "-m", "wireroom.cli", "migrate"]
    many = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    said = [process.communicate(timeout=120)[0] for process in many]

    assert [process.returncode for process in many] == [0] * 6, said
    data = str(started(environ).cluster.data)  # pyright: ignore[reportOptionalMemberAccess]
    servers = [process for process in psutil.process_iter(["cmdline"]) if data in (process.info["cmdline"] or [])]
    assert len(servers) == 1


def test_a_taken_port_is_named_with_its_setting(environ: Environment) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environ["WIREROOM_POSTGRES_PORT"])))
        other.listen()

        with pytest.raises(LocalError, match=environ["WIREROOM_POSTGRES_PORT"] + r".*WIREROOM_POSTGRES_PORT"):
            started(environ)


def test_data_of_another_major_names_the_dump_and_the_restore(environ: Environment) -> None:
    context = started(environ)
    down(environ)
    assert context.cluster
    (context.cluster.data / "PG_VERSION").write_text("13\n")

    with pytest.raises(LocalError, match=r"made by Postgres 13.*make backup.*make restore"):
        started(environ)


def test_a_half_made_cluster_is_made_anew(environ: Environment) -> None:
    starting_places(environ)
    cluster = starting_context(environ).cluster
    assert cluster
    (cluster.data / "base").mkdir(parents=True)

    assert wait_for_server(started(environ))


def test_a_home_with_spaces_and_letters_works(another: Callable[..., Environment]) -> None:
    context = started(another("Źródła i dane 100% " + "x" * 120))

    assert run(context, "SELECT lower('ŁÓDŹ')") == [("łódź",)]


def test_a_lock_that_names_a_stranger_is_no_hindrance(environ: Environment) -> None:
    context = started(environ)
    down(environ)
    assert context.cluster
    lock = context.cluster.data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{context.cluster.data}\n0\n{context.cluster.port}\n\n127.0.0.1\n0 0\nready\n")

    assert server_pid(started(environ)) != os.getpid()


def test_after_a_killed_supervisord_there_is_one_server_with_all_rows(environ: Environment) -> None:
    context = started(environ)
    run(context, "CREATE TABLE kept AS SELECT generate_series(1, 50) AS n")
    before = server_pid(context)
    os.kill(psutil.Process(before).ppid(), signal.SIGKILL)

    after = server_pid(started(environ))

    assert after != before
    assert not psutil.pid_exists(before)
    assert run(context, "SELECT count(*) FROM kept") == [(50,)]


def test_down_stops_this_checkout_only(environ: Environment, another: Callable[..., Environment]) -> None:
    ours, theirs = started(environ), started(another())

    down(environ)

    assert supervision.programs(ours.where) == {}
    assert data_directory(ours.admin_url) is None
    assert run(theirs, "SELECT 1") == [(1,)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres under another account")
def test_in_a_folder_for_root_alone_the_cluster_lives_elsewhere(
    another: Callable[..., Environment], monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, environ = another("lib"), another("private/home")  # removed in the other order
    private = Path(environ["WIREROOM_HOME"]).parent
    private.mkdir(mode=0o700)
    monkeypatch.setattr(residence, "ELSEWHERE", Path(elsewhere["WIREROOM_HOME"]))

    context = started(environ)

    assert context.cluster
    assert context.cluster.place.parent == residence.ELSEWHERE
    assert run(context, "SELECT 1") == [(1,)]
    assert private.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres under another account")
def test_a_copied_home_does_not_take_the_cluster_of_its_original(another: Callable[..., Environment]) -> None:
    original, copy = (starting_places(another()) for _ in range(2))
    cluster = original.home / "elsewhere"
    cluster.mkdir()
    (cluster / "home").write_text(f"{original.home}\n", encoding="utf-8")
    copy.postgres_elsewhere.write_text(f"{cluster}\n", encoding="utf-8")

    with pytest.raises(LocalError, match="belongs to"):
        residence.residence(copy, None)


def test_a_problem_is_one_sentence_without_a_trace(environ: Environment) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "wireroom.cli", "status"],
        env={**environ, "WIREROOM_NO_SUCH": "1"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1
    assert said.stderr == "wireroom: unknown setting WIREROOM_NO_SUCH: the known ones are in .env.example\n"
