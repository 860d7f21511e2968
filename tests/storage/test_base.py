"""The database behaves the same on both back ends, and keeps what it said it keeps."""

import asyncio
import importlib
import pkgutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

import storage
from storage import Database, DatabaseAway, Session
from storage.base import Base
from storage.deliveries import DeliveryRow, find_job_id, mark_seen
from storage.forward import MIGRATIONS

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def test_an_empty_database_may_be_upgraded_twice(database_url: str) -> None:
    database = Database.open(database_url)

    await database.upgrade()
    await database.upgrade()

    assert await database.is_ready()
    await database.close()


async def test_several_that_upgrade_at_once_all_find_the_schema(database_url: str) -> None:
    starting = [Database.open(database_url) for _ in range(4)]

    await asyncio.gather(*(database.upgrade() for database in starting))

    assert all([await database.is_ready() for database in starting])
    for database in starting:
        await database.close()


async def test_tables_and_migrations_agree(database: Database) -> None:
    for module in pkgutil.iter_modules(storage.__path__):
        if not module.ispkg:
            importlib.import_module(f"storage.{module.name}")

    async with database.transaction(read_only=True) as session:
        differences = await session.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync, opts={"compare_type": True}), Base.metadata
            )
        )

    assert differences == []


async def test_the_schema_can_be_taken_back_and_built_again(database: Database) -> None:
    def take_back(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    async with database.transaction() as session:
        await session.run_sync(take_back)
    await database.upgrade()

    async with database.transaction() as session:
        assert await mark_seen(session, "Ev1", seen_at=NOON)


async def test_a_database_that_was_never_upgraded_is_not_ready(database_url: str) -> None:
    database = Database.open(database_url)

    is_ready = await database.is_ready()

    assert not is_ready
    await database.close()


async def test_a_database_that_cannot_be_reached_is_not_ready() -> None:
    database = Database.open("postgresql://postgres@127.0.0.1:9/retouch")

    is_ready = await database.is_ready()

    assert not is_ready
    await database.close()


@pytest.mark.parametrize(
    "url", ["mysql://localhost/retouch", "sqlite://", "sqlite:///:memory:", "retouch.db"]
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="database address"):
        Database.open(url)


async def test_an_error_inside_a_transaction_leaves_nothing(database: Database) -> None:
    async def fail_after_writing() -> None:
        async with database.transaction() as session:
            await mark_seen(session, "Ev1", seen_at=NOON)
            raise RuntimeError("the work failed")

    with pytest.raises(RuntimeError, match="the work failed"):
        await fail_after_writing()

    async with database.transaction() as session:
        assert await mark_seen(session, "Ev1", seen_at=NOON)


async def test_a_read_only_transaction_refuses_to_write(database: Database) -> None:
    async def write() -> None:
        async with database.transaction(read_only=True) as session:
            await mark_seen(session, "Ev1", seen_at=NOON)

    with pytest.raises(SQLAlchemyError):
        await write()

    async with database.transaction() as session:
        assert await mark_seen(session, "Ev1", seen_at=NOON)


async def test_a_time_comes_back_in_utc_whatever_zone_it_went_in_with(database: Database) -> None:
    in_vienna = NOON.astimezone(timezone(timedelta(hours=1)))
    async with database.transaction() as session:
        await mark_seen(session, "Ev1", seen_at=in_vienna)

    async with database.transaction(read_only=True) as session:
        seen_at = await session.scalar(select(DeliveryRow.seen_at))

    assert seen_at == NOON
    assert seen_at.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)

    async with database.transaction() as session:
        with pytest.raises(StatementError, match="without a zone"):
            await mark_seen(session, "Ev1", seen_at=naive)


async def test_sqlite_flushes_every_commit_and_checks_foreign_keys(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/retouch.db")

    async with database.transaction() as session:
        pragmas = [
            await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert pragmas == ["wal", 2, 1]
    await database.close()


async def test_a_stream_that_is_left_in_the_middle_keeps_nothing_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "retouch.db"
    database = Database.open(f"sqlite:///{path}")
    await database.upgrade()
    async with database.transaction() as session:
        for number in range(20):
            await mark_seen(session, f"key-{number}", seen_at=NOON)

    async with database.transaction(read_only=True) as session:
        rows = await session.stream(select(DeliveryRow), execution_options={"yield_per": 2})
        first = await rows.fetchone()
        await rows.close()
    with closing(sqlite3.connect(path)) as another:
        is_busy, *_ = another.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    assert first is not None
    assert not is_busy
    await database.close()


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 200])
async def test_every_row_comes_once_however_many_there_are(database: Database, count: int) -> None:
    numbers = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT :count"
    ).bindparams(count=count)

    async with database.transaction(read_only=True) as session:
        at_once = [*await session.scalars(numbers)]
        streamed = await session.stream_scalars(numbers, execution_options={"yield_per": 10})
        in_pieces = [number async for number in streamed]

    assert at_once == in_pieces == [*range(1, count + 1)]


async def test_writers_of_two_processes_read_and_write_without_ever_being_locked_out(tmp_path: Path) -> None:
    two = [Database.open(f"sqlite:///{tmp_path}/retouch.db") for _ in range(2)]
    async with two[0].transaction() as session:
        await session.execute(text("CREATE TABLE tally (n INTEGER)"))
        await session.execute(text("INSERT INTO tally VALUES (0)"))

    async def add_one(database: Database) -> None:
        async with database.transaction() as session:
            n = await _read_tally(session)
            await session.execute(text("UPDATE tally SET n = :n"), {"n": n + 1})

    await asyncio.gather(*(add_one(two[number % 2]) for number in range(60)))

    async with two[1].transaction(read_only=True) as session:
        assert await _read_tally(session) == 60
    for database in two:
        await database.close()


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    async with database.transaction() as writer:
        await mark_seen(writer, "Ev1", seen_at=NOON)

        async with database.transaction(read_only=True) as reader:
            seen = await reader.scalar(select(DeliveryRow.delivery_key))

    assert seen is None


async def test_a_closed_database_opens_again(database: Database) -> None:
    await database.close()

    async with database.transaction(read_only=True) as session:
        job_id = await find_job_id(session, "Ev1")

    assert job_id is None


async def _read_tally(session: Session) -> int:
    n: int = await session.scalar(text("SELECT n FROM tally"))
    return n


@pytest.mark.parametrize("read_only", [True, False])
async def test_where_no_connection_comes_free_it_may_work_later(database: Database, read_only: bool) -> None:
    with pytest.raises(DatabaseAway):
        async with database.transaction(read_only=read_only):
            raise PoolTimeout
