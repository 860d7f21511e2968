"""Slack's pace where several processes post: the buckets are rows that all of them see."""

import time
from collections.abc import Callable

from storage import Database, pace


class SharedPace:
    """What ``handlers.pacing`` needs to know, kept in the database; the machines' clocks have to agree."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    async def take(self, key: str, *, seconds: float) -> float:
        """Busy for this much longer; returns the seconds from now until it is free again."""
        now = self._clock()
        async with self._database.transaction() as session:
            return await pace.add_seconds(session, key, now_seconds=now, seconds=seconds) - now

    async def hold(self, key: str, *, seconds: float) -> None:
        """Busy for this long at least."""
        async with self._database.transaction() as session:
            await pace.hold_until(session, key, until_seconds=self._clock() + seconds)

    async def left(self, key: str) -> float:
        """The seconds until it is free again; 0 where it is."""
        async with self._database.transaction(read_only=True) as session:
            until = await pace.find_until(session, key)
        return 0.0 if until is None else max(until - self._clock(), 0.0)
