"""The database of the settings, opened with this version's tables, or a sentence about why that cannot be."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.errors import BotError
from bot.settings import Settings
from storage import Database
from storage.base import DatabaseAway, TablesUnknown

_AWAY = "The database cannot be opened. `retouch doctor` says what to look at."
_NEWER = (
    "The database was used by a newer version of Retouch, whose tables this one does not know. "
    "Run that version, or restore a backup from before."
)


class NoDatabase(BotError):
    """Without it nothing can work."""


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Brought up to date, and closed on leaving.

    Raises:
        NoDatabase: it cannot be opened, or a newer version was there before us.
    """
    database = Database.open(settings.database_url)
    try:
        await _bring_up_to_date(database)
        yield database
    finally:
        await database.close()


async def _bring_up_to_date(database: Database) -> None:
    try:
        await database.upgrade()
    except DatabaseAway as error:
        raise NoDatabase(str(error), user_text=_AWAY) from error
    except TablesUnknown as error:
        raise NoDatabase(str(error), user_text=_NEWER) from error
