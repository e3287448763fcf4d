"""Files in S3-compatible stores, read as streams. Only this file knows pyarrow's file systems."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from wireroom.errors import BadSetting, PastRefused

if TYPE_CHECKING:
    from collections.abc import Generator

    from wireroom.settings import Settings

SCHEME = "s3://"


@contextmanager
def bucket_file(url: str, settings: Settings) -> Generator[IO[bytes]]:
    """The file at an s3:// address. Raises PastRefused where it cannot be had, BadSetting for an unusable endpoint."""
    from pyarrow import fs  # noqa: PLC0415 - 60 ms that nobody else need pay

    try:
        store = fs.S3FileSystem(**_options(settings))
        opened = store.open_input_stream(url.removeprefix(SCHEME))
    except (OSError, ValueError) as exc:
        raise PastRefused(f"{url} cannot be read: {_short(exc)}") from exc
    with opened:
        yield cast("IO[bytes]", opened)


def _options(settings: Settings) -> dict[str, Any]:
    made: dict[str, Any] = {"anonymous": settings.s3_anonymous}
    if settings.s3_region:
        made["region"] = settings.s3_region
    if settings.s3_endpoint:
        parts = urlsplit(settings.s3_endpoint)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            msg = f"WIREROOM_S3_ENDPOINT={settings.s3_endpoint!r} is no address: write https://host or http://host:port"
            raise BadSetting(msg)
        made |= {"endpoint_override": parts.netloc, "scheme": parts.scheme}
    return made


def _short(exc: Exception) -> str:
    return " ".join(str(exc).split())[:300]
