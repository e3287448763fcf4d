"""The body of an answer, taken in within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireroom.fetch.content import MAGIC_BYTES, refuse_magic, refuse_type
from wireroom.fetch.decoding import Decoder, Undecoded, decoder
from wireroom.fetch.results import Failure, Response, Trouble

if TYPE_CHECKING:
    import aiohttp

    from wireroom.fetch.trip import Trip, Wish

_CHUNK = 65_536


async def receive(trip: Trip, answer: aiohttp.ClientResponse) -> Response | Failure:
    """The document in `answer`, or why it is not taken. Raises what aiohttp raises where the connection breaks."""
    wish = trip.wish
    body = _before(trip, answer)
    if isinstance(body, Undecoded):
        return trip.failed(body.trouble, body.detail)
    looked = False
    async for chunk in answer.content.iter_chunked(_CHUNK):
        trip.wire_bytes += len(chunk)
        stopped = body.feed(chunk) or _over(trip.wire_bytes, wish)
        if stopped is None and not looked:
            head = body.head(MAGIC_BYTES)
            looked = len(head) == MAGIC_BYTES
            stopped = _wrong(refuse_magic(head, wish.accept)) if looked else None
        if stopped is not None:
            cut = wish.keep_head and stopped.trouble == Trouble.TOO_LARGE
            return (
                trip.arrived(body.head(wish.max_bytes), is_cut=True)
                if cut
                else trip.failed(stopped.trouble, stopped.detail)
            )
    whole = body.finish()
    if isinstance(whole, Undecoded):
        return trip.failed(whole.trouble, whole.detail)
    return trip.arrived(whole) if whole or wish.keep_head else trip.failed(Trouble.EMPTY_BODY, "nothing in the body")


def _before(trip: Trip, answer: aiohttp.ClientResponse) -> Decoder | Undecoded:
    """What the headers alone decide."""
    wish, announced = trip.wish, answer.content_length or 0
    refused = _wrong(refuse_type(trip.facts.content_type, wish.accept)) or _over(announced, wish)
    if refused is not None and not (refused.trouble == Trouble.TOO_LARGE and wish.keep_head):
        return refused
    encoding = ", ".join(answer.headers.getall("Content-Encoding", ()))
    return decoder(encoding, max_bytes=wish.max_decoded_bytes, max_ratio=wish.max_ratio)


def _over(wire_bytes: int, wish: Wish) -> Undecoded | None:
    if wire_bytes <= wish.max_bytes:
        return None
    return Undecoded(trouble=Trouble.TOO_LARGE, detail=f"{wire_bytes} bytes on the wire, {wish.max_bytes} allowed")


def _wrong(reason: str | None) -> Undecoded | None:
    return None if reason is None else Undecoded(trouble=Trouble.WRONG_TYPE, detail=reason)
