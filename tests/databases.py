"""The same test on both back ends: a real SQLite file, then a real PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Database
from tests.postgres import postgres_url

__all__ = ["database", "database_url", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/retouch.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An upgraded database."""
    database = Database.open(database_url)
    await database.upgrade()
    yield database
    await database.close()
