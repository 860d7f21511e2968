"""How things stand now, for whoever watches: counts, ages and the month's sums, never anybody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from storage.base import Session
from storage.counters import LedgerCounterRow
from storage.jobs import JobRow
from storage.limits import Period, Scope
from storage.tasks import TaskRow


@dataclass(frozen=True, kw_only=True)
class Standing:
    """So many rows in one stage or state; ``oldest_at`` is when the first of them was asked for."""

    name: str
    count: int
    oldest_at: datetime


async def count_jobs(session: Session) -> list[Standing]:
    """Jobs by stage."""
    rows = await session.execute(
        select(JobRow.stage, func.count(), func.min(JobRow.asked_at)).group_by(JobRow.stage)
    )
    return [Standing(name=stage, count=count, oldest_at=oldest_at) for stage, count, oldest_at in rows]


async def count_tasks(session: Session, *, states: Sequence[str]) -> list[tuple[str, Standing]]:
    """Tasks by service and state."""
    rows = await session.execute(
        select(TaskRow.service, TaskRow.state, func.count(), func.min(TaskRow.planned_at))
        .where(TaskRow.state.in_(states))
        .group_by(TaskRow.service, TaskRow.state)
    )
    return [
        (service, Standing(name=state, count=count, oldest_at=oldest_at))
        for service, state, count, oldest_at in rows
    ]


async def sum_month(session: Session, *, month_start: date) -> list[tuple[str, int]]:
    """Workspace and micro-dollars, charged and reserved, of the month that began then."""
    rows = await session.execute(
        select(LedgerCounterRow.team_id, LedgerCounterRow.committed_micros).where(
            LedgerCounterRow.scope == Scope.WORKSPACE,
            LedgerCounterRow.period == Period.MONTH,
            LedgerCounterRow.period_start == month_start,
        )
    )
    return [(team_id, micros) for team_id, micros in rows]
