"""The database is looked at on both back ends; everything else stands on loopback."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from bot.demo.runware_service import build_runware
from tests.databases import database, database_url, postgres_url

__all__ = ["database", "database_url", "postgres_url"]

Start = Callable[[web.Application], Awaitable[str]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Start a server on loopback; returns its address."""
    runners: list[web.AppRunner] = []

    async def start_app(app: web.Application) -> str:
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start_app
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def runware(start: Start) -> tuple[web.Application, str]:
    """A stand-in and the address of its API."""
    app = build_runware(api_key="rw-key")
    return app, f"{await start(app)}/v1"
