"""Jobs: one row for every wish, from the moment it is asked until it is final and ever after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    Index,
    Integer,
    String,
    Text,
    Uuid,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, insert_into, read_all, read_one, table_of

_IS_WAITING = text("waiting_for IS NOT NULL")


class JobRow(Base):
    """One wish. ``stage`` says how far it is, ``waiting_for`` which answer of a person it needs first."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_open", "stage", "waiting_for"),
        Index("ix_jobs_waiting", "waiting_for", sqlite_where=_IS_WAITING, postgresql_where=_IS_WAITING),
        Index("ix_jobs_pace", "model_key", "stage", "finished_at"),
        Index("ix_jobs_thread", "team_id", "channel_id", "thread_ts"),
        Index("ix_jobs_person", "team_id", "user_id", "asked_at"),
        # Reports read it alone, without the rows.
        Index("ix_jobs_reserved", "team_id", "reserved_at", "stage", "id", "submitted_at", "finished_at"),
        Index("ix_jobs_unforgotten", "forgotten_at", "finished_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    team_id: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    is_thread_new: Mapped[bool] = mapped_column(Boolean, default=False)  # when the job was asked for
    response_url: Mapped[str | None] = mapped_column(Text)
    parent_version_id: Mapped[UUID | None] = mapped_column(Uuid)

    draft: Mapped[str] = mapped_column(Text)  # JSON as the middle wrote it
    verb: Mapped[str | None] = mapped_column(String(16))
    model_key: Mapped[str | None] = mapped_column(String(32))
    tag: Mapped[str | None] = mapped_column(String(80))
    count: Mapped[int] = mapped_column(Integer, default=1)
    price_was_shown: Mapped[bool] = mapped_column(Boolean, default=False)
    manner: Mapped[str] = mapped_column(String(16), default="at_once", server_default="at_once")

    stage: Mapped[str] = mapped_column(String(16))
    waiting_for: Mapped[str | None] = mapped_column(String(32))
    chain_number: Mapped[int] = mapped_column(Integer, default=1)
    next_step: Mapped[str] = mapped_column(String(32))
    failing_step: Mapped[str | None] = mapped_column(String(32))
    failing_times: Mapped[int] = mapped_column(Integer, default=0)
    sentence: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text, default="[]")  # JSON list of short sentences

    seed_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    mask_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    marked_share: Mapped[float | None] = mapped_column(Float)
    quote_micros: Mapped[int] = mapped_column(BigInteger, default=0)
    charged_micros: Mapped[int] = mapped_column(BigInteger, default=0)
    is_estimate: Mapped[bool] = mapped_column(Boolean, default=False)

    status_ts: Mapped[str | None] = mapped_column(String(32))
    announced: Mapped[str] = mapped_column(Text, default="")  # what was begun with Slack, by key
    version_number: Mapped[int | None] = mapped_column(Integer)
    delivered: Mapped[int] = mapped_column(Integer, default=0)
    is_cancel_requested: Mapped[bool] = mapped_column(Boolean, default=False)

    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reserved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its words and pictures went


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job's row, read."""

    id: UUID
    team_id: str
    user_id: str
    channel_id: str
    thread_ts: str | None
    is_thread_new: bool
    response_url: str | None
    parent_version_id: UUID | None
    draft: str
    verb: str | None
    model_key: str | None
    tag: str | None
    count: int
    price_was_shown: bool
    manner: str  # how it begins: "at_once", "paused" or "offered"
    stage: str
    waiting_for: str | None
    chain_number: int
    next_step: str
    failing_step: str | None
    failing_times: int
    sentence: str | None
    notes: str
    seed_digest: str | None
    mask_digest: str | None
    marked_share: float | None
    quote_micros: int
    charged_micros: int
    is_estimate: bool
    status_ts: str | None
    announced: str
    version_number: int | None
    delivered: int
    is_cancel_requested: bool
    asked_at: datetime
    reserved_at: datetime | None
    submitted_at: datetime | None
    finished_at: datetime | None
    forgotten_at: datetime | None


_TABLE: Final = table_of(JobRow)
_JOBS: Final = select(*columns_for(Job, JobRow))
# Read several times in every step, so their SQL is written once.
_ONE: Final = _JOBS.where(_TABLE.c.id == bindparam("job_id"))
_ONE_FOR_UPDATE: Final = _ONE.with_for_update()


async def open_job(session: Session, job_id: UUID, **columns: Any) -> None:
    """Insert a job that was asked for just now; the caller has made sure that it is new."""
    await session.execute(insert_into(session, JobRow), {"id": job_id, **columns})


async def find_job(session: Session, job_id: UUID) -> Job | None:
    """The job, or None."""
    return await read_one(session, Job, _ONE, {"job_id": job_id})


async def get_job(session: Session, job_id: UUID, *, for_update: bool = False) -> Job:
    """The job; raises LookupError where there is none.

    ``for_update`` makes transactions on one job take turns (on SQLite writers do so anyway).
    """
    job = await read_one(session, Job, _ONE_FOR_UPDATE if for_update else _ONE, {"job_id": job_id})
    if job is None:
        raise LookupError(f"no job {job_id}")
    return job


async def change_job(session: Session, job_id: UUID, **columns: Any) -> None:
    """Set columns of one job."""
    await session.execute(update(_TABLE).where(_TABLE.c.id == job_id).values(**columns))


