"""Tells jobs that stand in line for a service when they have moved, so that none of a thousand need keep looking.

That a job's turn has come tells ``submit``; this is about the numbers before.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

import structlog

from bot.steps.records import job_chain
from bot.workshop import Workshop
from storage import tasks

log = structlog.get_logger(__name__)

_EXACT = 10  # up to this number every step is told
_WORTH_TELLING = 1 / _EXACT  # behind it, by which part of its number a job has to have moved


@dataclass(frozen=True, kw_only=True)
class _Place:
    job_id: UUID
    chain_id: str
    number: int


class Line:
    """Remembers the numbers that jobs were told last. Every process has one, and wakes by the same keys."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._told: dict[UUID, int] | None = None  # before the first look

    async def watch_forever(self) -> None:
        """Until cancelled. A look that fails is logged and tried again."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("The line could not be looked at.")
            await asyncio.sleep(self._workshop.timing.watch_seconds)

    async def look(self) -> None:
        """Wake the jobs that have come far enough for a new number."""
        async with self._workshop.database.transaction(read_only=True) as session:
            places = _count(await tasks.list_waiting(session))
        told: dict[UUID, int] = {}
        for place in places:
            if self._is_news(place):
                await self._wake(place)
                told[place.job_id] = place.number
            else:
                told[place.job_id] = (self._told or {}).get(place.job_id, place.number)
        self._told = told  # not before all have been woken: a look that fails half way is repeated whole

    def _is_news(self, place: _Place) -> bool:
        if self._told is None:
            return place.number <= _EXACT  # the line may have moved before this process began
        # Who is new has read their own number just now.
        before = self._told.get(place.job_id, place.number)
        return abs(place.number - before) >= _WORTH_TELLING * before

    async def _wake(self, place: _Place) -> None:
        """By a key that another process uses too, but no later look of this one: numbers come back."""
        moment = self._workshop.clock().timestamp() // self._workshop.timing.watch_seconds
        await self._workshop.engine.wake(place.chain_id, key=f"place:{place.number}:{moment:.0f}")


def _count(waiting: list[tasks.Waiting]) -> list[_Place]:
    """The place of each job's first task in its service's line."""
    length: defaultdict[str, int] = defaultdict(int)
    places: dict[UUID, _Place] = {}
    for task in waiting:
        length[task.service] += 1
        chain_id = job_chain(task.job_id, task.chain_number)
        place = _Place(job_id=task.job_id, chain_id=chain_id, number=length[task.service])
        places.setdefault(task.job_id, place)
    return list(places.values())
