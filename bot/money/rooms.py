"""The limits that hold for a person in a channel now, with what is committed under each."""

from collections.abc import Mapping
from uuid import UUID

from bot.money.limits import Limits, Room, limits_that_hold
from bot.people import Person
from storage import Session
from storage.allowances import find_job_allowance, sum_allowances
from storage.counters import CounterKey
from storage.limits import list_limits

Rooms = Mapping[CounterKey, Room]


async def read_rooms(
    session: Session,
    person: Person,
    *,
    sums: Mapping[CounterKey, int],
    channel_id: str | None,
    defaults: Limits,
) -> Rooms:
    """A room for every counter that a limit is about; what admins allowed on top is in its limit."""
    told = await list_limits(session, person.team_id, user_id=person.user_id, channel_id=channel_id)
    limits = limits_that_hold(told, defaults)
    allowed = await sum_allowances(session, sums)
    return {
        key: Room(
            scope=key.scope,
            period=key.period,
            limit_micros=limit + allowed.get(key, 0),
            committed_micros=committed,
        )
        for key, committed in sums.items()
        if (limit := limits.get((key.scope, key.period))) is not None
    }


async def is_let_through(session: Session, job_id: UUID, *, quote_micros: int) -> bool:
    """Whether an admin has allowed this job, at this price at most, whatever the limits say."""
    allowed_micros = await find_job_allowance(session, job_id)
    return allowed_micros is not None and quote_micros <= allowed_micros
