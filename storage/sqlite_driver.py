"""SQLite as we use it: durable, and with few trips to a connection's thread, which cost more than most statements."""

import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any, Final, Self

import aiosqlite
from aiosqlite.context import contextmanager
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

_BUSY_TIMEOUT_MS: Final = 30_000
_ROWS_A_TRIP: Final = 64  # aiosqlite's own


class QuickCursor(aiosqlite.Cursor):
    """A cursor that is closed by a trip of its own only where it was left in the middle of its rows.

    A statement that has run to its end holds nothing of the file any more.
    """

    _is_at_end = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        """What answers with no rows is over with this."""
        await super().execute(sql, parameters)
        self._is_at_end = self.description is None
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        """Never answers with rows."""
        await super().executemany(sql, parameters)
        self._is_at_end = True
        return self

    async def fetchall(self) -> Iterable[sqlite3.Row]:
        """Every row that is left."""
        rows = await super().fetchall()
        self._is_at_end = True
        return rows

    async def close(self) -> None:
        """Let go of the rows that nobody has read."""
        if not self._is_at_end:
            await super().close()


class QuickConnection(aiosqlite.Connection):
    """A connection that goes to its thread for nothing but the file.

    Its cursors are made where they are wanted, and where no transaction is open there is nothing to roll back:
    SQLAlchemy asks for that whenever it takes a connection back.
    """

    def __init__(self, database: str, **options: Any) -> None:
        """For SQLAlchemy's ``async_creator_fn``; like SQLAlchemy's own, it keeps no process from ending."""
        super().__init__(partial(sqlite3.connect, database, **options), _ROWS_A_TRIP)
        self._thread.daemon = True

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        """A cursor of ours."""
        return QuickCursor(self, self._conn.cursor())

    async def rollback(self) -> None:
        """As the driver does it."""
        if self.in_transaction:
            await super().rollback()


def prepare(engine: Engine, *, is_read_only: bool = False) -> None:
    """Durable commits, and transactions that begin where we say and not where the driver guesses."""

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # else the driver begins, deferred, before the first change
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # what was answered survives a power cut
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")  # what was forgotten is not to be read from the file
        cursor.execute(f"PRAGMA query_only = {'ON' if is_read_only else 'OFF'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN DEFERRED" if is_read_only else "BEGIN IMMEDIATE")
