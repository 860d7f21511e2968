"""Every released schema, with rows in it, comes up to this version's without losing one."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from storage import Database
from storage.base import MIGRATIONS
from storage.jobs import get_job
from storage.schema import Schema, find_schema
from storage.tasks import list_tasks
from tests.storage.old_rows import JOB_ID, insert_old_rows

RELEASED = [
    script.revision
    for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))
    if script.revision >= "0002"  # the first one with jobs
]


def upgrade_to(revision: str, url: str) -> None:
    """What an older version of Retouch left behind: its schema, with a job under way in it."""
    sync_url = sa.make_url(url)
    if sync_url.get_backend_name() == "postgresql":
        sync_url = sync_url.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(sync_url, poolclass=sa.NullPool)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        insert_old_rows(connection)
    engine.dispose()


@pytest.mark.parametrize("revision", RELEASED)
async def test_rows_of_every_released_schema_are_read_by_this_version(
    revision: str, database_url: str, tmp_path: Path
) -> None:
    upgrade_to(revision, database_url)
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
