"""Requests that a budget refused and an admin may let through: one row for each such job."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Uuid, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, insert_into, read_all, read_one


class ApprovalRow(Base):
    """``state`` goes from offered to asked, and from there to approved, denied or expired."""

    __tablename__ = "approvals"
    __table_args__ = (
        Index("ix_approvals_state", "state", "asked_at"),
        CheckConstraint("state IN ('offered', 'asked', 'approved', 'denied', 'expired')", name="state"),
    )

    job_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    team_id: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    quote_micros: Mapped[int] = mapped_column(BigInteger)
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(32))


@dataclass(frozen=True, kw_only=True)
class Approval:
    """A row, read."""

    job_id: UUID
    team_id: str
    state: str
    quote_micros: int
    offered_at: datetime
    asked_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None


_APPROVALS: Final = select(*columns_for(Approval, ApprovalRow))


async def offer(
    session: Session, job_id: UUID, *, team_id: str, quote_micros: int, offered_at: datetime
) -> None:
    """The budget refused this job just now; refused again after an approval, it may be asked for again."""
    insert = insert_into(session, ApprovalRow).values(
        job_id=job_id, team_id=team_id, state="offered", quote_micros=quote_micros, offered_at=offered_at
    )
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=["job_id"],
            set_={
                "state": "offered",
                "quote_micros": insert.excluded.quote_micros,
                "offered_at": insert.excluded.offered_at,
                "asked_at": None,
                "decided_at": None,
                "decided_by": None,
            },
        )
    )


async def find_approval(session: Session, job_id: UUID) -> Approval | None:
    """The row of this job, None where no budget ever refused it."""
    return await read_one(session, Approval, _APPROVALS.where(ApprovalRow.job_id == job_id))


async def mark_asked(session: Session, job_id: UUID, *, asked_at: datetime) -> bool:
    """True for exactly one caller: the person wants more."""
    moved = await session.execute(
        update(ApprovalRow)
        .where(ApprovalRow.job_id == job_id, ApprovalRow.state == "offered")
        .values(state="asked", asked_at=asked_at)
        .returning(ApprovalRow.job_id)
    )
    return moved.first() is not None


async def decide(
    session: Session, job_id: UUID, *, state: str, decided_at: datetime, decided_by: str | None = None
) -> bool:
    """True for exactly one caller: ``state`` is approved, denied or expired."""
    moved = await session.execute(
        update(ApprovalRow)
        .where(ApprovalRow.job_id == job_id, ApprovalRow.state == "asked")
        .values(state=state, decided_at=decided_at, decided_by=decided_by)
        .returning(ApprovalRow.job_id)
    )
    return moved.first() is not None


async def list_asked(session: Session, *, asked_before: datetime) -> Sequence[Approval]:
    """Those that nobody has decided on since then."""
    return await read_all(
        session, Approval, _APPROVALS.where(ApprovalRow.state == "asked", ApprovalRow.asked_at < asked_before)
    )
