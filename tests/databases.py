"""The same test on both back ends: a real SQLite file, then a real PostgreSQL."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from storage import Database
from tests.postgres import create_database, postgres_url, refill_database

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
    """An upgraded database: a copy of one that was upgraded before, which costs a fraction of the time."""
    await asyncio.to_thread(_copy_upgraded, database_url)
    database = Database.open(database_url)
    yield database
    await database.close()


def _copy_upgraded(url: str) -> None:
    address = make_url(url)
    assert address.database is not None
    if address.get_backend_name() == "sqlite":
        Path(address.database).write_bytes(_upgraded_file())
    else:
        refill_database(address.database, template=_upgraded_template())


@cache
def _upgraded_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "retouch.db"
        asyncio.run(_upgrade(f"sqlite:///{path}"))
        return path.read_bytes()


@cache
def _upgraded_template() -> str:
    name, url = create_database()
    asyncio.run(_upgrade(url))
    return name


async def _upgrade(url: str) -> None:
    database = Database.open(url)
    await database.upgrade()
    await database.close()
