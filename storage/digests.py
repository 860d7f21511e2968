"""Channels that get a report by themselves, every week or every month."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, insert_into


class Frequency(StrEnum):
    """How often."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class DigestRow(Base):
    """One channel's standing order."""

    __tablename__ = "digests"
    __table_args__ = (CheckConstraint("frequency IN ('weekly', 'monthly')", name="frequency"),)

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    frequency: Mapped[str] = mapped_column(String(8))
    set_by: Mapped[str] = mapped_column(String(32))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, kw_only=True)
class Digest:
    """A row, read. The first period it tells is the one that ``set_at`` is in."""

    team_id: str
    channel_id: str
    frequency: Frequency
    set_by: str
    set_at: datetime


async def set_digest(session: Session, digest: Digest) -> None:
    """A channel has at most one; another takes its place."""
    values = asdict(digest)
    insert = insert_into(session, DigestRow).values(**values)
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=["team_id", "channel_id"],
            set_={name: insert.excluded[name] for name in ("frequency", "set_by", "set_at")},
        )
    )


async def drop_digest(session: Session, team_id: str, *, channel_id: str) -> bool:
    """Whether there was one."""
    deleted = await session.execute(
        delete(DigestRow)
        .where(DigestRow.team_id == team_id, DigestRow.channel_id == channel_id)
        .returning(DigestRow.channel_id)
    )
    return deleted.first() is not None


async def list_digests(session: Session) -> Sequence[Digest]:
    """Those of every workspace."""
    rows = await session.execute(
        select(*columns_for(Digest, DigestRow)).order_by(DigestRow.team_id, DigestRow.channel_id)
    )
    return [Digest(**{**row, "frequency": Frequency(row["frequency"])}) for row in rows.mappings()]
