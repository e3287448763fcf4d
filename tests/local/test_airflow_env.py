"""What Airflow is told: loopback everywhere, one warehouse URL, passwords that survive every way of spelling them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import make_url
from wireroom.errors import BadSetting
from wireroom.local import airflow_env as subject
from wireroom.local import context
from wireroom.local.keys import Keys
from wireroom.local.places import Places
from wireroom.settings import Settings

PASSWORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


def airflow(settings: Settings | None = None) -> dict[str, str]:
    return subject.airflow_env(
        settings or Settings(),
        Places(home=Path("/srv/wireroom")),
        Keys(),
        warehouse_url="postgresql://w@127.0.0.1/wireroom",
        metadata_url="postgresql://a:p%40@127.0.0.1:5499/airflow",
    )


def test_every_address_is_loopback() -> None:
    hosts = {name: value for name, value in airflow().items() if name.endswith(("_HOST", "_URL"))}

    assert hosts
    assert all("127.0.0.1" in value for value in hosts.values())


def test_both_engines_of_airflow_use_psycopg_3() -> None:
    url = "postgresql+psycopg://a:p%40@127.0.0.1:5499/airflow"

    assert airflow()["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == url
    assert airflow()["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC"] == url


def test_settings_that_differ_reach_the_components() -> None:
    told = airflow(Settings(parallelism=3, language_plain=True))

    assert Settings.from_env({name: value for name, value in told.items() if name.startswith("WIREROOM_")}) == Settings(
        home="/srv/wireroom", parallelism=3, language_plain=True
    )


def test_a_component_inherits_nothing_it_was_not_meant_to() -> None:
    kept = subject.inherited({"AIRFLOW__API__HOST": "0.0.0.0", "SECRET": "x", "LANG": "pl_PL.UTF-8", "PATH": "/bin"})

    assert set(kept) == {"LANG", "PATH"}


def test_a_moved_clock_goes_to_every_component_and_what_is_preloaded_only_with_it() -> None:
    preloaded = {"LD_PRELOAD": "/tmp/moved_clock.so", "PATH": "/bin"}
    moved = {**preloaded, "CLOCK_AHEAD_S": "3000000"}

    assert "LD_PRELOAD" not in subject.inherited(preloaded)
    assert subject.inherited(moved).items() >= (moved | {"PATH": subject.inherited(moved)["PATH"]}).items()


@given(PASSWORDS)
def test_any_password_survives_in_a_url(password: str) -> None:
    url = subject.loopback_url(user="u", password=password, port=5499, database="wireroom")

    assert conninfo_to_dict(url)["password"] == password
    assert make_url(subject.sqlalchemy_url(url)).password == password


def test_dotenv_gives_settings_and_the_environment_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "DOTENV", tmp_path / ".env")
    (tmp_path / ".env").write_text("# ports\nPOSTGRES_PASSWORD=x\nWIREROOM_WEB_PORT='9001'\nWIREROOM_HOME=/srv/a\n")

    settings = context.recorded_settings({"WIREROOM_HOME": str(tmp_path)})

    assert (settings.web_port, settings.home) == (9001, str(tmp_path))


def test_a_line_of_dotenv_that_is_no_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "DOTENV", tmp_path / ".env")
    (tmp_path / ".env").write_text("\nWIREROOM_WEB_PORT 9001\n")

    with pytest.raises(BadSetting, match="line 2"):
        context.dotenv()
