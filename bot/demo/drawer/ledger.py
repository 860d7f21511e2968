"""The last lines of the app's ledger, as any operator has them: what ``retouch report --csv`` prints.

The demo knows nothing of the app's inside, its database least of all, so it runs the app's own command
beside the app. That takes a second or two of a whole process: it is done only for somebody who looks.
"""

import asyncio
import csv
import io

from bot.demo.app_process import AppProcess
from bot.demo.slack.changes import Changes
from bot.demo.slack.wire import Payload

SHOWN_LINES = 100
_COMMAND = ("report", "--period", "month", "--csv")


class LedgerReader:
    """One run of the command at a time, and none where nothing happened since the last."""

    def __init__(self, app: AppProcess, *, changes: Changes) -> None:
        self._app = app
        self._changes = changes
        self._turn = asyncio.Lock()
        self._read_at = -1  # the count of changes before the last run
        self._lines: list[Payload] = []

    async def read(self) -> list[Payload]:
        """Reservations, settlements, releases and adjustments, newest first, each with its ``number``.

        The other names are the headings of the export; all values are text. Where the app is down there
        may be nothing to add to what was read before.
        """
        async with self._turn:
            if self._read_at != self._changes.count:
                self._read_at = self._changes.count
                printed = await self._app.run(*_COMMAND)
                self._lines = _newest(printed) or self._lines
            return self._lines


def _newest(printed: str) -> list[Payload]:
    lines = [{**line, "number": number} for number, line in enumerate(csv.DictReader(io.StringIO(printed)))]
    return lines[: -SHOWN_LINES - 1 : -1]
