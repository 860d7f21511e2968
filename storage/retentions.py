"""How long a workspace's admins keep what people asked for; without a row the settings alone decide."""

from sqlalchemy import CheckConstraint, Integer, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.rows import insert_into


class RetentionRow(Base):
    """One workspace's days."""

    __tablename__ = "retentions"
    __table_args__ = (CheckConstraint("days > 0", name="days"),)

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    days: Mapped[int] = mapped_column(Integer)


async def set_retention(session: Session, team_id: str, *, days: int | None) -> None:
    """Set the days, or None to keep for as long as the settings say."""
    await session.execute(delete(RetentionRow).where(RetentionRow.team_id == team_id))
    if days is not None:
        await session.execute(insert_into(session, RetentionRow).values(team_id=team_id, days=days))


async def find_retention(session: Session, team_id: str) -> int | None:
    """The days of one workspace, None where its admins have said nothing."""
    return await session.scalar(select(RetentionRow.days).where(RetentionRow.team_id == team_id))


async def list_retentions(session: Session) -> dict[str, int]:
    """The days of every workspace whose admins have said something."""
    rows = await session.execute(select(RetentionRow.team_id, RetentionRow.days))
    return {row.team_id: row.days for row in rows}
