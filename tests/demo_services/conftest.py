"""Stand-in services on real loopback sockets, and an inbox for their callbacks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from bot.demo.magnific_service import build_magnific
from bot.demo.runware_service import build_runware
from bot.demo.services.routes import WORKSHOP
from tests.demo_services.speak import KEY, WAIT_SECONDS, Served

Start = Callable[..., Awaitable[Served]]


@dataclass(kw_only=True)
class Inbox:
    """Takes callbacks and uploads; ``statuses`` are answered in turn, then 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    arrived: asyncio.Queue[web.BaseRequest] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        """Keep one delivery with its body read."""
        await request.read()
        self.arrived.put_nowait(request)
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def next(self) -> web.BaseRequest:
        """The next delivery, waited for."""
        async with asyncio.timeout(WAIT_SECONDS):
            return await self.arrived.get()


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Everything a test started, stopped at its end."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def session(stack: AsyncExitStack) -> aiohttp.ClientSession:
    """A plain client."""
    timeout = aiohttp.ClientTimeout(total=WAIT_SECONDS)
    return await stack.enter_async_context(aiohttp.ClientSession(timeout=timeout))


@pytest.fixture
async def inbox(stack: AsyncExitStack) -> Inbox:
    """A place to be called back at."""
    box = Inbox()
    application = web.Application(client_max_size=2**24)
    application.router.add_route("*", "/{anything:.*}", box.take)
    box.url = await _run(stack, application)
    return box


@pytest.fixture
def start_runware(stack: AsyncExitStack, session: aiohttp.ClientSession) -> Start:
    """Start a stand-in for Runware with given options."""

    async def start(**options: object) -> Served:
        application = build_runware(
            **{"api_key": KEY, "delay_seconds": 0.01, "retry_seconds": 0.01, **options}
        )
        url = await _run(stack, application)
        return Served(url=url, workshop=application[WORKSHOP], session=session)

    return start


@pytest.fixture
def start_magnific(stack: AsyncExitStack, session: aiohttp.ClientSession) -> Start:
    """Start a stand-in for Magnific with given options."""

    async def start(**options: object) -> Served:
        application = build_magnific(
            **{"api_key": KEY, "delay_seconds": 0.01, "retry_seconds": 0.01, **options}
        )
        url = await _run(stack, application)
        return Served(url=url, workshop=application[WORKSHOP], session=session)

    return start


@pytest.fixture
async def runware(start_runware: Start) -> Served:
    """A stand-in for Runware as it comes."""
    return await start_runware()


@pytest.fixture
async def magnific(start_magnific: Start) -> Served:
    """A stand-in for Magnific as it comes."""
    return await start_magnific()


async def _run(stack: AsyncExitStack, application: web.Application) -> str:
    runner = web.AppRunner(application)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"
