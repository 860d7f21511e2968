"""A database that cannot be used is a sentence at every command that needs it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.databases import NoDatabase, open_database
from bot.settings import Settings
from storage import Database
from tests.databases import database, database_url, postgres_url

__all__ = ["database", "database_url", "postgres_url"]


def settings_of(url: str) -> Settings:
    return Settings(_env_file=None, database_url=url, secret_key="a-secret-key-for-tests")


async def refusal_of(url: str) -> str:
    with pytest.raises(NoDatabase) as refused:
        async with open_database(settings_of(url)):
            pass
    return refused.value.user_text


async def test_tables_of_a_newer_version_are_left_alone(database: Database, database_url: str) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    refusal = await refusal_of(database_url)

    assert "newer version of Retouch" in refusal


async def test_what_is_no_database_or_not_there_sends_to_the_doctor(tmp_path: Path) -> None:
    holiday = tmp_path / "holiday.db"
    holiday.write_bytes(b"a picture, not a database " * 100)

    refusals = {
        await refusal_of(f"sqlite:///{holiday}"),
        await refusal_of(f"sqlite:///{tmp_path}/no/such/folder.db"),
        await refusal_of("postgresql://retouch:s3cret@127.0.0.1:9/retouch"),
    }

    assert refusals == {"The database cannot be opened. `retouch doctor` says what to look at."}


async def test_a_role_that_may_not_make_tables_sends_to_the_doctor(postgres_url: str) -> None:
    owner = Database.open(postgres_url)
    async with owner.transaction() as session:
        await session.execute(text("DROP ROLE IF EXISTS a_reader"))
        await session.execute(text("CREATE ROLE a_reader LOGIN PASSWORD 'reads'"))
    await owner.close()

    refusal = await refusal_of(postgres_url.replace("postgres:", "a_reader:reads", 1))

    assert "retouch doctor" in refusal
