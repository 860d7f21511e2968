"""A real client, and tiny servers on loopback that answer as each test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from aiohttp import web

from bot.providers.http import open_client

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]
Talking = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with open_client() as client:
        yield client


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Answering], Awaitable[str]]]:
    """Start a web server that gives every request to one function; returns its address."""
    runners = []

    async def start(answering: Answering) -> str:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/{path:.*}", answering)
        return await start_app(app)

    async def start_app(app: web.Application) -> str:
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def talk() -> AsyncIterator[Callable[[Talking], Awaitable[str]]]:
    """Start a server below HTTP, for everything a proper one never does; returns its address."""
    servers = []

    async def start(talking: Talking) -> str:
        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await talking(reader, writer)
            except ConnectionError:
                pass
            finally:
                writer.transport.abort()

        server = await asyncio.start_server(converse, "127.0.0.1", 0)
        servers.append(server)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    yield start
    for server in servers:
        server.close()
