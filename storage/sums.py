"""What the ledger adds up to, by person, channel, model, service or tag, and row by row."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, and_, case, cast, func, select

from storage.base import Session
from storage.days import Sums, read_sums, spent_by_day, sum_groups_of_days
from storage.ledger import EntryKind, LedgerRow
from storage.rows import utc_text

_PAGE = 1000
SPENT = case(
    (LedgerRow.kind.in_([EntryKind.SETTLEMENT, EntryKind.ADJUSTMENT]), LedgerRow.amount_micros), else_=0
)
# A settlement's delta is what was charged beyond its quote; after a release no quote is left to compare.
DRIFT = case(
    (
        and_(LedgerRow.kind == EntryKind.SETTLEMENT, LedgerRow.delta_micros != LedgerRow.amount_micros),
        LedgerRow.delta_micros,
    ),
    else_=0,
)


@dataclass(frozen=True, kw_only=True)
class Slice:
    """Which rows: these days, both included; None is everybody, every channel, every workspace."""

    first_day: date
    last_day: date
    team_id: str | None = None
    user_id: str | None = None
    channel_id: str | None = None

    @property
    def is_everybody(self) -> bool:
        """Whether the days' sums answer for it."""
        return self.user_id is None and self.channel_id is None


@dataclass(frozen=True, kw_only=True)
class Dearer:
    """A model's jobs that were charged beyond their quote: how many, and by how much of all that was charged."""

    model_key: str
    jobs: int
    excess_micros: int
    charged_micros: int


class Line(NamedTuple):
    """One ledger row, for export: a tuple, because there are a hundred thousand of them."""

    created_at: str  # "2026-11-28 12:00:00", UTC
    day_start: date
    kind: str
    team_id: str
    user_id: str
    channel_id: str | None
    model_key: str | None
    service: str | None
    tag: str | None
    job_id: str | None  # its hexadecimal digits
    amount_micros: int
    delta_micros: int
    is_estimate: bool
    reason: str | None


async def sum_groups(session: Session, rows: Slice, *, by: str) -> Sequence[tuple[str | None, Sums]]:
    """Every group that has rows. ``by`` is one of ``DIMENSIONS``.

    One person's or one channel's rows are few enough to be added up; for everybody that is done already.
    """
    if rows.is_everybody:
        return await sum_groups_of_days(
            session, dimension=by, first_day=rows.first_day, last_day=rows.last_day, team_id=rows.team_id
        )
    group = getattr(LedgerRow, by)
    jobs = func.count(case((LedgerRow.kind == EntryKind.RESERVATION, 1)))
    found = await session.execute(
        select(group, func.sum(SPENT), func.sum(LedgerRow.delta_micros), jobs, func.sum(DRIFT))
        .where(_within(rows))
        .group_by(group)
    )
    return [(key, read_sums(*numbers)) for key, *numbers in found]


async def sum_by_day(session: Session, rows: Slice) -> Mapping[date, int]:
    """Charges and adjustments of all of them together on every day that has rows."""
    if rows.is_everybody:
        return await spent_by_day(
            session, first_day=rows.first_day, last_day=rows.last_day, team_id=rows.team_id
        )
    found = await session.execute(
        select(LedgerRow.day_start, func.sum(SPENT)).where(_within(rows)).group_by(LedgerRow.day_start)
    )
    return {day: int(spent) for day, spent in found}


async def sum_dearer(session: Session, *, team_id: str, first_day: date) -> Sequence[Dearer]:
    """Every model that has such jobs from this day on. A job that was charged less hides no other."""
    is_dearer = and_(DRIFT > 0, LedgerRow.kind == EntryKind.SETTLEMENT)
    dearer_jobs = func.count(case((is_dearer, 1)))
    rows = await session.execute(
        select(
            LedgerRow.model_key,
            dearer_jobs,
            func.sum(case((is_dearer, LedgerRow.delta_micros), else_=0)),
            func.sum(LedgerRow.amount_micros),
        )
        .where(
            LedgerRow.team_id == team_id,
            LedgerRow.day_start >= first_day,
            LedgerRow.kind == EntryKind.SETTLEMENT,
        )
        .group_by(LedgerRow.model_key)
        .having(dearer_jobs > 0)
        .order_by(LedgerRow.model_key)
    )
    return [
        Dearer(model_key=key or "", jobs=int(number), excess_micros=int(excess), charged_micros=int(charged))
        for key, number, excess, charged in rows
    ]


async def stream_lines(session: Session, rows: Slice) -> AsyncIterator[Sequence[Line]]:
    """Every row, a page at a time: day by day, and within a day in the order in which it was written.

    That is the order of the index, so no database has to sort them first.
    """
    ledger = LedgerRow.__table__.c  # rows as they come: mapping each would take as long as fetching it
    columns = {name: ledger[name] for name in Line._fields}
    # As text, for that is what they become: each would be made an object first, and then written again.
    as_text = {
        "created_at": utc_text(session, ledger.created_at),
        "job_id": func.replace(cast(ledger.job_id, String), "-", ""),
    }
    result = await session.stream(
        select(*{**columns, **as_text}.values())
        .where(_within(rows))
        .order_by(ledger.team_id, ledger.day_start, ledger.id),
        execution_options={"yield_per": _PAGE},
    )
    async for page in result.partitions(_PAGE):
        yield [Line(*row) for row in page]


def _within(rows: Slice) -> ColumnElement[bool]:
    conditions = [LedgerRow.day_start >= rows.first_day, LedgerRow.day_start <= rows.last_day]
    if rows.team_id is not None:
        conditions.append(LedgerRow.team_id == rows.team_id)
    if rows.user_id is not None:
        conditions.append(LedgerRow.user_id == rows.user_id)
    if rows.channel_id is not None:
        conditions.append(LedgerRow.channel_id == rows.channel_id)
    return and_(*conditions)
