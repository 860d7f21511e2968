"""What people want where they say nothing: one line for each person, as the middle wrote it."""

from typing import Final

from sqlalchemy import String, Text, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.rows import insert_into, table_of


class PreferenceRow(Base):
    """One person's defaults."""

    __tablename__ = "preferences"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    draft: Mapped[str] = mapped_column(Text)


_TABLE: Final = table_of(PreferenceRow)
# Every form waits for it, so its SQL is written once.
_OF_PERSON: Final = select(_TABLE.c.draft).where(
    _TABLE.c.team_id == bindparam("team_id"), _TABLE.c.user_id == bindparam("user_id")
)


async def find_preferences(session: Session, *, team_id: str, user_id: str) -> str | None:
    """The line, or None where somebody has none."""
    draft: str | None = await session.scalar(_OF_PERSON, {"team_id": team_id, "user_id": user_id})
    return draft


async def set_preferences(session: Session, *, team_id: str, user_id: str, draft: str) -> None:
    """Write the line over what was there."""
    statement = insert_into(session, PreferenceRow).values(team_id=team_id, user_id=user_id, draft=draft)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["team_id", "user_id"], set_={"draft": draft})
    )


async def forget_preferences(session: Session, *, team_id: str, user_id: str) -> None:
    """As if they had never set any."""
    await session.execute(
        delete(PreferenceRow).where(PreferenceRow.team_id == team_id, PreferenceRow.user_id == user_id)
    )
