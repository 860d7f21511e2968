"""Requests from Slack to the app: signed, timed, and for events repeated like Slack does."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

import aiohttp

from bot.demo.slack.wire import Payload

ACK_SECONDS = 3.0
RETRY_DELAYS_SECONDS = (0.0, 60.0, 300.0)
KEPT_ATTEMPTS = 5_000
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


class Sort(StrEnum):
    """What a request is; only events are repeated."""

    EVENT = "event"
    COMMAND = "command"
    INTERACTION = "interaction"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One request to the app, kept as bytes to be repeated exactly; ``name`` says what it is about."""

    sort: Sort
    name: str
    content_type: str
    body: bytes = field(repr=False)

    @property
    def payload(self) -> Payload:
        """What the body says, wherever the request carries it."""
        if self.content_type == _JSON:
            return dict(json.loads(self.body))
        fields = dict(parse_qsl(self.body.decode(), keep_blank_values=True))
        return dict(json.loads(fields["payload"])) if "payload" in fields else fields


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back; ``status`` is None where nothing did, and ``reason`` then says why in Slack's word."""

    status: int | None
    body: bytes = b""
    reason: str = ""
    may_retry: bool = True

    @property
    def is_ok(self) -> bool:
        """Whether Slack is content."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said but that it was received."""
        return self.body.strip() in {b"", b"{}"}

    @property
    def payload(self) -> Payload:
        """The body as JSON, empty where there is none."""
        try:
            content = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One delivery tried once; ``retry_number`` is 0 for the first time."""

    delivery: Delivery
    retry_number: int
    answer: Answer


def event_delivery(envelope: Payload) -> Delivery:
    """An event, or the question whether the address is ours."""
    event = envelope.get("event", envelope)
    name = ".".join(filter(None, (event["type"], event.get("subtype"))))
    return Delivery(
        sort=Sort.EVENT, name=name, content_type=_JSON, body=json.dumps(envelope, ensure_ascii=False).encode()
    )


def command_delivery(fields: dict[str, str]) -> Delivery:
    """A slash command."""
    body = urlencode(fields).encode()
    return Delivery(sort=Sort.COMMAND, name=fields["command"], content_type=_FORM, body=body)


def interaction_delivery(payload: Payload) -> Delivery:
    """A click, a submission, a shortcut."""
    body = urlencode({"payload": json.dumps(payload, ensure_ascii=False)}).encode()
    return Delivery(sort=Sort.INTERACTION, name=payload["type"], content_type=_FORM, body=body)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of ``X-Slack-Signature``; source: Slack's page on verifying requests, read 2026-11-20."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Carry(Protocol):
    """One attempt at a delivery: which retry it is, and why that was needed."""

    def __call__(self, delivery: Delivery, *, retry_number: int, reason: str) -> Awaitable[Answer]:
        """Returns when the app has answered, or Slack has given up waiting."""


class Courier:
    """Carries deliveries to the app and remembers each attempt."""

    def __init__(
        self,
        *,
        signing_secret: str,
        clock: Callable[[], float],
        ack_seconds: float = ACK_SECONDS,
        retry_delays_seconds: Sequence[float] = RETRY_DELAYS_SECONDS,
        tell_change: Callable[[], None],
    ) -> None:
        self.app_url: str | None = None
        self.carry: Carry | None = None  # another way to the app than its address
        self.attempts: list[Attempt] = []
        self.watch: Callable[[Attempt], None] | None = None  # told of each attempt
        self._secret = signing_secret
        self._clock = clock
        self._ack_seconds = ack_seconds
        self._retry_delays_seconds = tuple(retry_delays_seconds)
        self._tell_change = tell_change
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[object]] = set()

    async def open(self) -> None:
        """Get ready inside the running loop."""
        timeout = aiohttp.ClientTimeout(total=self._ack_seconds)
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=connector, trust_env=False)

    async def close(self) -> None:
        """Stop everything under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def in_background(self, work: Coroutine[Any, Any, object]) -> None:
        """Run something that nobody waits for; it ends with the workspace at the latest."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def send(self, delivery: Delivery, *, repeats: bool = True) -> Answer:
        """Deliver once; an event that failed is repeated in the background, ``repeats`` permitting."""
        answer = await self._attempt(delivery, retry_number=0, reason="")
        if delivery.sort is Sort.EVENT and repeats and not answer.is_ok and answer.may_retry:
            self.in_background(self._retry(delivery, answer.reason))
        return answer

    async def repeat(self, delivery: Delivery, *, retry_number: int, reason: str) -> Answer:
        """Deliver the same bytes again, freshly signed, with Slack's retry headers."""
        return await self._attempt(delivery, retry_number=retry_number, reason=reason)

    async def _retry(self, delivery: Delivery, reason: str) -> None:
        for index, delay_seconds in enumerate(self._retry_delays_seconds):
            await asyncio.sleep(delay_seconds)
            answer = await self._attempt(delivery, retry_number=index + 1, reason=reason)
            if answer.is_ok or not answer.may_retry:
                return
            reason = answer.reason

    async def _attempt(self, delivery: Delivery, *, retry_number: int, reason: str) -> Answer:
        if self.carry is None and self.app_url is None:
            return Answer(status=None, reason="connection_failed", may_retry=False)
        answer = await (self.carry or self._call)(delivery, retry_number=retry_number, reason=reason)
        attempt = Attempt(delivery=delivery, retry_number=retry_number, answer=answer)
        self.attempts.append(attempt)
        del self.attempts[:-KEPT_ATTEMPTS]
        if self.watch is not None:
            self.watch(attempt)
        self._tell_change()
        return answer

    async def _call(self, delivery: Delivery, *, retry_number: int, reason: str) -> Answer:
        timestamp = str(int(self._clock()))
        headers = {
            "Content-Type": delivery.content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, delivery.body),
        }
        if retry_number:
            headers |= {"X-Slack-Retry-Num": str(retry_number), "X-Slack-Retry-Reason": reason}
        return await self._post(self.app_url or "", delivery.body, headers=headers)

    async def _post(self, url: str, body: bytes, *, headers: dict[str, str]) -> Answer:
        if self._session is None:
            raise RuntimeError("the courier was not opened")
        try:
            async with self._session.post(url, data=body, headers=headers, max_redirects=2) as response:
                content = await response.read()
                is_final = response.headers.get("X-Slack-No-Retry") == "1"
                answer = Answer(status=response.status, body=content, may_retry=not is_final)
                return answer if answer.is_ok else _failed(answer)
        except TimeoutError:
            return Answer(status=None, reason="http_timeout")
        except aiohttp.TooManyRedirects:
            return Answer(status=None, reason="too_many_redirects")
        except (aiohttp.ClientError, OSError):
            return Answer(status=None, reason="connection_failed")


def _failed(answer: Answer) -> Answer:
    return Answer(status=answer.status, body=answer.body, reason="http_error", may_retry=answer.may_retry)
