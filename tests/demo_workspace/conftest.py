"""A workspace, the official client on it, and an app that answers as each test says."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from PIL import Image
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.workspace import Workspace


@dataclass
class Received:
    """One request as the app got it."""

    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> dict[str, Any]:
        """The JSON, wherever the request carries it; of a command the form's fields."""
        if self.headers["Content-Type"] == "application/json":
            return json.loads(self.body)
        fields = {
            name: values[0] for name, values in parse_qs(self.body.decode(), strict_parsing=True).items()
        }
        return json.loads(fields["payload"]) if "payload" in fields else fields


@dataclass
class ListeningApp:
    """Records what Slack sends and answers from ``answers``, then always with an empty 200."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    reacts: Callable[[dict[str, Any]], Awaitable[None]] | None = None  # done before the answer
    holds: list[asyncio.Event] = field(default_factory=list)  # each keeps one request waiting

    async def listen(self, request: web.Request) -> web.Response:
        self.received.append(Received(dict(request.headers), await request.read()))
        if self.reacts is not None:
            await self.reacts(self.received[-1].payload)
        if self.holds:
            await self.holds.pop(0).wait()
        return self.answers.pop(0) if self.answers else web.Response()

    def payloads(self, kind: str) -> list[dict[str, Any]]:
        """Everything of one kind: an event's type, or the payload's."""
        found = [received.payload for received in self.received]
        return [
            payload
            for payload in found
            if kind in {payload.get("event", {}).get("type"), payload.get("type")}
        ]


@pytest.fixture
async def app() -> AsyncIterator[ListeningApp]:
    listening = ListeningApp()
    application = web.Application(client_max_size=10**8)
    application.router.add_post("/slack/events", listening.listen)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listening.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield listening
    await runner.cleanup()


@pytest.fixture
async def workspace(app: ListeningApp) -> AsyncIterator[Workspace]:
    async with Workspace(
        app_url=app.url, processing_seconds=0.01, retry_delays_seconds=(0.0, 0.01)
    ) as open_one:
        yield open_one


@pytest.fixture
def client(workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)


@pytest.fixture
def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "WEBP")
    return out.getvalue()
