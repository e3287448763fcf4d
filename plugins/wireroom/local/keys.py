"""Passwords and keys of this machine: made once at random, kept in one file only its owner can read."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from wireroom.errors import LocalError
from wireroom.local.places import write_private

if TYPE_CHECKING:
    from wireroom.local.places import Places

ADMIN = "admin"  # the login of the UI


def _password() -> str:
    return secrets.token_urlsafe(18)


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def _secret() -> str:
    return secrets.token_urlsafe(64)  # 64 bytes of randomness: PyJWT warns of shorter keys for HS512


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Everything secret that `make up` makes up."""

    postgres: str = field(default_factory=_password)  #: superuser of the embedded cluster
    warehouse: str = field(default_factory=_password)  #: owner of the warehouse database
    airflow: str = field(default_factory=_password)  #: owner of the metadata database
    admin: str = field(default_factory=_password)  #: login of the UI
    fernet_key: str = field(default_factory=_fernet_key)
    jwt_secret: str = field(default_factory=_secret)
    api_secret_key: str = field(default_factory=_secret)


def kept_keys(where: Places) -> Keys:
    """The keys in the file. Raises LocalError where there is none or it is damaged."""
    try:
        return Keys(**json.loads(where.keys.read_text(encoding="utf-8")))
    except FileNotFoundError as exc:
        msg = "nothing has been set up here yet: run `make up`"
        raise LocalError(msg) from exc
    except (ValueError, TypeError) as exc:
        msg = f"{where.keys} is damaged: put it back from {where.backups}, or remove all data with `make destroy`"
        raise LocalError(msg) from exc


def ensure_keys(where: Places) -> Keys:
    """The keys in the file, made now where there is none; the UI's login file is written too."""
    if not where.keys.exists():
        keep_keys(where, Keys())
    keys = kept_keys(where)
    login = json.dumps({ADMIN: keys.admin})
    if not where.passwords.exists() or where.passwords.read_text(encoding="utf-8").strip() != login:
        write_private(where.passwords, login)
    return keys


def keep_keys(where: Places, keys: Keys) -> None:
    """Replace the file."""
    write_private(where.keys, json.dumps(asdict(keys), indent=1))
