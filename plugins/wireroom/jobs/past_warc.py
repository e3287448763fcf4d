"""Web archives: records of the interval and of the sources asked for, each accounted for."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

from wireroom.discover.streams import NotOrdinaryError, open_ordinary
from wireroom.discover.urls import canonical_url
from wireroom.discover.warc import Damage, HttpResponse, RecordHead, records
from wireroom.errors import PastRefused, SeedPathRefused
from wireroom.fetch.buckets import SCHEME, bucket_file
from wireroom.fetch.content import is_html, refuse_magic, refuse_page, refuse_type
from wireroom.fetch.response_headers import read_headers
from wireroom.fetch.results import Response
from wireroom.jobs.fetched import Standing, result_of
from wireroom.jobs.past_files import Found
from wireroom.jobs.windows import place_of
from wireroom.model import Origin, Reason, Rejection, Stage
from wireroom.settings import CHECKOUT
from wireroom.warehouse.archives import PastDocument, PastEntry
from wireroom.warehouse.entries import WARC, Queued
from wireroom.warehouse.storable import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
    from datetime import datetime

    from wireroom.jobs.past_files import Intake
    from wireroom.jobs.past_search import Place
    from wireroom.settings import Settings

NAMES = (".warc", ".warc.gz")
DAMAGES_SHOWN = 3


class Filed:
    """Whose article an address is: a registered feed's, a source's that was asked for, or nobody's."""

    def __init__(self, places: Sequence[Place], *, asked: bool) -> None:
        self._asked = asked
        self._by_host = {place_of(place.origin)[0].removeprefix("www."): place for place in places}
        self._by_site: Mapping[str, Place] = {place.site: place for place in reversed(places) if place.feed_id}

    def place(self, host: str, site: str) -> Place | None:
        """The source it belongs to."""
        bare = host.removeprefix("www.")
        parents = (bare.split(".", count)[-1] for count in range(bare.count(".")))
        return next((self._by_host[name] for name in parents if name in self._by_host), None) or self._by_site.get(site)

    def is_wanted(self, host: str, site: str) -> bool:
        """Everything is, where no sources were named."""
        return not self._asked or self.place(host, site) is not None


def warc_files(paths: Collection[str], roots: Sequence[Path]) -> list[str]:
    """The files that are meant: those named, and all web archives of a directory. Raises SeedPathRefused."""
    found: list[str] = []
    for path in paths:
        if path.startswith(SCHEME):
            found.append(path)
            continue
        top = CHECKOUT / path
        real = top.resolve()
        if not any(real.is_relative_to(root.resolve()) for root in roots):
            allowed = ", ".join(map(str, roots)) or "none"
            msg = (
                f"{path} is not inside a seed root ({allowed}): WIREROOM_SEED_ROOTS lists where files may be read from"
            )
            raise SeedPathRefused(msg)
        inside = sorted(str(each) for each in real.rglob("*") if each.name.lower().endswith(NAMES) and each.is_file())
        if real.is_dir() and not inside:
            raise SeedPathRefused(f"{path} holds no .warc or .warc.gz file")
        found += inside if real.is_dir() else [str(real)]
    return list(dict.fromkeys(found))


def read_warc(intake: Intake, file: str, filed: Filed, *, now: datetime) -> None:
    """Take the records of one file that belong to the interval. A file that cannot be read harms no other."""
    settings, counts, damages = intake.settings, Counter[str](), list[str]()
    name = file if file.startswith(SCHEME) else _relative(file, settings)
    document = PastDocument(document=name, source=name, kind="warc", state="read")
    listed = 0
    try:
        with _opened(file, settings) as stream:
            for record in records(stream, max_bytes=2 * settings.max_page_bytes):
                listed += 1
                taken = _taken(record, name, intake, filed, now=now)
                if isinstance(taken, Found):
                    intake.add(taken)
                    continue
                counts[taken] += 1
                if isinstance(record, Damage) and len(damages) < DAMAGES_SHOWN:
                    damages.append(f"what stands at byte {record.offset:,} {record.detail}")
    except (OSError, NotOrdinaryError, PastRefused) as exc:
        said = f"after {listed} records: {' '.join(str(exc).split())}"[:500]
        document = replace(document, state="failed", reason="file_unreadable", detail=said)
    else:
        document = replace(document, detail="; ".join(damages) or None)
    intake.drain()
    intake.finish(replace(document, listed=listed, chosen=intake.chosen, passed_over=dict(counts)))


