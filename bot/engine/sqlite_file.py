"""The engine on its own SQLite file: one process works on it, and the lock beside it keeps any other out.

Both functions at the end use private parts of DBOS, whose exact version we name.
"""

import contextlib
import fcntl
import sqlite3
from pathlib import Path
from typing import TextIO

from dbos import DBOS

from bot.errors import BotError

_LOOK_ANYWAY_SECONDS = 600.0  # for a message that nobody told of


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


def look_for_no_messages(dbos: DBOS) -> None:
    """Instead of one query for each waiting chain again and again, which a thousand of them keep a core busy with.

    SQLite notifies nobody; but whoever writes a message is in this process and can ``notify``. As a net, each chain
    still looks for itself now and then.
    """
    system = dbos._sys_db
    system.notifications_map.snapshot = list  # type: ignore[method-assign]  # that is, nobody to look for
    system._notification_fallback_polling_interval = _LOOK_ANYWAY_SECONDS


def notify(dbos: DBOS, chain_id: str, *, topic: str) -> None:
    """Tell a waiting chain that a message for it has been written down."""
    system = dbos._sys_db
    name, _ = system._waiter(chain_id, topic)
    waiter = system.notifications_map.get(name)
    if waiter is not None:
        waiter.set()
