"""Which hosts and addresses may be asked. Pure: strings in, a reason for refusing or None out.

Three layers use it: the URL before anything is looked up, the answers of the name server, and the
address a socket is about to be opened for. The last one cannot be gone round: an address literal
never reaches a resolver, and a name may answer differently the second time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from yarl import URL

from wireroom.errors import BadSetting

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MAX_HOST_CHARACTERS = 253  # RFC 1035
MAX_URL_CHARACTERS = 2_048
# iana.org/assignments/iana-ipv4-special-registry; ipaddress.is_global of Python 3.11 lets 224/4 and 192.88.99/24 pass
_PRIVATE_4 = tuple(
    IPv4Network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # looks public; inside Azure it is the platform's own service
    )
)
# iana.org/assignments/iana-ipv6-special-registry: only 2000::/3 is handed out, minus these parts of it
_GLOBAL_6 = IPv6Network("2000::/3")
_PRIVATE_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4: carries an IPv4 address, no longer in public use
        "3fff::/20",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # the way to IPv4 from networks that have only IPv6
_PRIVATE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion", "localdomain", "corp")
_NUMERIC_LABEL = re.compile(r"(?:[0-9]+|0[xX][0-9a-fA-F]*)\Z")  # a last label that makes browsers read an address
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A stretch of loopback that may be asked all the same, and the names that are sent there."""

    network: Network
    first_port: int
    last_port: int
    names: str | None = None  #: `*.test` or `host.test`: resolved to the first address and port of this entry

    def holds(self, address: Address, port: int) -> bool:
        """Is this address and port exempted?"""
        return (
            address.version == self.network.version
            and address in self.network
            and self.first_port <= port <= self.last_port
        )

    def names_host(self, host: str) -> bool:
        """Is `host` sent here?"""
        if not self.names:
            return False
        return host.endswith(self.names[1:]) if self.names.startswith("*.") else host == self.names


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The policy: which ports, and what of loopback."""

    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    exemptions: tuple[Exemption, ...] = ()

    def redirected(self, host: str) -> tuple[str, int] | None:
        """The loopback address and port that `host` is sent to by an exemption."""
        for entry in self.exemptions:
            if entry.names_host(host):
                return str(entry.network.network_address), entry.first_port
        return None

    def is_ours(self, url: str) -> bool:
        """Does `url` name an exempted loopback host, so that nobody else is asked?"""
        parts = URL(url)
        host, port = (parts.raw_host or "").rstrip("."), parts.port or 0
        if self.redirected(host):
            return True
        literal = _literal(host)
        if literal is None:
            return host == "localhost" and bool(self.exemptions)
        return any(entry.holds(literal, port) for entry in self.exemptions)


def read_exemptions(text: str, *, production: bool) -> tuple[Exemption, ...]:
    """The exemptions in a setting such as `127.0.0.1:19100, 127.0.0.0/8:19000-19999, *.test=127.0.0.1:19100`.

    Raises BadSetting on anything that is not loopback with a port, and on any exemption in production.
    """
    entries = tuple(_exemption(part.strip()) for part in text.split(",") if part.strip())
    if entries and production:
        raise BadSetting("WIREROOM_FETCH_ALLOW_LOOPBACK must be empty in production")
    return entries


def refuse_address(address: str, port: int, guard: Guard) -> str | None:
    """Why `address` may not be connected to, or None. `address` is numeric, as getaddrinfo gives it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return f"{address!r} is not an address"
    if isinstance(parsed, IPv6Address) and parsed.scope_id is not None:
        return f"{address} names a network interface"
    inner = _inner(parsed)
    if any(entry.holds(inner, port) for entry in guard.exemptions):
        return None
    if is_public(parsed):
        return None
    return f"{address} is not a public address"


def is_public(address: Address) -> bool:
    """Is this an address of the public internet, also when it carries another one inside?"""
    inner = _inner(address)
    if isinstance(inner, IPv4Address):
        return not any(inner in network for network in _PRIVATE_4)
    return inner in _GLOBAL_6 and not any(inner in network for network in _PRIVATE_6)


def refuse_url(url: str, guard: Guard) -> str | None:
    """Why `url` is never asked, or None. Looks at the text only: no name is resolved."""
    if len(url) > MAX_URL_CHARACTERS:
        return f"longer than {MAX_URL_CHARACTERS} characters"
    if _UNSAFE.search(url):
        return "contains spaces, control characters or a backslash"
    try:
        parts = URL(url)
        host, port = (parts.raw_host or "").rstrip("."), parts.port
    except ValueError:
        return "is not a URL"
    if parts.scheme not in {"http", "https"} or port is None:
        return "is neither http nor https"
    if parts.raw_user is not None or parts.raw_password is not None:
        return "carries a user name or password"
    return _refuse_host(host, port, guard)


def names_private_host(url: str, guard: Guard) -> bool:
    """Is the host of a refused `url` an address that is not public, or a name that can only stand for one?"""
    try:
        parts = URL(url)
    except ValueError:
        return False
    host = (parts.raw_host or "").rstrip(".")
    literal = _literal(host)
    if literal is not None:
        return refuse_address(host, parts.port or 0, guard) is not None
    return bool(_NUMERIC_LABEL.match(host.rpartition(".")[2])) or _is_private_name(host)


def _refuse_host(host: str, port: int, guard: Guard) -> str | None:
    literal = _literal(host)
    if literal is not None:
        exempt = any(entry.holds(_inner(literal), port) for entry in guard.exemptions)
        refused = refuse_address(host, port, guard)
        return refused if refused or exempt or port in guard.ports else f"port {port} is not among those we ask"
    if guard.redirected(host):
        return None
    if host == "localhost" and any(entry.first_port <= port <= entry.last_port for entry in guard.exemptions):
        return None
    return _refuse_name(host) or (None if port in guard.ports else f"port {port} is not among those we ask")


def _refuse_name(host: str) -> str | None:
    labels = host.split(".")
    if not host or len(host) > MAX_HOST_CHARACTERS or not all(_LABEL.match(label) for label in labels):
        return "has no usable host name"
    if _NUMERIC_LABEL.match(labels[-1]):
        return "writes an address in another notation"
    if _is_private_name(host):
        return "names a private host"
    if len(labels) == 1:
        return "names a host without a domain"
    return None


def _is_private_name(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in _PRIVATE_NAMES)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where a router or kernel would take it out."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _exemption(text: str) -> Exemption:
    names, _, where = text.rpartition("=")
    host, _, ports = where.rpartition(":")
    first, _, last = ports.partition("-")
    try:
        network = ip_network(host.strip("[]"))
        entry = Exemption(network=network, first_port=int(first), last_port=int(last or first), names=names or None)
    except ValueError as exc:
        msg = f"WIREROOM_FETCH_ALLOW_LOOPBACK: {text!r} is not [name=]loopback:port, such as *.test=127.0.0.1:19100"
        raise BadSetting(msg) from exc
    if not network.is_loopback:
        msg = f"WIREROOM_FETCH_ALLOW_LOOPBACK: {host} is not loopback"
        raise BadSetting(msg)
    return entry
