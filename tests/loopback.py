"""Servers of a test's own, on loopback."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

Start = Callable[[web.Application], Awaitable[str]]
Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answering_all(answering: Answering) -> web.Application:
    """An application that gives every request, whatever its size, to one function."""
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_route("*", "/{path:.*}", answering)
    return app


async def listen(app: web.Application, *, port: int, shutdown_seconds: float = 0.1) -> web.AppRunner:
    """Start it; to be cleaned up by whoever asked."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=shutdown_seconds)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Start an application; returns its address."""
    runners: list[web.AppRunner] = []

    async def start_app(app: web.Application) -> str:
        runners.append(await listen(app, port=0))
        return f"http://127.0.0.1:{runners[-1].addresses[0][1]}"

    yield start_app
    for runner in runners:
        await runner.cleanup()
