"""Seed files of every shape become entries and pages, one at a time; what cannot be one is a rejection.

The formats and the fields of a record are described in seeds/README.md.
"""

from __future__ import annotations

import gzip
import zlib
from typing import IO, TYPE_CHECKING, Any

from wireroom.charset import is_binary
from wireroom.discover.archives import DAMAGE, allowance, damaged, members, too_much
from wireroom.discover.inbox import RefusedFile, SeedFile, find_files, format_of, unknown_format
from wireroom.discover.outcomes import Carrier, Limits, rejected
from wireroom.discover.records import HEAD, read_json, read_lines, too_large
from wireroom.discover.streams import Metered, NotOrdinaryError, TooMuchError, open_ordinary
from wireroom.model import Entry, Origin, Page, Reason, Rejection

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from datetime import datetime

__all__ = ["Limits", "RefusedFile", "SeedFile", "find_files", "read_file", "rejected"]

_GZIP = b"\x1f\x8b"
_CONTENT_TYPES = {"text": "text/plain", "html": "text/html"}


def read_file(  # noqa: PLR0913 - each is a fact of the run
    file: SeedFile, *, source: str, origin: Origin, hint: str | None, limits: Limits, now: datetime
) -> Iterator[tuple[Entry, Page] | Rejection]:
    """The records of one file in their order, each an entry with its page or a rejection. Never raises for content.

    Entry keys are `seed:<source>/<relative>#<record>`; the only document of a file is record 1, a record of JSON
    Lines has its line's number, members of an archive are `<relative>!<member>`. A rejection of a file of many
    records as a whole has no `#<record>`.
    """
    known = format_of(file.relative)
    is_single = known is not None and known[0] in _CONTENT_TYPES
    carrier = Carrier(
        file=file.relative, source=source, origin=origin, hint=hint, limits=limits, now=now, is_single=is_single
    )
    if known is None:
        yield carrier.reject(Reason.UNKNOWN_FORMAT, unknown_format(file.relative))
        return
    kind, is_gzipped = known
    try:
        with open_ordinary(file.path) as opened:
            size = opened.seek(0, 2)
            opened.seek(0)
            if size == 0:
                yield _empty(carrier)
            elif kind == "zip":
                yield from _archive(opened, carrier)
            elif is_gzipped:
                yield from _gzipped(opened, size, kind, carrier)
            else:
                yield from _contents(Metered(opened, size + limits.max_archive_bytes).buffered(), kind, carrier)
    except FileNotFoundError:
        detail = f"{file.relative} is gone since the run began: put it back and run again."
        yield carrier.reject(Reason.FILE_MISSING, detail)
    except NotOrdinaryError:
        detail = f"{file.relative} is no ordinary file but a directory, link, pipe, socket or device: remove it."
        yield carrier.reject(Reason.FILE_UNREADABLE, detail)
    except OSError as exc:
        detail = f"{file.relative} cannot be read ({exc.strerror or exc}): see to its permissions and its disk."
        yield carrier.reject(Reason.FILE_UNREADABLE, detail)


def _gzipped(opened: IO[bytes], size: int, kind: str, carrier: Carrier) -> Iterator[tuple[Entry, Page] | Rejection]:
    with gzip.GzipFile(fileobj=opened) as packed:
        stream = Metered(packed, allowance(size, carrier)).buffered()
        try:
            yield from _contents(stream, kind, carrier)
        except TooMuchError:
            yield carrier.reject(Reason.ARCHIVE_TOO_LARGE, too_much(carrier.file, carrier))
        except (gzip.BadGzipFile, EOFError, zlib.error) as exc:
            yield carrier.reject(Reason.ARCHIVE_DAMAGED, damaged(carrier.file, exc))


def _archive(opened: IO[bytes], carrier: Carrier) -> Iterator[tuple[Entry, Page] | Rejection]:
    is_empty = True
    for member in members(opened, carrier):
        is_empty = False
        if isinstance(member, Rejection):
            yield member
            continue
        try:
            yield from _contents(member.stream, member.kind, member.carrier)
        except TooMuchError:
            place = member.carrier.file
            yield member.carrier.reject(Reason.ARCHIVE_TOO_LARGE, too_much(place, carrier))
        except DAMAGE as exc:
            yield member.carrier.reject(Reason.ARCHIVE_DAMAGED, damaged(member.carrier.file, exc))
    if is_empty:
        yield _empty(carrier)


def _contents(stream: io.BufferedReader[Any], kind: str, carrier: Carrier) -> Iterator[tuple[Entry, Page] | Rejection]:
    """The documents of one plain stream. May raise what its packing raises: TooMuchError, DAMAGE."""
    head = stream.peek(HEAD)
    if is_binary(head[:HEAD]):
        detail = f"{carrier.file} is a picture, program or archive under the name of a text: remove or rename it."
        yield carrier.reject(Reason.FILE_BINARY, detail)
    elif kind == "lines":
        yield from read_lines(stream, carrier)
    elif kind == "json":
        yield from read_json(stream, carrier)
    else:
        yield _document(stream, _CONTENT_TYPES[kind], carrier)


def _document(stream: io.BufferedReader[Any], content_type: str, carrier: Carrier) -> tuple[Entry, Page] | Rejection:
    cap = carrier.limits.max_page_bytes
    body = stream.read(cap + 1)
    if len(body) > cap:
        return carrier.reject(Reason.RECORD_TOO_LARGE, too_large(carrier.file, cap))
    if not body.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        return _empty(carrier)
    return carrier.document(body, content_type)


def _empty(carrier: Carrier) -> Rejection:
    return carrier.reject(Reason.FILE_EMPTY, f"{carrier.file} is empty: fill it or remove it.")
