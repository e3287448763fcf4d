"""URLs and messages without their secrets, fit for a log or a table that people read. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote

MAX_CHARACTERS = 2_048
_USERINFO = re.compile(r"(//)[^/?#\s@]{1,512}@(?=[^/?#\s])")
_PARAMETER = re.compile(r"([?&;#]|%3[Ff]|%26)([^=&;?#\s]{1,80})=([^&;#\s]+)")
_SECRET_NAMES = frozenset(
    {
        *("auth", "authorization", "code", "credential", "hash", "hmac", "jwt", "key", "login", "pass", "passphrase"),
        *("passwd", "pw", "pwd", "secret", "session", "sessionid", "sid", "sig", "sign", "user", "username"),
    }
)
_SECRET_ENDINGS = ("token", "key", "secret", "password", "signature", "credential", "auth")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def redact(text: str) -> str:
    """`text` (a URL, or a message with URLs in it) without user names, passwords, tokens and control characters.

    Idempotent; never raises; at most 2,048 characters long.
    """
    text = _CONTROL.sub("�", text[: 4 * MAX_CHARACTERS])
    text = _USERINFO.sub(r"\1***@", text)
    text = _PARAMETER.sub(_without_secret, text)
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"


def _without_secret(match: re.Match[str]) -> str:
    before, name, _ = match.groups()
    folded = re.sub(r"[^a-z]", "", unquote(name).lower())
    is_secret = folded in _SECRET_NAMES or folded.endswith(_SECRET_ENDINGS)
    return f"{before}{name}=***" if is_secret else match[0]
