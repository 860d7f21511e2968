"""Every released schema, with rows in it, comes up to this version's without losing one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from storage import Database
from storage.forward import MIGRATIONS
from storage.jobs import get_job
from storage.schema import Schema, find_schema
from storage.tasks import list_tasks
from tests.storage.old_rows import JOB_ID, insert_old_rows, read_all_rows

RELEASED = [script.revision for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]
WITH_JOBS = [revision for revision in RELEASED if revision >= "0002"]


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    sync_url = sa.make_url(url)
    if sync_url.get_backend_name() == "postgresql":
        sync_url = sync_url.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(sync_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def leave_behind(revision: str, url: str) -> dict[str, list[dict[str, object]]]:
    """What an older version of Retouch left: its schema, with a row in each of its tables."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with connected(url) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        insert_old_rows(connection)
        return read_all_rows(connection)


@pytest.mark.parametrize("revision", RELEASED)
async def test_no_row_and_no_value_of_a_released_schema_is_lost_or_changed(
    revision: str, database_url: str
) -> None:
    before = leave_behind(revision, database_url)
    database = Database.open(database_url)

    await database.upgrade()

    with connected(database_url) as connection:
        after = read_all_rows(connection)
    for table, [row] in before.items():
        kept = [{name: other.get(name) for name in row} for other in after[table]]
        assert row in kept, table
    await database.close()


@pytest.mark.parametrize("revision", WITH_JOBS)
async def test_a_job_under_way_in_a_released_schema_is_read_by_this_version(
    revision: str, database_url: str
) -> None:
    leave_behind(revision, database_url)
    database = Database.open(database_url)

    await database.upgrade()

    async with database.transaction(read_only=True) as session:
        job = await get_job(session, JOB_ID)
        tasks = await list_tasks(session, JOB_ID)
    assert await find_schema(database) is Schema.CURRENT
    assert (job.stage, job.user_id, job.quote_micros) == ("waiting", "U0ADA0001", 60_000)
    assert [(task.state, task.provider_task_id) for task in tasks] == [("accepted", "at-the-service")]
    await database.close()


async def test_a_database_of_a_newer_version_is_recognised_and_left_alone(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    schema = await find_schema(database)

    assert schema is Schema.UNKNOWN
