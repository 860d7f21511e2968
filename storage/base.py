"""The database: SQLite in one file or PostgreSQL, the same to everybody above."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import Final, Self
from uuid import UUID

import psycopg
from alembic.util.exc import CommandError
from sqlalchemy import BigInteger, DateTime, Dialect, MetaData, Uuid, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from storage.forward import bring_forward
from storage.sqlite_driver import QuickConnection, prepare

Session = AsyncConnection  # SQLAlchemy's own sessions keep track of objects, and we load none

READY_WITHIN_SECONDS: Final = 3
_WRITERS, _READERS = 2, 8  # of one SQLite file; a writer more than needed, for what is not ended at once
# Each connection of SQLite has a thread; few, and kept: past those, every wish would start one and end it.
_FEW: Final = {
    "max_overflow": 0,
    "pool_use_lifo": True,
    "connect_args": {"async_creator_fn": QuickConnection},
}
_DISCREET: Final = {"hide_parameters": True}  # they hold what people write, and errors are logged
_SQLITE_STATES: Final = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN")


class DatabaseAway(ConnectionError):
    """The database cannot be reached or is busy; nothing was committed as far as we know, and it may pass."""


class TablesUnknown(Exception):
    """The tables are of a step that this version does not have: a newer one was here."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime going in and coming out, also on SQLite, which keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime: nobody can say later which clock it was read from."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone does not go into the database")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back UTC, whatever zone the server's connection speaks."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table; names of constraints are written out so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, int: BigInteger, UUID: Uuid}  # noqa: RUF012 (SQLAlchemy's spelling)


class Database:
    """One database. Opening it connects to nothing; connections come with the first transaction."""

    def __init__(self, engine: AsyncEngine, *, reading: AsyncEngine) -> None:
        self._engine = engine
        self._reading_engine = reading
        # SQLite lets one writer in and makes the others poll; waiting here is fair and costs nothing.
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @classmethod
    def open(cls, url: str) -> Self:
        """``sqlite:///file.db`` (relative), ``sqlite:////file.db`` (absolute) or ``postgresql://…``.

        Raises:
            ValueError: any other address.
        """
        address = _read_url(url)
        if address.get_backend_name() == "sqlite":
            # Connections of their own for each: turning one from reading to writing would be a statement more.
            writing, reading = (
                create_async_engine(address, pool_size=size, **_FEW, **_DISCREET)
                for size in (_WRITERS, _READERS)
            )
            prepare(writing.sync_engine)
            prepare(reading.sync_engine, is_read_only=True)
            return cls(writing, reading=reading)
        engine = create_async_engine(
            address,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            connect_args={"connect_timeout": 5},
            **_DISCREET,
        )
        reading = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
        return cls(engine, reading=reading)

    @asynccontextmanager
    async def transaction(self, *, read_only: bool = False) -> AsyncIterator[Session]:
        """Commit on leaving, roll back on an error. Not to be nested, nor kept open over a network call.

        A writer on SQLite is alone from its first statement, so what it reads is still true when it
        writes. ``read_only`` waits for nobody, sees one state of the database throughout, and refuses to write.

        Raises:
            DatabaseAway: later it may work.
        """
        try:
            if read_only:
                async with self._reading_engine.begin() as session:
                    yield session
                return
            async with self._turn, self._engine.begin() as session:
                yield session
        except DBAPIError as error:
            if _may_pass(error):
                raise DatabaseAway(f"the database is away: {type(error.orig).__name__}") from error
            raise
        except PoolTimeout as error:
            raise DatabaseAway("no connection to the database came free in time") from error

    async def upgrade(self) -> None:
        """Bring the schema to the newest step; processes that start together may all call it.

        Raises:
            DatabaseAway: it cannot be opened, or not be used.
            TablesUnknown: it is beyond our newest step.
        """
        try:
            await asyncio.to_thread(bring_forward, self._engine.url)
        except DBAPIError as error:
            if _may_pass(error) or _is_useless(error):
                raise DatabaseAway(f"the database cannot be opened: {type(error.orig).__name__}") from error
            raise
        except CommandError as error:
            raise TablesUnknown("a newer version has changed the tables") from error

    async def is_ready(self) -> bool:
        """True when the database answers within seconds and has our schema."""
        try:
            async with asyncio.timeout(READY_WITHIN_SECONDS), self.transaction(read_only=True) as session:
                await session.execute(text("SELECT version_num FROM alembic_version"))
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True

    async def is_direct(self) -> bool:
        """Whether a connection is ours alone; behind a pooler two of them may share one of the server's."""
        if self._engine.dialect.name == "sqlite":
            return True
        async with self._engine.connect() as one, self._engine.connect() as other:
            served_by: list[int] = []
            for connection in (one, other, one):
                served_by.append((await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one())
                await connection.commit()
        return served_by[0] == served_by[2] and served_by[0] != served_by[1]

    async def scrub(self) -> None:
        """Let what was deleted leave the disk too: SQLite keeps it in its journal until that is emptied.

        Should somebody be reading just now, the journal is emptied another time.
        """
        if self._engine.dialect.name != "sqlite":
            return
        async with self._turn, self._engine.connect() as connection:
            driver = await connection.get_raw_connection()
            assert driver.driver_connection is not None, "a connection in use has one"
            await driver.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Give every connection back; the database opens again with the next transaction."""
        await self._engine.dispose()
        await self._reading_engine.dispose()


def is_away(error: Exception) -> bool:
    """Whether an error of whoever else works on a database of ours means what ``DatabaseAway`` means."""
    return isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and _may_pass(error))


def _may_pass(error: DBAPIError) -> bool:
    """Whether it is the database's state that failed us, and not our statement."""
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorname.startswith(_SQLITE_STATES)
    return error.connection_invalidated or isinstance(error.orig, psycopg.OperationalError)


def _is_useless(error: DBAPIError) -> bool:
    """Whether it is no database at all, or one that we may not make tables in."""
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorname.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_READONLY"))
    return isinstance(error.orig, psycopg.errors.InsufficientPrivilege)


def _read_url(url: str) -> URL:
    """The same address with our driver: aiosqlite, or psycopg, which works with and without asyncio."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ValueError("the database address is not an address") from error
    backend = address.drivername.partition("+")[0]
    if backend == "sqlite" and address.database not in {None, "", ":memory:"}:
        return address.set(drivername="sqlite+aiosqlite")
    if backend in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    raise ValueError("a database address is sqlite:///file.db or postgresql://user@host/name")
