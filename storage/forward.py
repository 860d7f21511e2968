"""The schema, brought to this version's step by step; the steps are in ``migrations/``."""

import sqlite3
from pathlib import Path
from typing import Final

import stamina
from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from storage.sqlite_driver import prepare

MIGRATIONS: Final = Path(__file__).parent / "migrations"
# Any constant of ours: processes that start together take turns at the schema under this key.
UPGRADE_LOCK: Final = 7_305_511_886_203
_BUSY_SECONDS: Final = 30


def bring_forward(address: URL) -> None:
    """Run what is missing, all of it or nothing; blocks, also while another process is at it.

    Raises:
        CommandError: the schema is beyond our newest step.
        DBAPIError: the database cannot be used.
    """
    is_sqlite = address.get_backend_name() == "sqlite"
    engine = create_engine(address.set(drivername="sqlite") if is_sqlite else address, poolclass=NullPool)
    if is_sqlite:
        prepare(engine)
    # Of several that turn a new file of SQLite's to its journal, all but one are sent away without a wait.
    for attempt in stamina.retry_context(on=_is_busy, attempts=None, timeout=_BUSY_SECONDS):
        with attempt, engine.begin() as connection:
            _run_steps(connection)


def _run_steps(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _is_busy(error: Exception) -> bool:
    """Whether somebody else works on SQLite's file at this moment."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    return isinstance(cause, sqlite3.Error) and cause.sqlite_errorname.startswith("SQLITE_BUSY")
