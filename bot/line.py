"""Tells jobs that stand in line for a service when they have moved, so that none of a thousand need keep looking."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from bot.steps.records import job_chain
from bot.workshop import Workshop
from storage import tasks

log = structlog.get_logger(__name__)

_WORTH_TELLING = 0.1  # the part of its place by which a job has to have moved; up to the tenth, any


@dataclass(frozen=True, kw_only=True)
class _Place:
    number: int
    chain_id: str


class Line:
    """Remembers at which places the jobs were when they last heard of it. Every process has one; a wake-up that
    another has sent as well counts once."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._heard: dict[UUID, _Place] = {}

    async def watch_forever(self) -> None:
        """Until cancelled. A look that fails is logged and tried again."""
        while True:
            await asyncio.sleep(self._workshop.timing.watch_seconds)
            try:
                await self.look()
            except Exception:
                log.exception("The line could not be looked at.")

    async def look(self) -> None:
        """Wake the jobs that have come far enough for a new number, and those that are out of the line."""
        async with self._workshop.database.transaction(read_only=True) as session:
            places = _count(await tasks.list_waiting(session))
        hears: dict[UUID, _Place] = {}
        for job_id, place in places.items():
            # Who is new has read their own number just now.
            before = self._heard.get(job_id, place)
            is_news = abs(place.number - before.number) >= _WORTH_TELLING * before.number
            hears[job_id] = place if is_news else replace(place, number=before.number)
            if is_news:
                await self._wake(place, key=f"place:{before.number}:{place.number}")
        for job_id in self._heard.keys() - places.keys():
            await self._wake(self._heard[job_id], key="out of line")
        self._heard = hears  # not before all have been woken: a look that fails half way is repeated whole

    async def _wake(self, place: _Place, *, key: str) -> None:
        await self._workshop.engine.wake(place.chain_id, key=key)


def _count(waiting: list[tasks.Waiting]) -> dict[UUID, _Place]:
    """The place of each job's first task in its service's line."""
    length: defaultdict[str, int] = defaultdict(int)
    places: dict[UUID, _Place] = {}
    for task in waiting:
        length[task.service] += 1
        chain_id = job_chain(task.job_id, task.chain_number)
        places.setdefault(task.job_id, _Place(number=length[task.service], chain_id=chain_id))
    return places
