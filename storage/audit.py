"""What admins have done, in their own words; added to, never changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, read_all


class AuditRow(Base):
    """One act of one admin. The database itself refuses to change or delete it (triggers)."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_team", "team_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(String(32))
    act: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who did what to whom; ``subject`` is an id of a person, a channel or a job, ``detail`` a few words."""

    team_id: str
    user_id: str
    act: str
    subject: str
    detail: str
    done_at: datetime


async def write_act(session: Session, act: Act) -> None:
    """Put it down, in the transaction of the act itself."""
    await session.execute(insert(AuditRow).values(**asdict(act)))


async def list_acts(session: Session, team_id: str, *, limit: int, skipped: int = 0) -> Sequence[Act]:
    """The last acts in a workspace, newest first, without the newest that are ``skipped``."""
    return await read_all(
        session,
        Act,
        select(*columns_for(Act, AuditRow))
        .where(AuditRow.team_id == team_id)
        .order_by(AuditRow.id.desc())
        .limit(limit)
        .offset(skipped),
    )
