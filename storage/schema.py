"""Which schema a database has, for whoever asks why the app does not start."""

import asyncio
from enum import StrEnum

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from storage.base import Database
from storage.forward import MIGRATIONS

_RIGHTS = """
    SELECT quote_ident(current_user), quote_ident(here), quote_ident(current_database()),
        has_schema_privilege(here, 'CREATE'),
        to_regnamespace('dbos') IS NOT NULL OR has_database_privilege(current_database(), 'CREATE')
    FROM (SELECT coalesce(current_schema(), 'public') AS here) AS place
"""


class Schema(StrEnum):
    """How a database compares with this version of ours."""

    UNREACHABLE = "unreachable"
    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    UNKNOWN = "unknown"  # a step that this version does not have: a newer one was here


async def find_schema(database: Database) -> Schema:
    """Look, and change nothing; how long that may take is the caller's to bound."""
    try:
        # A writer's transaction, though nothing is written: on SQLite it fails where writing would.
        async with database.transaction() as session:
            step = await session.run_sync(_find_step)
    except (SQLAlchemyError, OSError):
        return Schema.UNREACHABLE
    if step is None:
        return Schema.EMPTY
    steps = await asyncio.to_thread(_known_steps)
    if step not in steps:
        return Schema.UNKNOWN
    return Schema.CURRENT if step == steps[0] else Schema.OLDER


async def find_missing_rights(database: Database) -> list[str]:
    """What whoever owns a PostgreSQL would have to run before our tables, and the engine's schema, can be made."""
    async with database.transaction(read_only=True) as session:
        if session.dialect.name == "sqlite":
            return []
        found = await session.execute(text(_RIGHTS))
        user, schema, name, may_make_tables, may_make_schemas = found.one()
    grants = [] if may_make_tables else [f"GRANT CREATE ON SCHEMA {schema} TO {user};"]
    return grants if may_make_schemas else [*grants, f"GRANT CREATE ON DATABASE {name} TO {user};"]


def _find_step(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    step: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return step


def _known_steps() -> list[str]:
    """Every migration of ours, the newest first."""
    return [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
