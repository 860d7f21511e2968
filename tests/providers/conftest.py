"""A real client, and tiny servers on loopback that answer as each test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from bot.providers.http import open_client
from tests.loopback import Answering, Start, answering_all, start

__all__ = ["start"]

Talking = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with open_client() as client:
        yield client


@pytest.fixture
def serve(start: Start) -> Callable[[Answering], Awaitable[str]]:
    """Start a web server that gives every request to one function; returns its address."""

    async def serve_all(answering: Answering) -> str:
        return await start(answering_all(answering))

    return serve_all


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
