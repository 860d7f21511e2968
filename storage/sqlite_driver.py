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
    """A cursor that brings its first rows along, and is closed by a trip only where it was left before its end.

    Most statements have no more rows, and one that has run to its end holds nothing of the file any more.
    """

    def __init__(self, connection: aiosqlite.Connection, cursor: sqlite3.Cursor) -> None:
        """As aiosqlite makes them."""
        super().__init__(connection, cursor)
        self._ahead: list[sqlite3.Row] = []
        self._is_at_end = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        """Run it, up to its first rows."""
        # aiosqlite has types for all but this.
        brought = await self._execute(self._run, sql, parameters or ())  # type: ignore[no-untyped-call]
        self._ahead, self._is_at_end = brought
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        """Never answers with rows."""
        await super().executemany(sql, parameters)
        self._is_at_end = True
        return self

    async def fetchone(self) -> sqlite3.Row | None:
        """The next row, None at the end."""
        rows = [*await self.fetchmany(1)]
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> Iterable[sqlite3.Row]:
        """Some of the next rows, none at the end."""
        size = size or self.arraysize
        if self._ahead or self._is_at_end:
            rows, self._ahead = self._ahead[:size], self._ahead[size:]
            return rows
        return await super().fetchmany(size)

    async def fetchall(self) -> Iterable[sqlite3.Row]:
        """Every row that is left."""
        rows, self._ahead = self._ahead, []
        if not self._is_at_end:
            rows += await super().fetchall()
            self._is_at_end = True
        return rows

    async def close(self) -> None:
        """Let go of the rows that nobody has read."""
        if not self._is_at_end:
            await super().close()

    def _run(self, sql: str, parameters: Any) -> tuple[list[sqlite3.Row], bool]:
        """On the connection's thread: the first rows, and whether those are all."""
        self._cursor.execute(sql, parameters)
        if self._cursor.description is None:
            return [], True
        rows = self._cursor.fetchmany(_ROWS_A_TRIP)
        return rows, len(rows) < _ROWS_A_TRIP


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
