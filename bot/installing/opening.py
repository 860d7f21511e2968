"""The kept installations for commands that run beside the app, or before it ever ran."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.installing.installations import Installations, Installed
from bot.installing.sealing import Seal
from bot.secret_keys import read_secret_keys
from bot.settings import Settings
from storage import Database
from storage.schema import Schema, find_schema


def open_installations(settings: Settings, database: Database) -> Installations:
    """With the keys of the settings and the real time."""
    seal = Seal(read_secret_keys(settings))
    return Installations(database, seal=seal, clock=lambda: datetime.now(UTC))


async def list_installed(settings: Settings) -> Sequence[Installed]:
    """All of them; none where the database is not there, or not of this version.

    Raises:
        SealBroken: they are sealed with a key that we do not have.
    """
    database = Database.open(settings.database_url)
    try:
        if await find_schema(database) is not Schema.CURRENT:
            return []
        return await open_installations(settings, database).list_all()
    finally:
        await database.close()
