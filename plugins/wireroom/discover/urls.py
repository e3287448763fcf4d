"""One spelling per URL: the identity of an article. Pure.

Only what cannot change the meaning is changed; stricter canonicalisers merge 3.7 % of real feed
entries that are different articles (`?newsid=`, `?m=`).
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import idna

MAX_URL_CHARACTERS = 8192
_DEFAULT_PORTS = {"http": 80, "https": 443}
#: Parameters that say where a reader came from, never what is shown. Lower case.
TRACKING_PREFIXES = (
    "utm_",
    "mtm_",
    "pk_",
    "at_",
    "wt_mc",
    "wt.mc",
    "ns_mchannel",
    "ns_campaign",
    "ns_linkname",
    "hsa_",
)
TRACKING_NAMES = frozenset(
    {
        "__hsfp", "__hssc", "__hstc", "__twitter_impression", "_ga", "_gl", "_hsenc", "_hsmi", "amp_js_v", "cmp",
        "cmpid", "cvid", "dclid", "epik", "fbclid", "feature_source", "gbraid", "gclid", "gclsrc", "guccounter",
        "guce_referrer", "guce_referrer_sig", "hsctatracking", "icid", "igsh", "igshid", "ito", "li_fat_id",
        "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ncid", "ocid", "oly_anon_id", "oly_enc_id", "rb_clickid",
        "ref_src", "ref_url", "s_cid", "sc_cid", "smid", "smtyp", "spm_id_from", "srnd", "ttclid", "twclid",
        "vero_conv", "vero_id", "wbraid", "wickedid", "xtor", "yclid", "ysclid",
    }
)  # fmt: skip
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_IN_QUERY = _IN_PATH | frozenset("?[]")
_CONTROL_OR_SPACE = "".join(map(chr, range(0x21)))


def canonical_url(url: str) -> str | None:
    """The one spelling of an http(s) URL, or None for anything else. Idempotent.

    Lower-case scheme and host, punycode, no default port, no user, no dot segments, one percent-encoding,
    no tracking parameters; a fragment stays only where it is a `#!` route.
    """
    url = url.strip(_CONTROL_OR_SPACE)
    if len(url) > MAX_URL_CHARACTERS:
        return None
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), _host(parts.hostname or ""), parts.port
        if "[" in parts.netloc and ":" not in (parts.hostname or ""):  # an address of a kind yet to be invented
            return None
    except ValueError:  # a port beyond 65535, a broken IPv6 address, a lone surrogate
        return None
    if scheme not in _DEFAULT_PORTS or host is None:
        return None
    try:
        written = f"{scheme}://{host}{_port(scheme, port)}{_path(parts.path)}{_query(parts.query)}{_route(parts)}"
    except UnicodeEncodeError:  # a lone surrogate
        return None
    return written if len(written) <= MAX_URL_CHARACTERS else None


def _host(name: str) -> str | None:
    """ASCII form of a host name or address; None where no server can have it."""
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name).compressed}]"
    if not name.isascii():
        try:
            # IDNA 2008: the older standard in Python's own codec takes straße.example for strasse.example
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    name = name.lower().removesuffix(".")
    return name if _HOST.fullmatch(name) else None


def _port(scheme: str, port: int | None) -> str:
    return "" if port is None or port == _DEFAULT_PORTS[scheme] else f":{port}"


def _path(path: str) -> str:
    kept: list[str] = []
    segments = _escaped(path, _IN_PATH).split("/")[1:]
    for index, segment in enumerate(segments):
        is_last = index == len(segments) - 1
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
        if is_last and segment in {".", ".."}:
            kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    kept = [part for part in _escaped(query, _IN_QUERY).split("&") if not _is_tracking(part)]
    text = "&".join(kept)
    return f"?{text}" if text.strip("&") else ""


def _is_tracking(part: str) -> bool:
    name = part.partition("=")[0].lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def _route(parts: SplitResult) -> str:
    return f"#{_escaped(parts.fragment, _IN_QUERY)}" if parts.fragment.startswith("!") else ""


def _escaped(text: str, allowed: frozenset[str]) -> str:
    """Percent-encoding in its normal form: what needs none has none, hex digits are capitals."""
    pieces: list[str] = []
    end = 0
    for found in _ESCAPE.finditer(text):
        pieces.append(_encoded(text[end : found.start()], allowed))
        char = chr(int(found[1], 16))
        pieces.append(char if char in _UNRESERVED else f"%{found[1].upper()}")
        end = found.end()
    pieces.append(_encoded(text[end:], allowed))
    return "".join(pieces)


def _encoded(text: str, allowed: frozenset[str]) -> str:
    return "".join(char if char in allowed else "".join(f"%{byte:02X}" for byte in char.encode()) for char in text)
