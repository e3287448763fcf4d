"""What a command works on: settings, places, keys, URLs. Put together here, in one way for all commands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wireroom.errors import BadSetting
from wireroom.local.airflow_env import airflow_env, loopback_url, stated
from wireroom.local.keys import Keys, ensure_keys, kept_keys
from wireroom.local.places import Places, make_directories, places, write_private
from wireroom.local.postgres import SUPERUSER, Cluster, locate
from wireroom.settings import CHECKOUT, PREFIX, Settings
from wireroom.warehouse.cluster import Database

if TYPE_CHECKING:
    from collections.abc import Mapping

WAREHOUSE = "wireroom"
METADATA = "airflow"
WAREHOUSE_OWNER = "wireroom_owner"  # `wireroom` itself is the group role of those who may write
DOTENV = CHECKOUT / ".env"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything a command needs to know; nothing of it says what runs at the moment."""

    settings: Settings
    where: Places
    keys: Keys
    cluster: Cluster | None  #: None where both databases are somebody else's

    @property
    def databases(self) -> tuple[Database, ...]:
        """The databases that live in the embedded cluster."""
        found: list[Database] = []
        if self.settings.is_embedded:
            found.append(
                Database(
                    name=WAREHOUSE,
                    owner=WAREHOUSE_OWNER,
                    password=self.keys.warehouse,
                    groups=("analyst",),  # what a person asks for a file is asked with no more rights than these
                    is_shared=True,
                )
            )
        if not self.settings.metadata_url():
            found.append(Database(name=METADATA, owner=METADATA, password=self.keys.airflow))
        return tuple(found)

    @property
    def warehouse_url(self) -> str:
        """The warehouse, with the login that owns it."""
        return self.settings.warehouse_url() or self._embedded(WAREHOUSE_OWNER, self.keys.warehouse, WAREHOUSE)

    @property
    def metadata_url(self) -> str:
        """Airflow's metadata database."""
        return self.settings.metadata_url() or self._embedded(METADATA, self.keys.airflow, METADATA)

    @property
    def admin_url(self) -> str:
        """The embedded cluster's superuser."""
        return self._embedded(SUPERUSER, self.keys.postgres, "postgres")

    def url_of(self, database: str) -> str:
        """The embedded cluster's superuser in another database."""
        return self._embedded(SUPERUSER, self.keys.postgres, database)

    def airflow_env(self) -> dict[str, str]:
        """The environment of an Airflow component."""
        return airflow_env(
            self.settings,
            self.where,
            self.keys,
            warehouse_url=self.warehouse_url,
            metadata_url=self.metadata_url,
        )

    def _embedded(self, user: str, password: str, database: str) -> str:
        return loopback_url(user=user, password=password, port=self.settings.postgres_port, database=database)


def starting_places(env: Mapping[str, str]) -> Places:
    """For `up`: the directories, made where they are missing; enough to take the lock."""
    where = places(_stated_settings(env))
    make_directories(where)
    return where


def starting_context(env: Mapping[str, str]) -> Context:
    """For `up`, under the lock: what is missing is made, and the settings are kept for the commands that follow."""
    settings = _stated_settings(env)
    where = places(settings)
    keys = ensure_keys(where)
    context = Context(settings=settings, where=where, keys=keys, cluster=_cluster(settings, where))
    write_private(where.run / "settings.json", json.dumps(stated(settings)))
    return context


def running_context(env: Mapping[str, str]) -> Context:
    """For the other commands: the settings of the last `up` hold, unless stated now. Raises LocalError before any."""
    settings = recorded_settings(env)
    where = places(settings)
    return Context(settings=settings, where=where, keys=kept_keys(where), cluster=_cluster(settings, where))


def warehouse_of(env: Mapping[str, str]) -> tuple[str, Settings]:
    """The URL of this checkout's warehouse, or of the one stated: there need not be a `make up` beside it."""
    settings = recorded_settings(env)
    return settings.warehouse_url() or running_context(env).warehouse_url, settings


def recorded_settings(env: Mapping[str, str]) -> Settings:
    """The settings of the last `up` of this home, overlaid with those stated in `env`."""
    return Settings.from_env(with_record(env))


def with_record(env: Mapping[str, str]) -> dict[str, str]:
    """`env` with the settings of the last `up` of this home under it."""
    said = {**dotenv(), **wireroom_only(env)}
    record = places(Settings.from_env(said)).run / "settings.json"
    kept: dict[str, str] = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    return {**kept, **env, **said}


def component_environment(settings: Settings) -> dict[str, str]:
    """The environment of an Airflow component. Raises LocalError where nothing was set up yet."""
    where = places(settings)
    context = Context(settings=settings, where=where, keys=kept_keys(where), cluster=None)
    return context.airflow_env()


def dotenv() -> dict[str, str]:
    """The WIREROOM_ settings in the checkout's .env: a place for ports that stay. The environment goes before it."""
    if not DOTENV.is_file():
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(DOTENV.read_text(encoding="utf-8").splitlines(), start=1):
        name, is_setting, value = line.strip().partition("=")
        if not name.startswith(PREFIX):
            continue
        if not is_setting:
            msg = f"{DOTENV}, line {number}: expected NAME=value"
            raise BadSetting(msg)
        found[name.strip()] = value.strip().strip("\"'")
    return found


def wireroom_only(env: Mapping[str, str]) -> dict[str, str]:
    """The part of an environment that is ours."""
    return {name: value for name, value in env.items() if name.startswith(PREFIX)}


def running_cluster(settings: Settings, where: Places) -> Cluster | None:
    """The embedded cluster, if one was ever made here, whatever the settings say now."""
    made = where.postgres.exists() or where.postgres_elsewhere.exists()
    return locate(settings, where) if made else None


def _stated_settings(env: Mapping[str, str]) -> Settings:
    return Settings.from_env({**dotenv(), **wireroom_only(env)})


def _cluster(settings: Settings, where: Places) -> Cluster | None:
    if settings.warehouse_url() and settings.metadata_url():
        return None
    return locate(settings, where)
