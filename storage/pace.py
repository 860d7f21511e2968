"""Until when something at Slack is busy, where several processes have to agree on it."""

from sqlalchemy import Double, String, case, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.rows import insert_into


class PaceRow(Base):
    """A channel's bucket (the moment it is full again) or a method on hold (the moment it is free)."""

    __tablename__ = "pace"

    pace_key: Mapped[str] = mapped_column(String(120), primary_key=True)
    # Seconds since the epoch, because both back ends can compare and add those within one statement.
    until_seconds: Mapped[float] = mapped_column(Double, index=True)


async def add_seconds(session: Session, pace_key: str, *, now_seconds: float, seconds: float) -> float:
    """Busy for this much longer, from now or from where it was busy until; returns until when."""
    is_busy = PaceRow.until_seconds > now_seconds
    changed = await session.execute(
        insert_into(session, PaceRow)
        .values(pace_key=pace_key, until_seconds=now_seconds + seconds)
        .on_conflict_do_update(
            index_elements=["pace_key"],
            set_={"until_seconds": case((is_busy, PaceRow.until_seconds), else_=now_seconds) + seconds},
        )
        .returning(PaceRow.until_seconds)
    )
    return float(changed.scalar_one())


async def hold_until(session: Session, pace_key: str, *, until_seconds: float) -> None:
    """Busy until then at least."""
    insert = insert_into(session, PaceRow).values(pace_key=pace_key, until_seconds=until_seconds)
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=["pace_key"],
            set_={"until_seconds": insert.excluded.until_seconds},
            where=PaceRow.until_seconds < insert.excluded.until_seconds,
        )
    )


async def find_until(session: Session, pace_key: str) -> float | None:
    """Until when it is busy, None where nobody has said."""
    return await session.scalar(select(PaceRow.until_seconds).where(PaceRow.pace_key == pace_key))


async def prune_pace(session: Session, *, before_seconds: float) -> None:
    """Forget what has been free since then."""
    await session.execute(delete(PaceRow).where(PaceRow.until_seconds < before_seconds))
