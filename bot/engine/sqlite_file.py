"""The engine on its own SQLite file: one process works on it, and the lock beside it keeps any other out."""

import contextlib
import fcntl
import sqlite3
from pathlib import Path
from typing import TextIO

from bot.errors import BotError


class AlreadyRunning(BotError):
    """Another process works on the same SQLite files."""

    user_text = (
        "Retouch is already running on this database. SQLite serves one process; use PostgreSQL for more."
    )


def turn_on_wal(path: Path) -> None:
    """DBOS leaves the rollback journal on; write-ahead logging lets its pollers read while a step commits."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = wal")


def lock_beside(path: Path) -> TextIO:
    """Take the lock, which lasts as long as the returned file is open: to the end of the process at the latest.

    Raises:
        AlreadyRunning: another process has it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock_file = path.with_name(f"{path.name}.lock").open("w")
    try:
        fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock_file.close()
        raise AlreadyRunning("the engine's lock file is taken") from error
    return lock_file
