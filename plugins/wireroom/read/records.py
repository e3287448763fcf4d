"""One seed record, a JSON object with a text or a page in it, into an extract."""

import json
from dataclasses import replace
from datetime import datetime

from wireroom.charset import decode
from wireroom.model import Declared, Extract, StatedDate
from wireroom.read.extract import extract_page
from wireroom.read.metadata import language_code
from wireroom.read.plain import read_text

EXTRACTOR = "wireroom-record 1"


def read_record(body: bytes, *, charset: str | None, now: datetime) -> Extract | None:
    """What a record says, or None where the body is no JSON object or holds no text.

    `charset` is that of the file the record stood in; None: UTF-8, or what detection says.

    Fields: `text` (plain) or `html`, `title`, `url`, `published`, `language`, `authors`, `section`, `site_name`;
    others are left alone. What the record states comes before what its page says.
    """
    try:
        decoded = decode(body, charset)
        record: object = json.loads(decoded.text, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    text, page = _field(record, "text"), _field(record, "html")
    url = _field(record, "url")
    if text:
        extract = replace(read_text(text), extractor=EXTRACTOR)
    elif page:
        found = extract_page(page.encode("utf-8", "surrogatepass"), charset="utf-8", url=url, now=now)
        if found is None:
            return None
        extract = found
    else:
        return None
    published, language = _field(record, "published"), language_code(record.get("language"))
    return replace(
        extract,
        repairs=decoded.repairs + extract.repairs,
        title=_field(record, "title") or extract.title,
        authors=_names(record.get("authors") or record.get("author")) or extract.authors,
        site_name=_field(record, "site_name") or extract.site_name,
        section=_field(record, "section") or extract.section,
        declared=(*((Declared(code=language, where="entry"),) if language else ()), *extract.declared),
        dates=(*((StatedDate(raw=published, where="entry"),) if published else ()), *extract.dates),
    )


def _field(record: dict[str, object], name: str) -> str | None:
    """A field as text: numbers too, since dates come as epochs."""
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value) if name in {"text", "html"} else " ".join(str(value).split()) or None


def _names(stated: object) -> tuple[str, ...]:
    names = stated if isinstance(stated, list) else [stated]
    folded = (" ".join(name.split()) for name in names if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in folded if name))
