"""docker-compose.yml against the Compose specification and against the setup that runs natively.

No Docker engine is at hand: this is how far the file is checked.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from wireroom.local.airflow_env import airflow_env, behaviour
from wireroom.local.keys import Keys
from wireroom.local.places import Places
from wireroom.local.supervision import COMPONENTS
from wireroom.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[2]
FILE = CHECKOUT / "docker-compose.yml"
SERVICES_OF_AIRFLOW = {"init", *COMPONENTS}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def environment(compose: dict[str, Any]) -> dict[str, str]:
    """The environment every Airflow service has, with the defaults of its variables filled in."""
    shared = compose["x-airflow"]["environment"]
    return {name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value) for name, value in shared.items()}


def test_it_is_valid_compose() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_airflow_behaves_as_in_the_native_run(compose: dict[str, Any]) -> None:
    ours, native = environment(compose), behaviour(Settings())

    assert {name: ours.get(name) for name in native} == native


def test_nothing_the_native_run_sets_is_forgotten(compose: dict[str, Any], tmp_path: Path) -> None:
    keys = Keys(**dict.fromkeys(Keys.__dataclass_fields__, "secret"))
    native = airflow_env(
        Settings(home=str(tmp_path)),
        Places(home=tmp_path),
        keys,
        warehouse_url="postgresql://u:p@127.0.0.1/w",
        metadata_url="postgresql://u:p@127.0.0.1/m",
    )

    assert set(environment(compose)) - {"WIREROOM_DATABASE_URL"} == set(native)


def test_every_component_runs_and_gets_the_same_environment(compose: dict[str, Any]) -> None:
    services = compose["services"]
    shared = compose["x-airflow"]["environment"].items()

    assert set(services) == {"metadata", "warehouse", *SERVICES_OF_AIRFLOW}
    assert all(shared <= services[name]["environment"].items() for name in SERVICES_OF_AIRFLOW)


def test_every_published_port_is_on_loopback(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_secret_is_required_and_explained(compose: dict[str, Any]) -> None:
    text = FILE.read_text(encoding="utf-8")
    required = set(re.findall(r"\$\{(\w+):\?", text))
    explained = set(re.findall(r"^(\w+)=$", (CHECKOUT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    secret = re.compile(r"PASSWORD|SECRET|FERNET_KEY")
    values = {name: value for name, value in compose["x-airflow"]["environment"].items() if secret.search(name)}

    assert required == explained
    assert all("${" in value or value.endswith("passwords.json") for value in values.values())


def test_the_image_holds_what_the_native_run_uses(compose: dict[str, Any]) -> None:
    recipe = compose["x-airflow"]["build"]["dockerfile_inline"]
    copied = {word for line in re.findall(r"^COPY (.+)$", recipe, re.MULTILINE) for word in line.split()}

    assert "--require-hashes --no-cache requirements.lock" in recipe
    assert {"dags", "plugins", "sql", "seeds", "pyproject.toml", "requirements.lock"} <= copied
    assert all((CHECKOUT / word.rstrip("/")).exists() for word in copied)


def test_the_mounted_folders_are_where_the_settings_look(compose: dict[str, Any]) -> None:
    mounts = [mount for mount in compose["x-airflow"]["volumes"] if mount.startswith("./")]
    folders = {mount.split(":")[0].removeprefix("./"): mount.split(":")[1] for mount in mounts}

    assert folders == {name: f"/opt/wireroom/{name}" for name in ("dags", "plugins", "sql", "seeds")}
    assert environment(compose)["AIRFLOW__CORE__DAGS_FOLDER"] == folders["dags"]
    assert environment(compose)["AIRFLOW__CORE__PLUGINS_FOLDER"] == folders["plugins"]
