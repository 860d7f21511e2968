"""Fetching a finished picture from an address that a service names, which is not trusted."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from bot.errors import ProviderRejected, ProviderUnavailable, Reason
from bot.providers.http import Patience, read_bounded, repeat

MAX_REDIRECTS = 3
MAX_ADDRESSES = 4
PUBLIC_IPV6 = IPv6Network("2000::/3")  # all that is given out so far, RFC 4291
TUNNELLED_IPV4 = IPv6Network("2002::/16")  # 6to4, RFC 3056: anybody's IPv4 address inside
TRANSLATED_IPV4 = IPv6Network("64:ff9b::/96")  # NAT64, RFC 6052: the last 32 bits are an IPv4 address

_MOVED = frozenset({301, 302, 303, 307, 308})
_MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504})

Address = IPv4Address | IPv6Address


async def download(
    http: httpx.AsyncClient, url: str, *, max_bytes: int, allow_private: bool, patience: Patience
) -> bytes:
    """The bytes at ``url``: no key sent, no private address asked, bounded in size and time.

    ``allow_private`` also permits plain http; it is for services that run on this machine.

    Raises:
        ProviderUnavailable: may work later.
        ProviderRejected: never will.
    """

    async def attempt() -> bytes:
        try:
            async with asyncio.timeout(patience.total_seconds):
                return await _follow(
                    http, url, max_bytes=max_bytes, allow_private=allow_private, patience=patience
                )
        except (httpx.TransportError, TimeoutError) as error:
            raise ProviderUnavailable(f"A download broke off: {type(error).__name__}.") from error

    return await repeat(attempt, patience=patience)


def is_allowed(address: Address, *, allow_private: bool) -> bool:
    """Whether a download may connect there.

    An IPv4 address inside an IPv6 one is judged as itself. Link-local addresses stay closed even where
    private ones are open: cloud machines keep their credentials there.
    """
    address = _unwrapped(address)
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if allow_private and (address.is_loopback or address.is_private):
        return True
    is_given_out = address.version == 4 or (address in PUBLIC_IPV6 and address not in TUNNELLED_IPV4)
    return address.is_global and not address.is_reserved and is_given_out


def _unwrapped(address: Address) -> Address:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in TRANSLATED_IPV4:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


async def _follow(
    http: httpx.AsyncClient, url: str, *, max_bytes: int, allow_private: bool, patience: Patience
) -> bytes:
    target = _read_target(url, allow_private=allow_private)
    for _ in range(1 + MAX_REDIRECTS):
        response = await _open(http, target, allow_private=allow_private, patience=patience)
        try:
            if response.status_code not in _MOVED:
                return await _read_picture(response, max_bytes=max_bytes)
            location = response.headers.get("location", "")
        finally:
            await response.aclose()
        target = _read_target(location, base=target, allow_private=allow_private)
    raise _refused("A download was sent on too often")


def _read_target(url: str, *, base: httpx.URL | None = None, allow_private: bool) -> httpx.URL:
    try:
        target = httpx.URL(url) if base is None else base.join(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise _refused("A download has no readable address") from error
    if not (target.scheme == "https" or (allow_private and target.scheme == "http")):
        raise _refused("A download is not https")
    if not target.host or target.userinfo:
        raise _refused("A download has an address with a name and password, or none")
    return target


async def _open(
    http: httpx.AsyncClient, target: httpx.URL, *, allow_private: bool, patience: Patience
) -> httpx.Response:
    """Connect to an address that was checked, so that a second look-up cannot name another one.

    The certificate is still checked against the host's name, which goes along as SNI.
    """
    addresses = await _resolve(target, allow_private=allow_private)
    for place, address in enumerate(addresses):
        request = http.build_request(
            "GET",
            target.copy_with(host=str(address)),
            headers={"Host": target.netloc.decode("ascii")},
            timeout=patience.timeout,
            extensions={"sni_hostname": target.raw_host.decode("ascii")},
        )
        try:
            return await http.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if place == len(addresses) - 1:
                raise
    raise _refused("A download has no address that may be asked")


async def _resolve(target: httpx.URL, *, allow_private: bool) -> list[Address]:
    host = target.raw_host.decode("ascii")
    port = target.port or (443 if target.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ProviderUnavailable("The host of a download is not known now.") from error
    addresses = dict.fromkeys(ip_address(entry[4][0]) for entry in found)
    return [each for each in addresses if is_allowed(each, allow_private=allow_private)][:MAX_ADDRESSES]


async def _read_picture(response: httpx.Response, *, max_bytes: int) -> bytes:
    status = response.status_code
    if status in _MAY_PASS:
        raise ProviderUnavailable(f"A download was answered {status}.")
    if status != 200:
        raise _refused(f"A download was answered {status}")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise _refused("A download came packed although that was not asked for")
    body = await read_bounded(response, max_bytes=max_bytes)
    if body is None:
        raise _refused("A download is larger than allowed")
    return body


def _refused(message: str) -> ProviderRejected:
    return ProviderRejected(f"{message}.", reason=Reason.FAILED)
