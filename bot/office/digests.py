"""Digests: reports that channels get by themselves when a week or a month has ended, each exactly once.

A digest's order has an id made of its channel and its period, so however many processes find it due, and
however often, one of them writes it and its chain sends it.
"""

import uuid
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from bot.money.calendar import Calendar
from bot.office.acts import log_act
from bot.people import Person
from bot.reports.periods import Span, month_of, week_of
from bot.workshop import Workshop
from storage import digests
from storage.digests import Digest
from storage.orders import ReportOrder, add_order

Frequency = digests.Frequency

_NAMESPACE: Final = UUID("0d4f2c5e-5a0b-5f57-8d0e-3f8e0d7f6b11")
# By model: who spent what is for admins, and everybody reads a channel.
REPORT: Final = "model"


async def set_digest(workshop: Workshop, admin: Person, channel_id: str, frequency: Frequency | None) -> None:
    """Begin with the period that now is in; None ends it."""
    now = workshop.clock()
    async with workshop.database.transaction() as session:
        if frequency is None:
            await digests.drop_digest(session, admin.team_id, channel_id=channel_id)
        else:
            await digests.set_digest(
                session,
                Digest(
                    team_id=admin.team_id,
                    channel_id=channel_id,
                    frequency=frequency,
                    set_by=admin.user_id,
                    set_at=now,
                ),
            )
        detail = frequency or "off"
        await log_act(workshop, session, admin=admin, act="digest", subject=channel_id, detail=detail)


async def order_due_digests(workshop: Workshop) -> None:
    """Write an order for every period that has ended; the sweeper starts the chains of all orders."""
    now, calendar = workshop.clock(), workshop.spending.calendar
    async with workshop.database.transaction(read_only=True) as session:
        standing = await digests.list_digests(session)
    for digest in standing:
        span = last_ended(digest.frequency, calendar, today=calendar.day_at(now))
        if calendar.begins_at(span.last_day + timedelta(days=1)) <= digest.set_at:
            continue  # it had ended before anybody asked for it
        order = _order(digest, span, ordered_at=now)
        async with workshop.database.transaction() as session:
            await add_order(session, order)


def last_ended(frequency: Frequency, calendar: Calendar, *, today: date) -> Span:
    """The last whole week or month."""
    if frequency is Frequency.WEEKLY:
        return week_of(calendar.week_start(today) - timedelta(days=1), calendar)
    return month_of(today.replace(day=1) - timedelta(days=1))


def _order(digest: Digest, span: Span, *, ordered_at: datetime) -> ReportOrder:
    name = f"{digest.team_id}:{digest.channel_id}:{span.first_day}:{span.last_day}"
    return ReportOrder(
        id=uuid.uuid5(_NAMESPACE, name),
        team_id=digest.team_id,
        user_id=digest.set_by,
        kind="digest",
        report=REPORT,
        about=None,
        channel_id=digest.channel_id,
        first_day=span.first_day,
        last_day=span.last_day,
        file_id=None,
        ordered_at=ordered_at,
        sent_at=None,
    )
