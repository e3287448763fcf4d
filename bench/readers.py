"""The two readers that are compared: plain trafilatura with metadata, and the whole way from page to article."""

from dataclasses import dataclass, field

import trafilatura
from corpus import NOW, Gold
from wireroom.model import Article, Block, Entry, Origin, Page, Removal
from wireroom.read.process import process


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader made of one page."""

    blocks: tuple[str, ...] = ()
    title: str = ""
    date: str = ""  #: YYYY-MM-DD
    authors: tuple[str, ...] = ()
    removed: tuple[Removal, ...] = field(default=(), repr=False)  #: what was taken out of the extract
    why_none: str = ""  #: why there is no article


def plain(gold: Gold, body: bytes) -> Reading:
    """Plain trafilatura as it comes, with metadata."""
    document = trafilatura.bare_extraction(body, url=gold.url, with_metadata=True)
    if document is None or isinstance(document, dict):
        return Reading(why_none="nothing found")
    return Reading(
        blocks=tuple(line for line in (document.text or "").split("\n") if line.strip()),
        title=document.title or "",
        date=document.date or "",
        authors=tuple(name.strip() for name in (document.author or "").split(";") if name.strip()),
    )


def article(gold: Gold, body: bytes) -> Reading:
    """An article with all that is stored of it: cleaned, tagged, dated, hashed. A rejected page is an empty one."""
    entry = Entry(entry_key=gold.key, url_key=gold.url, source="bench", origin=Origin.SEED, url=gold.url)
    page = Page(url_key=gold.url, body=body, content_type="text/html", charset="utf-8", fetched_at=NOW)
    outcome = process(entry, page, now=NOW, min_text_characters=1)
    if not isinstance(outcome, Article):
        return Reading(why_none=outcome.detail)
    return Reading(
        blocks=tuple(_texts(outcome.lead, outcome.blocks)),
        title=outcome.title or "",
        date=outcome.published.local[:10] if outcome.published else "",
        authors=outcome.authors,
        removed=outcome.removed,
    )


def _texts(lead: str | None, blocks: tuple[Block, ...]) -> list[str]:
    return [*([lead] if lead else []), *(block.text for block in blocks)]
