"""What Postgres can hold: text without NUL and lone surrogates, and hashes where a key may be too long for an index."""

from __future__ import annotations

from hashlib import sha256


def digest(key: str) -> bytes:
    """SHA-256 of a key, of one that is not valid Unicode too (file names may be anything)."""
    return sha256(key.encode("utf-8", "surrogatepass")).digest()


def storable(text: str) -> str:
    """`text` with NUL and lone surrogates replaced by U+FFFD. For what describes a document, never for its text."""
    text = text.replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:  # pairs of surrogates become one character, single ones are replaced
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def storable_or_none(text: str | None) -> str | None:
    """`storable`, of what may be absent."""
    return None if text is None else storable(text)


def name_bytes(name: str) -> bytes | None:
    """The bytes of a file name that is not valid UTF-8, None of one that is: then its text is enough."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogateescape")
    return None


def name_from(text: str, raw: bytes | None) -> str:
    """The file name that was stored as `storable` text and `name_bytes`."""
    return text if raw is None else raw.decode("utf-8", "surrogateescape")
