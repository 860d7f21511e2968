"""The way out to the image services: one client, every call bounded, every failure named."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
import stamina

from bot.errors import ProviderUnavailable, Reason, SubmissionUncertain

MAX_ANSWER_BYTES = 4 * 1024 * 1024
LONGEST_RETRY_AFTER_SECONDS = 3600.0

# Failures of httpx that happen before a byte of the request left, so nothing can have been bought.
_NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long one call may take, and how often a harmless one is repeated."""

    connect_seconds: float = 5.0
    silence_seconds: float = 30.0  # between two pieces of an answer
    total_seconds: float = 90.0  # for one attempt, whatever happens in it
    attempts: int = 3
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 4.0

    @property
    def timeout(self) -> httpx.Timeout:
        """The part of it that httpx watches."""
        return httpx.Timeout(self.silence_seconds, connect=self.connect_seconds)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a service said, whole."""

    status: int
    body: bytes = field(repr=False)
    retry_after_seconds: float | None = None

    @property
    def text(self) -> str:
        """The body for people and the database."""
        return storable(self.body.decode("utf-8", "replace"))


class _TooLarge(Exception):
    """An answer passed its limit; the rest was not read."""


def open_client() -> httpx.AsyncClient:
    """The client for all services. It carries no key, follows no redirect and reads no proxy settings.

    Connections are not kept: a POST on a kept one that the service has just closed fails exactly like a
    lost answer, and a download must never reuse a connection opened for another host at that address.
    """
    for name in ("httpx", "httpcore"):  # both log whole addresses, which hold tokens
        logging.getLogger(name).setLevel(logging.WARNING)
    return httpx.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        limits=httpx.Limits(max_connections=64, max_keepalive_connections=0),
        headers={"User-Agent": "Retouch", "Accept-Encoding": "identity"},
    )


async def send_once(http: httpx.AsyncClient, request: httpx.Request, *, patience: Patience) -> Answer:
    """Send what may cost money, exactly once.

    Raises:
        ProviderUnavailable: it certainly never left.
        SubmissionUncertain: it may have arrived, but there is no whole answer.
    """
    try:
        return await _exchange(http, request, patience=patience, max_bytes=MAX_ANSWER_BYTES)
    except _NOTHING_SENT as error:
        raise ProviderUnavailable(f"The service could not be reached: {_name(error)}.") from error
    except (httpx.HTTPError, TimeoutError, _TooLarge) as error:
        raise SubmissionUncertain(f"The answer to a submit was lost: {_name(error)}.") from error


async def send_question(
    http: httpx.AsyncClient,
    request: httpx.Request,
    *,
    patience: Patience,
    max_bytes: int = MAX_ANSWER_BYTES,
) -> Answer:
    """Send what changes nothing; the caller may repeat it.

    Raises:
        ProviderUnavailable: there is no whole answer.
    """
    try:
        return await _exchange(http, request, patience=patience, max_bytes=max_bytes)
    except (httpx.HTTPError, TimeoutError, _TooLarge) as error:
        raise ProviderUnavailable(f"The service did not answer: {_name(error)}.") from error


async def repeat(call: Callable[[], Awaitable[T]], *, patience: Patience) -> T:
    """Make a harmless call again after a pause while it raises ``ProviderUnavailable``.

    ``Retry-After`` is obeyed; one that is longer than our longest pause ends the attempts, and the caller
    of the caller finds it in the error.
    """

    def pause(error: Exception) -> bool | float:
        if not isinstance(error, ProviderUnavailable) or error.reason is not Reason.BUSY:
            return False
        asked_for = error.retry_after_seconds
        if asked_for is None:
            return True
        return asked_for if asked_for <= patience.longest_pause_seconds else False

    # The call takes no arguments because stamina writes arguments to the log.
    caller = stamina.AsyncRetryingCaller(
        attempts=patience.attempts,
        timeout=None,
        wait_initial=patience.first_pause_seconds,
        wait_max=patience.longest_pause_seconds,
        wait_jitter=patience.first_pause_seconds,
    )
    return await caller(pause, call)


def read_retry_after(value: str | None, *, now: datetime) -> float | None:
    """``Retry-After`` in seconds, from either of its two forms; None where it is missing or nonsense."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_RETRY_AFTER_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER_SECONDS)


def read_json(body: bytes) -> Any:
    """Parse an answer with every fraction as a ``Decimal``; None for anything that is not JSON."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None


def storable(text: str) -> str:
    """Text that a database takes: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


async def read_bounded(response: httpx.Response, *, max_bytes: int) -> bytes | None:
    """The body, or None as soon as it passes ``max_bytes``."""
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > max_bytes:
            return None
        parts.append(part)
    return b"".join(parts)


async def _exchange(
    http: httpx.AsyncClient, request: httpx.Request, *, patience: Patience, max_bytes: int
) -> Answer:
    async with asyncio.timeout(patience.total_seconds):
        response = await http.send(request, stream=True)
        try:
            body = await read_bounded(response, max_bytes=max_bytes)
        finally:
            await response.aclose()
    if body is None:
        raise _TooLarge
    return Answer(
        status=response.status_code,
        body=body,
        retry_after_seconds=read_retry_after(response.headers.get("retry-after"), now=datetime.now(UTC)),
    )


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _name(error: Exception) -> str:
    """The kind of a failure; its text could hold an address."""
    return type(error).__name__.lstrip("_")
