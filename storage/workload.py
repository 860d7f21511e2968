"""What each image service has in hand for us and how its last tasks went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select

from storage.base import Session
from storage.tasks import TaskRow

_IN_LINE = ("planned",)
_RUNNING = ("submitting", "accepted")
_DONE = ("finished", "late")
_FAILED = ("failed", "expired", "to_be_checked")


@dataclass(frozen=True, kw_only=True)
class Workload:
    """One service: tasks that wait for a slot and that run now, and how those ended that ended lately."""

    service: str
    in_line: int
    running: int
    done: int
    failed: int


async def read_workload(session: Session, *, since: datetime) -> list[Workload]:
    """Every service that has a task in hand or ended one since then."""
    is_open = TaskRow.state.in_([*_IN_LINE, *_RUNNING])
    is_recent = and_(TaskRow.planned_at >= since, TaskRow.state.in_([*_DONE, *_FAILED]))
    rows = await session.execute(
        select(
            TaskRow.service,
            *(
                func.count(case((TaskRow.state.in_(states), 1)))
                for states in (_IN_LINE, _RUNNING, _DONE, _FAILED)
            ),
        )
        .where(or_(is_open, is_recent))
        .group_by(TaskRow.service)
        .order_by(TaskRow.service)
    )
    return [_read(service, numbers) for service, *numbers in rows]


def _read(service: str, numbers: Sequence[int]) -> Workload:
    in_line, running, done, failed = numbers
    return Workload(service=service, in_line=in_line, running=running, done=done, failed=failed)