def _taken(  # noqa: PLR0911 - one for each thing a record may be
    record: RecordHead | Damage, file: str, intake: Intake, filed: Filed, *, now: datetime
) -> Found | str:
    """What a record comes to, or why it is passed over."""
    if isinstance(record, Damage):
        return "damaged"
    if record.kind != "response":
        return "kind"
    key = canonical_url(record.url or "")
    if record.url is None or key is None:
        return "no_address"
    host, site = place_of(key)
    if not filed.is_wanted(host, site):
        return "not_asked_for"
    if record.captured_at is None or record.captured_raw is None:
        return "undated"
    if not intake.interval.contains(record.captured_at):
        return "another_date"
    place = filed.place(host, site)
    entry_key = f"{WARC}{file}#{record.offset}"
    noted = PastEntry(
        entry_key=entry_key,
        url_key=key,
        url=record.url,
        host=host,
        site=site,
        feed_id=place.feed_id if place else None,
        source=place.source if place else host,
        found_by="warc",
        found_in=file,
        announced_raw=record.captured_raw,
        announced_as="captured",
        announced_local=record.captured_at.strftime("%Y-%m-%dT%H:%M:%S"),
        announced_at=record.captured_at,
    )
    answer = record.response(intake.settings.max_page_bytes)
    if isinstance(answer, str):
        return Found(noted, _rejected(noted, Reason.RECORD_MALFORMED, answer))
    return _page(noted, answer, place, max_bytes=intake.settings.max_page_bytes, now=now)


def _page(noted: PastEntry, answer: HttpResponse, place: Place | None, *, max_bytes: int, now: datetime) -> Found | str:
    if answer.status != 200:  # noqa: PLR2004
        return "status"
    facts = read_headers(answer.headers, url=noted.url, now=now.timestamp())
    accept = "text/html, text/plain"
    is_page = is_html(facts.content_type, answer.body) or facts.content_type in {"text/plain", "application/xhtml+xml"}
    refused = refuse_type(facts.content_type, accept) or refuse_magic(answer.body[:16], accept)
    if refused or not is_page or refuse_page(facts.content_type, answer.body):
        return "type"
    if len(answer.body) > max_bytes:
        what = f"holds a page larger than {max_bytes:,} bytes: raise WIREROOM_MAX_PAGE_BYTES"
        return Found(noted, _rejected(noted, Reason.RECORD_TOO_LARGE, what))
    queued = _as_queued(noted, place, now)
    response = Response(url=noted.url, final_url=noted.url, status=200, facts=facts, body=answer.body)
    # A page of the archive is of the moment in which its crawler took it.
    captured = noted.announced_at or now
    made = result_of(queued, response, Standing(now=captured, give_up_after=timedelta(0)))
    if isinstance(made, tuple):
        return Found(noted, made)
    return Found(
        noted, made if isinstance(made, Rejection) else _rejected(noted, Reason.BAD_REDIRECT, "leads elsewhere")
    )


def _as_queued(noted: PastEntry, place: Place | None, now: datetime) -> Queued:
    """The record as if it had been waiting to be fetched: its page is judged as any other."""
    return Queued(
        entry_key_hash=digest(noted.entry_key),
        entry_key=noted.entry_key,
        url_key=noted.url_key,
        url=noted.url,
        host=noted.host,
        site=noted.site,
        feed_id=noted.feed_id,
        source=noted.source,
        origin=Origin.BACKFILL,
        purpose="new",
        priority=2,
        title=None,
        published_raw=None,
        declared_language=place.language if place else None,
        raw_stored_at=None,
        carries_text=False,
        attempts=1,
        failures=0,
        failing_since=None,
        seen_at=now,
    )


def _rejected(noted: PastEntry, reason: Reason, what: str) -> Rejection:
    return Rejection(
        entry_key=noted.entry_key,
        url_key=noted.url_key,
        source=noted.source,
        origin=Origin.BACKFILL,
        stage=Stage.DISCOVER,
        reason=reason,
        detail=f"{noted.entry_key}: it {what}",
    )


@contextmanager
def _opened(file: str, settings: Settings) -> Generator[IO[bytes]]:
    if file.startswith(SCHEME):
        with bucket_file(file, settings) as stream:
            yield stream
    else:
        with open_ordinary(Path(file)) as stream:
            yield stream


def _relative(file: str, settings: Settings) -> str:
    """The name of a local file in keys: relative to the seed root that holds it."""
    holding: Iterator[Path] = (root for root in settings.seed_root_paths if Path(file).is_relative_to(root))
    root = next(holding, None)
    return str(Path(file).relative_to(root)) if root else file
