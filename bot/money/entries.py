"""The ledger's entries as they are written: what opens a job's account, and what an admin adds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bot.catalogue import ServiceName
from bot.money.budgets import Period
from bot.people import Person
from storage.ledger import Entry, EntryKind


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What a job may cost, and everything a report wants to know about it."""

    job_id: UUID
    person: Person
    channel_id: str
    model_key: str
    service: ServiceName
    tag: str | None
    quote_micros: int


def reservation_of(charge: Charge, *, starts: Mapping[Period, date], now: datetime) -> Entry:
    """The quote, held in the periods that began at ``starts``."""
    return Entry(
        kind=EntryKind.RESERVATION,
        job_id=charge.job_id,
        team_id=charge.person.team_id,
        user_id=charge.person.user_id,
        channel_id=charge.channel_id,
        model_key=charge.model_key,
        service=charge.service,
        tag=charge.tag,
        amount_micros=charge.quote_micros,
        delta_micros=charge.quote_micros,
        created_at=now,
        day_start=starts[Period.DAY],
        week_start=starts[Period.WEEK],
        month_start=starts[Period.MONTH],
    )


def adjustment_of(
    person: Person, amount_micros: int, *, reason: str, starts: Mapping[Period, date], now: datetime
) -> Entry:
    """More or less on somebody's account, for no job."""
    return Entry(
        kind=EntryKind.ADJUSTMENT,
        job_id=None,
        team_id=person.team_id,
        user_id=person.user_id,
        channel_id=None,
        model_key=None,
        service=None,
        tag=None,
        amount_micros=amount_micros,
        delta_micros=amount_micros,
        reason=reason,
        created_at=now,
        day_start=starts[Period.DAY],
        week_start=starts[Period.WEEK],
        month_start=starts[Period.MONTH],
    )
