"""Threads we work in, each with the number its next version gets."""

from uuid import UUID

from sqlalchemy import Integer, String, UniqueConstraint, Uuid, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.rows import insert_into


class ThreadRow(Base):
    """One thread; ``last_number`` only grows."""

    __tablename__ = "threads"
    __table_args__ = (UniqueConstraint("team_id", "channel_id", "thread_ts"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    team_id: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str] = mapped_column(String(32))
    last_number: Mapped[int] = mapped_column(Integer)
    base_version_id: Mapped[UUID | None] = mapped_column(Uuid)
    base_number: Mapped[int | None] = mapped_column(Integer)  # ``last_number`` when the base was chosen


async def take_number(session: Session, *, team_id: str, channel_id: str, thread_ts: str) -> int:
    """The next free version number of the thread; 0 for a thread that has none yet."""
    statement = (
        insert_into(session, ThreadRow)
        .values(team_id=team_id, channel_id=channel_id, thread_ts=thread_ts, last_number=0)
        .on_conflict_do_update(
            index_elements=["team_id", "channel_id", "thread_ts"],
            set_={"last_number": ThreadRow.last_number + 1},
        )
        .returning(ThreadRow.last_number)
    )
    number = await session.scalar(statement)
    assert number is not None  # the upsert always returns its row
    return number


async def is_known(session: Session, *, team_id: str, channel_id: str, thread_ts: str) -> bool:
    """Whether we have worked in this thread."""
    row = await session.scalar(
        select(ThreadRow.id).where(
            ThreadRow.team_id == team_id,
            ThreadRow.channel_id == channel_id,
            ThreadRow.thread_ts == thread_ts,
        )
    )
    return row is not None


async def choose_base(
    session: Session, *, team_id: str, channel_id: str, thread_ts: str, version_id: UUID
) -> None:
    """What comes next builds on this version, until a newer one is there."""
    await session.execute(
        update(ThreadRow)
        .where(
            ThreadRow.team_id == team_id,
            ThreadRow.channel_id == channel_id,
            ThreadRow.thread_ts == thread_ts,
        )
        .values(base_version_id=version_id, base_number=ThreadRow.last_number)
    )


async def find_base(session: Session, *, team_id: str, channel_id: str, thread_ts: str) -> UUID | None:
    """The version that somebody chose to build on, None where nobody did since the newest came."""
    return await session.scalar(
        select(ThreadRow.base_version_id).where(
            ThreadRow.team_id == team_id,
            ThreadRow.channel_id == channel_id,
            ThreadRow.thread_ts == thread_ts,
            ThreadRow.base_number == ThreadRow.last_number,
        )
    )
