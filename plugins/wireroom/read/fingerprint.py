"""The hash that tells whether an article changed."""

import hashlib
import unicodedata
from collections.abc import Iterable

from wireroom.model import Block

_FIELD_END = b"\x1f"  # unit separator: cannot stand in mended text, so no two articles share one encoding


def content_sha256(title: str | None, lead: str | None, blocks: Iterable[Block]) -> bytes:
    """SHA-256 of title, lead and body in NFC, kinds included: equal exactly where a reader sees the same text."""
    digest = hashlib.sha256()
    for mark, text in (("t", title), ("l", lead), *((block.kind.value, block.text) for block in blocks)):
        if text is not None:
            digest.update(mark.encode() + unicodedata.normalize("NFC", text).encode("utf-8", "replace") + _FIELD_END)
    return digest.digest()
