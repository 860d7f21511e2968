"""Whoever asks which schema a database has gets a plain answer."""

from sqlalchemy import text

from storage import Database
from storage.schema import Schema, find_schema


async def set_step(database: Database, step: str) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = :step"), {"step": step})


async def test_an_upgraded_database_is_current(database: Database):
    assert await find_schema(database) is Schema.CURRENT


async def test_a_new_database_is_empty_and_stays_so(database_url: str):
    database = Database.open(database_url)

    first, second = await find_schema(database), await find_schema(database)

    await database.close()
    assert (first, second) == (Schema.EMPTY, Schema.EMPTY)


async def test_an_earlier_step_is_older_and_one_of_the_future_unknown(database: Database):
    await set_step(database, "0001")
    older = await find_schema(database)
    await set_step(database, "9999")
    unknown = await find_schema(database)

    assert (older, unknown) == (Schema.OLDER, Schema.UNKNOWN)


async def test_a_server_that_is_not_there_is_unreachable():
    database = Database.open("postgresql://nobody@127.0.0.1:9/retouch")

    assert await find_schema(database) is Schema.UNREACHABLE

    await database.close()
