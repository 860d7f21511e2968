"""Limits that admins have set; what the settings say for everybody else is not in here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, String, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.rows import columns_for, insert_into

EVERYBODY: Final = "*"  # the ``scope_id`` of a default, and of the workspace itself


class Scope(StrEnum):
    """Whose spending a limit or a counter is about."""

    USER = "user"
    CHANNEL = "channel"
    WORKSPACE = "workspace"


class Period(StrEnum):
    """Calendar periods."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class LimitRow(Base):
    """One limit; ``limit_micros`` NULL means that no limit holds here, whatever the default says."""

    __tablename__ = "limits"
    __table_args__ = (
        CheckConstraint("scope IN ('user', 'channel', 'workspace')", name="scope"),
        CheckConstraint("period IN ('day', 'week', 'month')", name="period"),
        CheckConstraint("limit_micros >= 0", name="limit_micros"),
    )

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    scope_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    limit_micros: Mapped[int | None] = mapped_column(BigInteger)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A limit's row, read. ``limit_micros`` None lifts every limit of this scope and period."""

    team_id: str
    scope: Scope
    scope_id: str
    period: Period
    limit_micros: int | None


async def set_limit(session: Session, limit: Limit) -> None:
    """Put a limit where there was none, or another."""
    insert = insert_into(session, LimitRow).values(
        team_id=limit.team_id,
        scope=limit.scope,
        scope_id=limit.scope_id,
        period=limit.period,
        limit_micros=limit.limit_micros,
    )
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=["team_id", "scope", "scope_id", "period"],
            set_={"limit_micros": insert.excluded.limit_micros},
        )
    )


async def has_amount(session: Session, team_id: str, *, user_id: str) -> bool:
    """Whether somebody has a limit of their own, for any period; one that was lifted is none."""
    is_own = (LimitRow.team_id == team_id, LimitRow.scope == Scope.USER, LimitRow.scope_id == user_id)
    return bool(await session.scalar(select(exists().where(*is_own, LimitRow.limit_micros.is_not(None)))))


async def list_all(session: Session, team_id: str) -> list[Limit]:
    """Every row of a workspace, in a steady order."""
    rows = await session.execute(
        select(*columns_for(Limit, LimitRow))
        .where(LimitRow.team_id == team_id)
        .order_by(LimitRow.scope, LimitRow.scope_id, LimitRow.period)
    )
    return [
        Limit(**{**row, "scope": Scope(row["scope"]), "period": Period(row["period"])})
        for row in rows.mappings()
    ]
