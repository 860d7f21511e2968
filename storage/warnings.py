"""Which warnings about a limit were given, so that each is given once in a period."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.counters import CounterKey
from storage.rows import insert_into


class WarningRow(Base):
    """One warning: this much of this limit was used in this period."""

    __tablename__ = "warnings"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    scope_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    period_start: Mapped[date] = mapped_column(Date, primary_key=True)
    percent: Mapped[int] = mapped_column(Integer, primary_key=True)


async def mark_warned(session: Session, key: CounterKey, *, percent: int) -> bool:
    """True for exactly one caller in a period."""
    columns = asdict(key)
    inserted = await session.execute(
        insert_into(session, WarningRow)
        .values(**columns, percent=percent)
        .on_conflict_do_nothing(index_elements=[*columns, "percent"])
        .returning(WarningRow.percent)
    )
    return inserted.first() is not None
