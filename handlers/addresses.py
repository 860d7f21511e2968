"""Which addresses may be asked for a file, given bytes, or answered to."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

# Slack's own stores for public copies hand files out without a token, so they see none.
_TOKENLESS_HOSTS = ("slack-files.com", "*.slack-edge.com")


@dataclass(frozen=True, kw_only=True)
class FileHosts:
    """The hosts that may be asked for files: bare names, any port, ``*.`` for every subdomain."""

    patterns: Sequence[str]

    def allow(self, address: str) -> bool:
        """Whether to ask there at all: https to a host on the list, http only to a loopback named on it."""
        parts = _split(address)
        if parts is None:
            return False
        host = host_of(parts)
        if parts.scheme == "http":
            return is_loopback(host) and host in self._names()
        return any(_matches(host, pattern) for pattern in self._names())

    def may_see_token(self, address: str) -> bool:
        """Whether our token goes along."""
        parts = _split(address)
        if parts is None or not self.allow(address):
            return False
        return not any(_matches(host_of(parts), pattern) for pattern in _TOKENLESS_HOSTS)

    def _names(self) -> list[str]:
        return [pattern.strip().strip("[]").rstrip(".").lower() for pattern in self.patterns]


def may_be_posted_to(address: str, *, api_url: str) -> bool:
    """Whether an upload or response address that Slack named is one to send to.

    https to a public host; plain http and private hosts only where the API itself is on loopback.
    """
    parts = _split(address)
    if parts is None:
        return False
    api = _split(api_url)
    if api is not None and is_loopback(host_of(api)):
        return True
    return parts.scheme == "https" and not _is_private(host_of(parts))


def is_loopback(host: str) -> bool:
    """``localhost``, ``127.0.0.0/8`` and ``::1``."""
    literal = _literal(host)
    return host == "localhost" if literal is None else literal.is_loopback


def host_of(parts: SplitResult) -> str:
    """The host in lower case, without brackets, port and final dot."""
    return (parts.hostname or "").rstrip(".").lower()


def _split(address: str) -> SplitResult | None:
    """The parts of an http(s) address with a host, None for anything odd."""
    # Readers of addresses disagree on backslashes, blanks and user names; Slack's have none of them.
    if any(character in address for character in "\\@ \t\r\n"):
        return None
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and host_of(parts) else None


def _matches(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return host == pattern


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_private(host: str) -> bool:
    literal = _literal(host)
    if literal is not None:
        return not literal.is_global
    # "localhost", "intranet" and the like: no public host has a single label, nor digits for its last one.
    return "." not in host or host.endswith((".localhost", ".local", ".internal")) or host[-1].isdigit()
