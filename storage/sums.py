"""What the ledger adds up to, by person, channel, model, service or tag, and row by row."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select

from storage.base import Session
from storage.days import sum_days
from storage.ledger import EntryKind, LedgerRow

_PAGE = 2000
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
class GroupSums:
    """One group on one day: charges and adjustments, quotes still open, jobs begun, charged less quoted."""

    key: str | None
    day: date
    spent_micros: int
    open_micros: int
    jobs: int
    drift_micros: int


@dataclass(frozen=True, kw_only=True)
class Dearer:
    """A model's jobs that were charged beyond their quote: how many, and by how much of all that was charged."""

    model_key: str
    jobs: int
    excess_micros: int
    charged_micros: int


class Line(NamedTuple):
    """One ledger row, for export: a tuple, because there are a hundred thousand of them."""

    created_at: datetime
    day_start: date
    kind: str
    team_id: str
    user_id: str
    channel_id: str | None
    model_key: str | None
    service: str | None
    tag: str | None
    job_id: UUID | None
    amount_micros: int
    delta_micros: int
    is_estimate: bool
    reason: str | None


async def sum_groups(session: Session, rows: Slice, *, by: str) -> Sequence[GroupSums]:
    """Every group and day that has rows, in one look. ``by`` is one of ``DIMENSIONS``.

    One person's or one channel's rows are few enough to be added up; for everybody that is done already.
    """
    if rows.is_everybody:
        return [
            GroupSums(
                key=key,
                day=day,
                spent_micros=sums.spent_micros,
                open_micros=sums.committed_micros - sums.spent_micros,
                jobs=sums.jobs,
                drift_micros=sums.drift_micros,
            )
            for key, day, sums in await sum_days(
                session,
                dimension=by,
                first_day=rows.first_day,
                last_day=rows.last_day,
                team_id=rows.team_id,
            )
        ]
    group = getattr(LedgerRow, by)
    found = await session.execute(
        select(
            group,
            LedgerRow.day_start,
            func.sum(SPENT),
            func.sum(LedgerRow.delta_micros),
            func.count(case((LedgerRow.kind == EntryKind.RESERVATION, 1))),
            func.sum(DRIFT),
        )
        .where(_within(rows))
        .group_by(group, LedgerRow.day_start)
    )
    return [
        GroupSums(
            key=key,
            day=day,
            spent_micros=int(spent),
            open_micros=int(committed) - int(spent),
            jobs=int(jobs),
            drift_micros=int(drift),
        )
        for key, day, spent, committed, jobs, drift in found
    ]


async def sum_spent(session: Session, rows: Slice) -> int:
    """Charges and adjustments of all of them together."""
    if rows.is_everybody:
        return sum(group.spent_micros for group in await sum_groups(session, rows, by="service"))
    return int(await session.scalar(select(func.sum(SPENT)).where(_within(rows))) or 0)


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


async def stream_lines(session: Session, rows: Slice) -> AsyncIterator[Line]:
    """Every row in the order it was written, a page at a time."""
    columns = [getattr(LedgerRow, name) for name in Line._fields]
    result = await session.stream(
        select(*columns).where(_within(rows)).order_by(LedgerRow.id), execution_options={"yield_per": _PAGE}
    )
    async for page in result.partitions(_PAGE):
        for row in page:
            yield Line._make(row)


def _within(rows: Slice) -> ColumnElement[bool]:
    conditions = [LedgerRow.day_start >= rows.first_day, LedgerRow.day_start <= rows.last_day]
    if rows.team_id is not None:
        conditions.append(LedgerRow.team_id == rows.team_id)
    if rows.user_id is not None:
        conditions.append(LedgerRow.user_id == rows.user_id)
    if rows.channel_id is not None:
        conditions.append(LedgerRow.channel_id == rows.channel_id)
    return and_(*conditions)