async def move_job(session: Session, job_id: UUID, *, sources: Sequence[str], **columns: Any) -> bool:
    """Set columns only while the job is in one of the stages ``sources``; whether it was."""
    result = await session.execute(
        update(_TABLE)
        .where(_TABLE.c.id == job_id, _TABLE.c.stage.in_(sources))
        .values(**columns)
        .returning(_TABLE.c.id)
    )
    return result.first() is not None


async def resume_job(session: Session, job_id: UUID, *, waiting_for: str, **columns: Any) -> int | None:
    """Take the answer a job waits for, once: the number of its next chain, or None if it waits no longer."""
    chain_number: int | None = await session.scalar(
        update(_TABLE)
        .where(_TABLE.c.id == job_id, _TABLE.c.waiting_for == waiting_for)
        .values(waiting_for=None, chain_number=_TABLE.c.chain_number + 1, **columns)
        .returning(_TABLE.c.chain_number)
    )
    return chain_number


async def count_delivered(session: Session, job_id: UUID) -> int:
    """One more result of this job is going out; how many that makes."""
    delivered: int | None = await session.scalar(
        update(_TABLE)
        .where(_TABLE.c.id == job_id)
        .values(delivered=_TABLE.c.delivered + 1)
        .returning(_TABLE.c.delivered)
    )
    assert delivered is not None  # the caller holds the job's id from its own row
    return delivered


async def list_running(session: Session, *, stages: Sequence[str]) -> list[Job]:
    """Jobs that somebody has to move on: in one of these stages, and not waiting for a person."""
    return await read_all(
        session,
        Job,
        _JOBS.where(JobRow.stage.in_(stages), JobRow.waiting_for.is_(None)).order_by(JobRow.asked_at),
    )


async def find_first_asked_at(session: Session) -> datetime | None:
    """When the first of all jobs was asked for."""
    first: datetime | None = await session.scalar(select(JobRow.asked_at).order_by(JobRow.asked_at).limit(1))
    return first


async def list_unanswered(session: Session, *, asked_before: datetime) -> list[Job]:
    """Jobs whose question the person has not answered for long; an admin's is in ``approvals``."""
    return await read_all(
        session, Job, _JOBS.where(JobRow.waiting_for != "approval", JobRow.asked_at < asked_before)
    )


async def list_teams(session: Session, *, asked_since: datetime) -> list[str]:
    """The workspaces in which somebody asked for something since then."""
    rows = await session.scalars(select(JobRow.team_id).where(JobRow.asked_at >= asked_since).distinct())
    return sorted(rows)


async def list_waiting_for(session: Session, waiting_for: str, *, team_id: str | None = None) -> list[Job]:
    """Jobs that wait for this, oldest first; None is every workspace."""
    wanted = _JOBS.where(JobRow.waiting_for == waiting_for).order_by(JobRow.asked_at)
    return await read_all(
        session, Job, wanted if team_id is None else wanted.where(JobRow.team_id == team_id)
    )


async def list_in_stage(session: Session, team_id: str, *, stage: str) -> list[Job]:
    """The jobs of a workspace that stand there, oldest first."""
    return await read_all(
        session, Job, _JOBS.where(JobRow.stage == stage, JobRow.team_id == team_id).order_by(JobRow.asked_at)
    )


async def recent_seconds(session: Session, *, model_key: str, limit: int = 20) -> list[tuple[str, float]]:
    """Draft and duration of the last delivered jobs of a model, newest first."""
    rows = await session.execute(
        select(JobRow.draft, JobRow.submitted_at, JobRow.finished_at)
        .where(
            JobRow.model_key == model_key,
            JobRow.stage == "delivered",
            JobRow.submitted_at.is_not(None),
            JobRow.finished_at.is_not(None),
        )
        .order_by(JobRow.finished_at.desc())
        .limit(limit)
    )
    return [
        (draft, (finished_at - submitted_at).total_seconds())
        for draft, submitted_at, finished_at in rows
        if finished_at is not None and submitted_at is not None
    ]


async def has_run_in_thread(
    session: Session, *, team_id: str, channel_id: str, thread_ts: str, user_id: str
) -> bool:
    """Whether this person has already run something in this thread, not only asked."""
    job_id = await session.scalar(
        select(JobRow.id)
        .where(
            JobRow.team_id == team_id,
            JobRow.channel_id == channel_id,
            JobRow.thread_ts == thread_ts,
            JobRow.user_id == user_id,
            JobRow.reserved_at.is_not(None),
        )
        .limit(1)
    )
    return job_id is not None


async def list_of_person(session: Session, *, team_id: str, user_id: str, limit: int) -> list[Job]:
    """The jobs a person has run, newest first."""
    return await read_all(
        session,
        Job,
        _JOBS.where(JobRow.team_id == team_id, JobRow.user_id == user_id, JobRow.reserved_at.is_not(None))
        .order_by(JobRow.asked_at.desc())
        .limit(limit),
    )


async def list_newest(session: Session, *, limit: int, but_stages: Sequence[str] = ()) -> list[Job]:
    """The jobs that were asked for last, newest first, without those that stand in some stages."""
    return await read_all(
        session,
        Job,
        _JOBS.where(JobRow.stage.not_in(but_stages)).order_by(JobRow.asked_at.desc()).limit(limit),
    )
