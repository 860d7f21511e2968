"""A word when a budget is half, nearly or all used: once in a period, to the person or to the admins."""

from collections.abc import Sequence
from typing import Final

import structlog

from bot.announcer import Notice
from bot.errors import BotError
from bot.money.limits import Room, describe_room
from bot.steps.records import person_of, thread_of
from bot.workshop import Workshop
from storage.counters import CounterKey
from storage.jobs import Job
from storage.limits import Scope
from storage.warnings import mark_warned

log = structlog.get_logger(__name__)

PERCENTS: Final = (50, 80, 100)


async def warn(workshop: Workshop, job: Job) -> None:
    """After a job: of the limits it counted under, those of the person and of the workspace."""
    rooms = await workshop.spending.rooms(person_of(job), job.channel_id)
    for key, room in rooms.items():
        percents = reached(room)
        if key.scope is not Scope.CHANNEL and percents and await _mark(workshop, key, percents):
            await _tell(workshop, job, room, percent=percents[-1])


def reached(room: Room) -> Sequence[int]:
    """The marks that what is committed has come up to; none under a limit of nothing."""
    if room.limit_micros == 0:
        return ()
    return [percent for percent in PERCENTS if room.committed_micros * 100 >= room.limit_micros * percent]


async def _mark(workshop: Workshop, key: CounterKey, percents: Sequence[int]) -> bool:
    """Whether the highest mark is new; the lower ones are passed with it and will not be told any more."""
    is_new = False
    async with workshop.database.transaction() as session:
        for percent in percents:
            is_new = await mark_warned(session, key, percent=percent)
    return is_new


async def _tell(workshop: Workshop, job: Job, room: Room, *, percent: int) -> None:
    """What does not get through is logged: a warning must not stop a job."""
    is_own = room.scope is Scope.USER
    whose = "your budget" if is_own else "the workspace's budget"
    usage = workshop.usage_command
    way_out = (
        "An admin can raise it." if is_own else f"{usage} team shows who spent it, {usage} budget raises it."
    )
    notice = Notice(text=f"{percent} % of {whose} is used: {describe_room(room)}. {way_out}")
    try:
        if is_own:
            await workshop.announcer.tell_privately(person_of(job), thread_of(job), notice)
        else:
            await workshop.announcer.tell_admins(job.team_id, notice)
    except BotError:
        log.warning("A warning about a budget did not get through.", scope=room.scope, percent=percent)
