"""The limits that hold for a person in a channel now, with what is committed under each."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from bot.money.limits import Limits, Room, limits_that_hold
from storage import Session
from storage.allowances import find_job_allowance
from storage.counters import CounterKey
from storage.standing import read_standing

Rooms = Mapping[CounterKey, Room]


async def read_rooms(session: Session, keys: Sequence[CounterKey], *, defaults: Limits) -> Rooms:
    """A room for every counter that a limit is about; what admins allowed on top is in its limit."""
    standing = await read_standing(session, keys)
    limits = limits_that_hold(standing.told, defaults)
    return {
        key: Room(
            scope=key.scope,
            period=key.period,
            limit_micros=limit + standing.allowed.get(key, 0),
            committed_micros=standing.committed.get(key, 0),
        )
        for key in keys
        if (limit := limits.get((key.scope, key.period))) is not None
    }


async def is_let_through(session: Session, job_id: UUID, *, quote_micros: int) -> bool:
    """Whether an admin has allowed this job, at this price at most, whatever the limits say."""
    allowed_micros = await find_job_allowance(session, job_id)
    return allowed_micros is not None and quote_micros <= allowed_micros
