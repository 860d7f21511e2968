"""The database is looked at on both back ends; everything else stands on loopback."""

import pytest
from aiohttp import web

from bot.demo.runware_service import build_runware
from tests.databases import database, database_url, postgres_url
from tests.loopback import Start, start

__all__ = ["database", "database_url", "postgres_url", "start"]


@pytest.fixture
async def runware(start: Start) -> tuple[web.Application, str]:
    """A stand-in and the address of its API."""
    app = build_runware(api_key="rw-key")
    return app, f"{await start(app)}/v1"
