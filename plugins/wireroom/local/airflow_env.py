"""The environment Airflow runs in here. What does not depend on the machine is the same in docker-compose.yml."""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from wireroom.local.keys import ADMIN
from wireroom.local.ports import LOOPBACK
from wireroom.settings import CHECKOUT, PREFIX, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.local.keys import Keys
    from wireroom.local.places import Places

MARKS = ("SUPERVISOR_SERVER_URL", "SUPERVISOR_PROCESS_NAME")  # by which `processes` knows ours
PASSED = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TERM", *MARKS)
MOVED = "CLOCK_AHEAD_S"  # what bench/moved_clock.c, preloaded, adds to the clock


def behaviour(settings: Settings) -> dict[str, str]:
    """How Airflow behaves: the same on one machine and in containers. No paths, addresses or secrets."""
    return {
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(settings.parallelism),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "utc",
        "AIRFLOW__CORE__MP_FORKSERVER_PRELOAD": "wireroom_airflow.preload",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN}:admin",
        "AIRFLOW__SCHEDULER__MP_START_METHOD": "forkserver",  # the language model is loaded once, not per task
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",  # default 1: a trigger waited 1.0 s, not 0.15
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "120",  # default 300: how long a killed task seems alive
        "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "15",  # default 300: how long its tasks wait if killed
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "True",
        "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_HOST": LOOPBACK,
        "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(settings.scheduler_health_port),
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",  # default 5: a finished task held its slot for up to 5 s
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "15",  # default 300: a new DAG file appeared after five minutes
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(settings.worker_log_port),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(settings.triggerer_log_port),
        "OPENBLAS_NUM_THREADS": "1",  # the language model is small: more threads only fight for the cores
        "OMP_NUM_THREADS": "1",
        "SCARF_NO_ANALYTICS": "true",
        "DO_NOT_TRACK": "1",
        "SPT_NOENV": "1",  # setproctitle leaves the environment readable: `make down` finds our processes by it
    }


def airflow_env(
    settings: Settings, where: Places, keys: Keys, *, warehouse_url: str, metadata_url: str
) -> dict[str, str]:
    """The whole environment of an Airflow component on this machine, except what it inherits (`PASSED`)."""
    origin = f"http://{LOOPBACK}:{settings.web_port}"
    sqlalchemy = sqlalchemy_url(metadata_url)
    return {
        **behaviour(settings),
        "AIRFLOW_HOME": str(where.airflow),
        "AIRFLOW__CORE__DAGS_FOLDER": str(CHECKOUT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(CHECKOUT / "plugins"),
        "PYTHONPATH": str(CHECKOUT / "plugins"),
        "PYTHONUTF8": "1",
        "AIRFLOW__CORE__FERNET_KEY": keys.fernet_key,
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "socket.gethostname",  # the default asks DNS
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{origin}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(where.passwords),
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(settings.web_port),
        "AIRFLOW__API__BASE_URL": origin,
        "AIRFLOW__API__SECRET_KEY": keys.api_secret_key,
        "AIRFLOW__API_AUTH__JWT_SECRET": keys.jwt_secret,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": sqlalchemy,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": sqlalchemy,  # else Airflow wants asyncpg
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(where.airflow / "logs"),
        "AIRFLOW_CONN_WAREHOUSE": warehouse_url,
        **stated(settings),
        "WIREROOM_HOME": str(where.home),
    }


def inherited(environ: dict[str, str]) -> dict[str, str]:
    """What a component takes over from the environment of its parent, with our programs first on the path."""
    kept = {
        name: value for name, value in environ.items() if name in PASSED or name.startswith("LC_") or name == "LANG"
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '/usr/bin:/bin')}"
    return {**kept, **moved_clock(environ), "PATH": path}


def moved_clock(environ: Mapping[str, str]) -> dict[str, str]:
    """What every process of ours, Postgres too, takes over where somebody moved our clock; mostly nothing.

    For `make bench-months`: with clocks of their own Postgres and the tasks would not agree what month it is.
    """
    return {name: environ[name] for name in ("LD_PRELOAD", MOVED) if name in environ} if MOVED in environ else {}


def stated(settings: Settings) -> dict[str, str]:
    """The settings that differ from their defaults, as environment variables."""
    values = {field.name: (getattr(settings, field.name), field.default) for field in fields(settings)}
    return {f"{PREFIX}{name.upper()}": str(value) for name, (value, default) in values.items() if value != default}


def sqlalchemy_url(url: str) -> str:
    """A libpq URL as SQLAlchemy wants it, with psycopg 3 as the driver for both its kinds of engine."""
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql+psycopg"))


def loopback_url(*, user: str, password: str, port: int, database: str) -> str:
    """A libpq URL of the embedded cluster."""
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return f"postgresql://{login}@{LOOPBACK}:{port}/{quote(database, safe='')}"
