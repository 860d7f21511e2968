"""The last lines of the app's ledger, as an admin with a database tool would look at them.

The demo knows nothing of the app's inside, so it opens the database file that it gave the app for
reading only, through the standard library; nothing here can write or hold the app up.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.demo.slack.wire import Payload

SHOWN_LINES = 100
BUSY_SECONDS = 1.0
_QUERY = """
    select id, created_at, kind, lower(hex(job_id)) as job, user_id, channel_id, model_key, service,
           amount_micros, is_estimate, reason
    from ledger order by id desc limit ?
"""


def read_ledger(database: Path) -> list[Payload]:
    """Reservations, settlements, releases and adjustments, newest first; none before the app's first start.

    ``amount_micros`` is in micro-dollars, ``created_at`` in UTC.
    """
    if not database.exists():
        return []
    try:
        with closing(
            sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        ) as file:
            file.row_factory = sqlite3.Row
            return [dict(row) for row in file.execute(_QUERY, (SHOWN_LINES,))]
    except sqlite3.OperationalError:
        # Between a kill and the next start the tables may be missing or locked: there is nothing to show then.
        return []
