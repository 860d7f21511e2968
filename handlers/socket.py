"""Socket Mode, our side of it: everything Slack has to say comes over a connection that we open."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.errors import BotError
from handlers.clients import quiet_logger
from handlers.shapes import shaped

# How soon a connection that died without a word is missed, and how long to wait before the next try.
PING_SECONDS = 10.0
# What is being answered when we stop may be answered still; Slack waits no longer than this.
GRACE_SECONDS = 3.0

_log = structlog.get_logger(__name__)


class NoConnection(BotError):
    """Slack does not let us open a connection with this token."""


@asynccontextmanager
async def open_socket(app: AsyncApp, *, app_token: str) -> AsyncIterator[None]:
    """Listen over a connection that is opened anew as often as Slack ends it, while the context is open.

    Raises:
        NoConnection: Slack does not take the token.
    """
    listener = _Listener(app)
    client = _Client(app_token, logger=_quiet_logger(), web_client=app.client, ping_interval=PING_SECONDS)
    client.socket_mode_request_listeners.append(listener.answer)
    try:
        await client.connect_first()
        yield
        await listener.finish()
    finally:
        await client.close()  # type: ignore[no-untyped-call]  # the client is only half typed


class _Client(SocketModeClient):
    """Slack's own, which reconnects by itself, without two of its habits."""

    async def connect_first(self) -> None:
        """Connect; a token that Slack refuses would otherwise be tried for ever."""
        try:
            self.wss_uri = await self.issue_new_wss_url()
        except SlackApiError as error:
            code = error.response.get("error")
            raise NoConnection(
                f"apps.connections.open: {code}",
                user_text=f"Slack does not take SLACK_APP_TOKEN ({code}); `retouch doctor` says how to get one.",
            ) from error
        await self.connect()

    async def connect(self) -> None:
        """Connect, each try at an address of its own: one that was used or grew old is refused for ever."""
        forgetting = asyncio.create_task(self._forget_addresses())
        try:
            await super().connect()  # type: ignore[no-untyped-call]  # the client is only half typed
        finally:
            forgetting.cancel()

    async def _forget_addresses(self) -> None:
        while True:
            await asyncio.sleep(self.ping_interval)
            self.wss_uri = None


class _Listener:
    """Hands each envelope to Bolt and acknowledges it with what the listeners answer."""

    def __init__(self, app: AsyncApp) -> None:
        self._app = app
        self._under_way: set[asyncio.Task[object]] = set()

    async def answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Let the listeners answer. What is not acknowledged Slack sends again, or shows as failed."""
        try:
            request.payload = shaped(request.payload)
        except TypeError:
            _log.warning("Slack sent something of another shape", type=request.type)
            return
        task = asyncio.current_task()
        assert task is not None, "the client runs each envelope as a task"
        self._under_way.add(task)
        try:
            response = await run_async_bolt_app(self._app, request)
            await send_async_response(client, request, response, 0.0)
        finally:
            self._under_way.discard(task)

    async def finish(self) -> None:
        """Wait until everything that came has been answered, but not for ever."""
        if self._under_way:
            _, unanswered = await asyncio.wait(self._under_way, timeout=GRACE_SECONDS)
            if unanswered:
                _log.warning("Stopped listening before everything was answered", count=len(unanswered))


def _quiet_logger() -> logging.Logger:
    logger = quiet_logger("handlers.slack_socket")
    logger.addFilter(_without_addresses)
    return logger


def _without_addresses(record: logging.LogRecord) -> bool:
    """The address of a connection holds a ticket, and stands in the client's messages and tracebacks."""
    record.msg, record.args = re.sub(r"wss?://[^\s'\"]+", "(address hidden)", record.getMessage()), ()
    record.exc_info = None
    return True
