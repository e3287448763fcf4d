"""Which of our words an exception of aiohttp or of the system stands for. Pure."""

from __future__ import annotations

import socket
import ssl

import aiohttp

from wireroom.fetch.connect import RefusedAddressError
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Trouble

EXPECTED = (aiohttp.ClientError, OSError, TimeoutError, ValueError, ssl.SSLError)  #: anything else is a bug and loud
_MAX_CHARACTERS = 200
_TEMPORARY = frozenset({socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_MEMORY, socket.EAI_SYSTEM})


def blame(error: Exception) -> tuple[Trouble, str]:
    """The trouble and one sentence for an exception of EXPECTED that came up while asking for a document."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    trouble = _dns_trouble(error, cause) or _connection_trouble(error, cause) or _answer_trouble(error)
    text = error.message if isinstance(error, aiohttp.ClientResponseError) else str(cause)
    return trouble, redact(" ".join((text or type(cause).__name__).split()))[:_MAX_CHARACTERS]


def _dns_trouble(error: Exception, cause: BaseException) -> Trouble | None:
    if isinstance(cause, RefusedAddressError):
        is_name = isinstance(error, aiohttp.ClientConnectorDNSError)
        return Trouble.DNS_PRIVATE if is_name else Trouble.REFUSED_ADDRESS
    if isinstance(cause, socket.gaierror):
        return Trouble.DNS_TEMPORARY if cause.errno in _TEMPORARY else Trouble.DNS
    return None


def _connection_trouble(error: Exception, cause: BaseException) -> Trouble | None:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Trouble.DNS_TEMPORARY
    if isinstance(error, aiohttp.ClientSSLError) or isinstance(cause, ssl.SSLError):
        return Trouble.TLS
    if isinstance(error, TimeoutError):
        return Trouble.TIMEOUT
    if isinstance(error, aiohttp.ClientPayloadError):
        return Trouble.TRUNCATED
    if isinstance(error, aiohttp.ClientConnectionError | OSError) and not isinstance(error, aiohttp.InvalidURL):
        return Trouble.CONNECT
    return None


def _answer_trouble(error: Exception) -> Trouble:
    refused = isinstance(error, ValueError | aiohttp.InvalidURL)
    return Trouble.REFUSED_URL if refused else Trouble.BAD_RESPONSE
