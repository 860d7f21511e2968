"""The bytes of what people attached: asked for by id, fetched from Slack's own hosts, bounded."""

import asyncio
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpx
import structlog

from bot.errors import AnnouncementDelayed, BotError, RequestError
from handlers.addresses import FileHosts
from handlers.answers import SlackFile, read_file
from handlers.calls import SlackCalls, SlackRefused, read_retry_after

_TOTAL_SECONDS = 120
_HOPS = 4
_SNIFF_BYTES = 512

_GONE_CODES = frozenset({"file_not_found", "file_deleted"})
_CLOSED_CODES = frozenset(
    {"access_denied", "not_visible", "no_permission", "slack_connect_file_link_sharing_blocked"}
)
_GONE_MODES = frozenset({"tombstone", "hidden_by_limit"})

_GONE = "That file is no longer in Slack. Nothing was charged. Please attach the picture again."
_CLOSED = (
    "Slack does not let Retouch open that file. Nothing was charged. "
    "Please upload the picture itself, here or in the form."
)
_OUTSIDE = (
    "That file is only linked and lies outside Slack. Nothing was charged. Please upload the picture itself."
)
_NO_PICTURE = "That file is a web page, not a picture. Nothing was charged. Please attach a picture."

_log = structlog.get_logger(__name__)


async def fetch_file(
    calls: SlackCalls,
    http: httpx.AsyncClient,
    *,
    hosts: FileHosts,
    team_id: str,
    file_id: str,
    max_bytes: int,
) -> bytes:
    """Ask Slack where the file is, then fetch it with our token.

    The file object of an event may be a stub (Slack Connect), so ``files.info`` is always asked.

    Raises:
        RequestError: gone, not readable by us, too large, or a web page.
        AnnouncementDelayed: may work later.
        AnnouncementFailed: this workspace does not let us read files at all.
    """
    file = await _find_file(calls, team_id, file_id=file_id)
    address = _readable_address(file, max_bytes=max_bytes)
    token = (await calls.client(team_id)).token or ""
    try:
        async with asyncio.timeout(_TOTAL_SECONDS):
            return await _Download(http=http, hosts=hosts, token=token, max_bytes=max_bytes).fetch(
                address, file=file
            )
    except (httpx.TransportError, TimeoutError) as error:
        raise AnnouncementDelayed(f"file download: {type(error).__name__}") from error
    except httpx.InvalidURL as error:
        raise RequestError(_CLOSED) from error


async def _find_file(calls: SlackCalls, team_id: str, *, file_id: str) -> SlackFile:
    try:
        return read_file(
            await calls.send(team_id, "files.info", arguments={"file": file_id}, is_repeatable=True)
        )
    except SlackRefused as error:
        if error.code in _GONE_CODES:
            raise RequestError(_GONE) from error
        if error.code in _CLOSED_CODES:
            raise RequestError(_CLOSED) from error
        raise


def _readable_address(file: SlackFile, *, max_bytes: int) -> str:
    if file.mode in _GONE_MODES:
        raise RequestError(_GONE)
    if file.mode == "external":
        raise RequestError(_OUTSIDE)
    if file.access != "visible" or file.address is None:
        raise RequestError(_CLOSED)
    if file.size_bytes is not None and file.size_bytes > max_bytes:
        raise _too_large(max_bytes)
    return file.address


class _Download:
    """One fetch: redirects followed by hand, so that token and bytes stay with the hosts we allow."""

    def __init__(self, *, http: httpx.AsyncClient, hosts: FileHosts, token: str, max_bytes: int) -> None:
        self._http = http
        self._hosts = hosts
        self._token = token
        self._max_bytes = max_bytes

    async def fetch(self, address: str, *, file: SlackFile) -> bytes:
        """The bytes at ``address`` or where it leads within a few hops."""
        for _ in range(_HOPS):
            if not self._hosts.allow(address):
                _log.warning("a file lies on a host that SLACK_FILE_HOSTS does not name", host=_host(address))
                raise RequestError(_CLOSED)
            request = self._http.build_request("GET", address, headers=self._headers(address))
            response = await self._http.send(request, stream=True, follow_redirects=False)
            try:
                if response.has_redirect_location:
                    address = _next_address(address, response.headers["location"])
                    continue
                _check_status(response)
                return await self._read(response, file=file)
            finally:
                await response.aclose()
        raise RequestError(_CLOSED)

    def _headers(self, address: str) -> dict[str, str]:
        # A compressed answer could grow beyond its bound inside one chunk.
        headers = {"Accept-Encoding": "identity"}
        if self._hosts.may_see_token(address):
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    async def _read(self, response: httpx.Response, *, file: SlackFile) -> bytes:
        content = bytearray()
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > self._max_bytes:
                raise _too_large(self._max_bytes)
        if _is_web_page(response, content):
            # Without the right token or scope Slack answers 200 with its login page.
            _log.warning("slack answered with a web page in place of a file")
            raise RequestError(_NO_PICTURE if "html" in file.mimetype else _CLOSED)
        return bytes(content)


def _next_address(address: str, location: str) -> str:
    """Where a redirect leads; nowhere, if that cannot be read."""
    try:
        return urljoin(address, location)
    except ValueError:
        return ""


def _check_status(response: httpx.Response) -> None:
    if response.status_code == HTTPStatus.OK:
        return
    if response.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        raise RequestError(_GONE)
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        raise AnnouncementDelayed(
            "file download: rate limited", retry_after_seconds=read_retry_after(response.headers)
        )
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise AnnouncementDelayed(f"file download: status {response.status_code}")
    raise RequestError(_CLOSED)


def _is_web_page(response: httpx.Response, content: bytearray) -> bool:
    if response.headers.get("content-type", "").lower().startswith(("text/html", "application/xhtml")):
        return True
    start = bytes(content[:_SNIFF_BYTES]).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _too_large(max_bytes: int) -> BotError:
    unit_bytes = 1_000_000 if max_bytes % 1_000_000 == 0 else 1 << 20
    return RequestError(
        f"That file is larger than {max_bytes // unit_bytes} MB. "
        "Nothing was charged. Please attach a smaller one."
    )


def _host(address: str) -> str | None:
    """For the log, which never holds a whole file address."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
