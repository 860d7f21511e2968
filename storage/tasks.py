"""Tasks: what a service was asked to do for a job. The intent to submit is a column of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, Text, Uuid, bindparam, func, select, tuple_, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.jobs import JobRow
from storage.rows import columns_for, insert_into, read_all, read_one, table_of
from storage.versions import VersionRow

_AT_WORK = ("submitting", "accepted")


class TaskRow(Base):
    """One submit to one service; its id is the name a service may know it by."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_job", "job_id", "number", unique=True),
        Index("ix_tasks_state", "state", "planned_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    job_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("jobs.id"))
    number: Mapped[int] = mapped_column(Integer)
    service: Mapped[str] = mapped_column(String(16))
    person_key: Mapped[str] = mapped_column(String(80))
    turn: Mapped[int] = mapped_column(Integer)
    expected: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    polls: Mapped[int] = mapped_column(Integer, default=0)
    failing_step: Mapped[str | None] = mapped_column(String(32))
    failing_times: Mapped[int] = mapped_column(Integer, default=0)
    bookmark: Mapped[str | None] = mapped_column(Text)
    provider_task_id: Mapped[str | None] = mapped_column(String(120))
    raw_answer: Mapped[str] = mapped_column(Text, default="")
    failures: Mapped[str] = mapped_column(Text, default="[]")  # JSON, as the middle wrote it
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    intent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_LINE_ORDER = (TaskRow.turn, TaskRow.planned_at, TaskRow.number)


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task's row, read."""

    id: UUID
    job_id: UUID
    number: int
    service: str
    person_key: str
    turn: int
    expected: int
    state: str
    tries: int
    polls: int
    failing_step: str | None
    failing_times: int
    bookmark: str | None
    provider_task_id: str | None
    raw_answer: str
    failures: str
    planned_at: datetime
    intent_at: datetime | None
    accepted_at: datetime | None
    finished_at: datetime | None


_TABLE: Final = table_of(TaskRow)
_TASKS: Final = select(*columns_for(Task, TaskRow))
# Read several times in every step, so their SQL is written once.
_ONE: Final = _TASKS.where(_TABLE.c.id == bindparam("task_id"))
_OF_JOB: Final = _TASKS.where(_TABLE.c.job_id == bindparam("job_id")).order_by(_TABLE.c.number)


async def plan_task(session: Session, task_id: UUID, **columns: Any) -> None:
    """Insert a task unless it is there already, so that planning may be repeated."""
    insert = insert_into(session, TaskRow).on_conflict_do_nothing(index_elements=["id"])
    await session.execute(insert, {"id": task_id, **columns})


async def find_task(session: Session, task_id: UUID) -> Task | None:
    """The task, or None."""
    return await read_one(session, Task, _ONE, {"task_id": task_id})


async def get_task(session: Session, task_id: UUID) -> Task:
    """The task; raises LookupError where there is none."""
    task = await find_task(session, task_id)
    if task is None:
        raise LookupError(f"no task {task_id}")
    return task


async def list_tasks(session: Session, job_id: UUID) -> list[Task]:
    """The tasks of a job by number."""
    return await read_all(session, Task, _OF_JOB, {"job_id": job_id})


async def mark_intent(session: Session, task_id: UUID, *, now: datetime, bookmark: str | None) -> bool:
    """Write down that the submit is about to go out: True for exactly one caller until it is taken back."""
    result = await session.execute(
        update(_TABLE)
        .where(_TABLE.c.id == task_id, _TABLE.c.state == "planned", _TABLE.c.intent_at.is_(None))
        .values(intent_at=now, bookmark=bookmark, state="submitting", tries=_TABLE.c.tries + 1)
        .returning(_TABLE.c.id)
    )
    return result.first() is not None


async def change_task(session: Session, task_id: UUID, **columns: Any) -> None:
    """Set columns of one task."""
    await session.execute(update(_TABLE).where(_TABLE.c.id == task_id).values(**columns))


async def move_task(session: Session, task_id: UUID, *, sources: Sequence[str], **columns: Any) -> bool:
    """Set columns only while the task is in one of the states ``sources``; whether it was."""
    result = await session.execute(
        update(_TABLE)
        .where(_TABLE.c.id == task_id, _TABLE.c.state.in_(sources))
        .values(**columns)
        .returning(_TABLE.c.id)
    )
    return result.first() is not None


async def cancel_planned(session: Session, job_id: UUID, *, now: datetime) -> None:
    """Keep the tasks of a job that have not gone out from ever doing so; the caller has locked the job."""
    await session.execute(
        update(_TABLE)
        .where(_TABLE.c.job_id == job_id, _TABLE.c.state == "planned")
        .values(state="cancelled", finished_at=now)
    )


async def list_known_ids(session: Session, *, service: str) -> list[str]:
    """Every id a service has given to a task of ours."""
    rows = await session.scalars(
        select(TaskRow.provider_task_id).where(
            TaskRow.service == service, TaskRow.provider_task_id.is_not(None)
        )
    )
    return [task_id for task_id in rows if task_id is not None]


async def has_rivals(session: Session, task: Task, *, since: datetime) -> bool:
    """Whether another submit to the service, begun since then, is without an answer, now or for good."""
    rivals = await session.scalar(
        select(func.count()).where(
            TaskRow.service == task.service,
            TaskRow.id != task.id,
            TaskRow.state.in_(("submitting", "to_be_checked")),
            TaskRow.accepted_at.is_(None),
            TaskRow.intent_at >= since,
        )
    )
    return bool(rivals)


async def list_in_state(session: Session, *, states: Sequence[str]) -> list[Task]:
    """Tasks in any of these states, in the order they were planned."""
    return await read_all(
        session, Task, _TASKS.where(TaskRow.state.in_(states)).order_by(TaskRow.planned_at, TaskRow.number)
    )


async def list_with_results(
    session: Session, *, states: Sequence[str], version_states: Sequence[str]
) -> list[Task]:
    """Tasks in these states that have a result in one of the other ones."""
    wanted = select(VersionRow.task_id).where(VersionRow.state.in_(version_states))
    rows = await session.execute(_TASKS.where(TaskRow.id.in_(wanted)))
    # Not asked of the database: without statistics it would read every task that was ever finished.
    return [Task(**row) for row in rows.mappings() if row["state"] in states]


async def next_turn(session: Session, *, service: str, person_key: str) -> int:
    """The turn at which a person's next task is due: one after their last, and no earlier than now.

    Tasks go out by turn, so somebody's first task goes before anybody's second, and nobody who asks much
    is put off for ever by others who keep coming.
    """
    own = await session.scalar(
        select(func.max(TaskRow.turn)).where(
            TaskRow.service == service, TaskRow.person_key == person_key, TaskRow.state == "planned"
        )
    )
    begun = await session.scalar(
        select(func.max(TaskRow.turn)).where(TaskRow.service == service, TaskRow.state.in_(_AT_WORK))
    )
    return max(own or 0, begun or 0) + 1


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A task in its service's line, and the chain of its job."""

    service: str
    job_id: UUID
    chain_number: int


async def list_waiting(session: Session) -> list[Waiting]:
    """All lines, each in the order in which it goes on."""
    rows = await session.execute(
        select(TaskRow.service, TaskRow.job_id, JobRow.chain_number)
        .join(JobRow, JobRow.id == TaskRow.job_id)
        .where(TaskRow.state == "planned")
        .order_by(*_LINE_ORDER)
    )
    return [Waiting(service=service, job_id=job_id, chain_number=number) for service, job_id, number in rows]


async def find_place(session: Session, job_id: UUID, *, service: str) -> int | None:
    """How many tasks of the service, the job's first included, come until the job's turn; None if none waits."""
    line = (TaskRow.service == service, TaskRow.state == "planned")
    first = await session.execute(
        select(*_LINE_ORDER).where(*line, TaskRow.job_id == job_id).order_by(*_LINE_ORDER).limit(1)
    )
    own = first.one_or_none()
    if own is None:
        return None
    return await session.scalar(select(func.count()).where(*line, tuple_(*_LINE_ORDER) <= tuple(own)))
