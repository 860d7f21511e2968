"""What admins have allowed beyond the limits: more for a period, or one job whatever it meets."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, String, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.counters import CounterKey
from storage.rows import insert_into


class AllowanceRow(Base):
    """One job's approval: ``amount_micros`` more under one limit for one period, or NULL there: this job alone.

    One approval may lift several limits, so a job may have several rows, one for each counter.
    """

    __tablename__ = "allowances"
    __table_args__ = (
        CheckConstraint("amount_micros > 0", name="amount_micros"),
        # A workspace's own are as many as were ever approved; those of now are few.
        Index("ix_allowances_owner", "team_id", "scope_id", "period_start"),
    )

    job_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(32))
    scope_id: Mapped[str] = mapped_column(String(32))
    period_start: Mapped[date | None] = mapped_column(Date)
    amount_micros: Mapped[int] = mapped_column(BigInteger)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """More under one limit; ``key`` None lets one job of at most this price through."""

    job_id: UUID
    team_id: str
    key: CounterKey | None
    amount_micros: int
    granted_at: datetime


async def grant(session: Session, allowance: Allowance) -> None:
    """Write it down; the same again changes nothing."""
    key = allowance.key
    values = {
        "job_id": allowance.job_id,
        "scope": "job" if key is None else key.scope,
        "period": "" if key is None else key.period,
        "team_id": allowance.team_id,
        "scope_id": allowance.job_id.hex if key is None else key.scope_id,
        "period_start": None if key is None else key.period_start,
        "amount_micros": allowance.amount_micros,
        "granted_at": allowance.granted_at,
    }
    await session.execute(
        insert_into(session, AllowanceRow)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["job_id", "scope", "period"])
    )


async def find_job_allowance(session: Session, job_id: UUID) -> int | None:
    """The price up to which this job may pass every limit, None where nobody allowed that."""
    return await session.scalar(
        select(AllowanceRow.amount_micros).where(AllowanceRow.job_id == job_id, AllowanceRow.scope == "job")
    )
