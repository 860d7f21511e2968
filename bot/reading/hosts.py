"""Where does an address lead, as far as its text tells: to the public internet, or to this very machine?"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

_HOST_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?\.?")
# Names that never leave a machine or a local network: RFC 6761, 6762, 8375, ICANN's "internal"; 2026-11-20.
_PRIVATE_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa")


def is_public_address(address: str, *, allows_private: bool) -> bool:
    """Whether it is https with a public host, or, with ``allows_private``, http or https with any host."""
    parts = _split(address)
    if parts is None or not parts.hostname or parts.username is not None or parts.password is not None:
        return False
    if allows_private:
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and _is_public_host(parts.hostname.lower())


def is_loopback_url(address: str) -> bool:
    """Whether an address points at this very machine by name or number; no name is looked up."""
    parts = _split(address)
    host = (parts.hostname or "").lower() if parts is not None else ""
    literal = _literal(host)
    return host == "localhost" or host.endswith(".localhost") if literal is None else literal.is_loopback


def _split(address: str) -> SplitResult | None:
    if not address.isprintable() or " " in address or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port  # reading it is what refuses a port out of range
    except ValueError:
        return None
    return parts


def _is_public_host(host: str) -> bool:
    literal = _literal(host)
    if literal is not None:
        return literal.is_global and not literal.is_multicast
    name = host.rstrip(".")
    # A name whose last label begins with a letter; "127.1" and "0x7f.1" are addresses in disguise.
    return _HOST_NAME.fullmatch(_to_ascii(host)) is not None and not name.endswith(_PRIVATE_ENDINGS)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _to_ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
