"""Showings: what somebody asked to see or do in a thread without a new version: a comparison, the original, an undo."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, Uuid, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, read_one


class ShowingRow(Base):
    """One message of ours: a sentence, and one picture or two of the thread where it has some."""

    __tablename__ = "showings"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    team_id: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    before_id: Mapped[UUID | None] = mapped_column(Uuid)
    after_id: Mapped[UUID | None] = mapped_column(Uuid)
    file_id: Mapped[str | None] = mapped_column(String(32))
    begun_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # when it may have gone out for the first time
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, kw_only=True)
class Showing:
    """A showing's row, read."""

    id: UUID
    team_id: str
    channel_id: str
    thread_ts: str
    text: str
    before_id: UUID | None
    after_id: UUID | None
    file_id: str | None
    begun_at: datetime | None
    asked_at: datetime


async def add_showing(session: Session, showing_id: UUID, **columns: Any) -> None:
    """Insert a showing; the caller has made sure that it is new."""
    await session.execute(insert(ShowingRow).values(id=showing_id, **columns))


async def find_showing(session: Session, showing_id: UUID) -> Showing | None:
    """The showing, or None."""
    return await read_one(
        session, Showing, select(*columns_for(Showing, ShowingRow)).where(ShowingRow.id == showing_id)
    )


async def change_showing(session: Session, showing_id: UUID, **columns: Any) -> None:
    """Set columns of one showing."""
    await session.execute(update(ShowingRow).where(ShowingRow.id == showing_id).values(**columns))
