"""Pictures people posted lately: a form starts with the newest, so does a mention without a file."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Index, String, Text, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, insert_into, read_one, table_of


class RecentPictureRow(Base):
    """One file in one channel; shared there again, it is recent again."""

    __tablename__ = "recent_pictures"
    __table_args__ = (
        Index("ix_recent_pictures_person", "team_id", "channel_id", "user_id", "posted_at"),
        Index("ix_recent_pictures_thread", "team_id", "channel_id", "thread_ts", "posted_at"),
        Index("ix_recent_pictures_posted_at", "posted_at"),
    )

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    file_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(Text)
    mimetype: Mapped[str] = mapped_column(String(100))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, kw_only=True)
class PostedPicture:
    """A row, read. For a message that may begin a thread ``thread_ts`` is its own ts."""

    team_id: str
    channel_id: str
    file_id: str
    user_id: str
    name: str
    mimetype: str
    thread_ts: str | None
    posted_at: datetime


_TABLE: Final = table_of(RecentPictureRow)
_NEWEST: Final = (
    select(*columns_for(PostedPicture, RecentPictureRow)).order_by(_TABLE.c.posted_at.desc()).limit(1)
)
# Every form waits for it, so its SQL is written once.
_NEWEST_OF_PERSON: Final = _NEWEST.where(
    _TABLE.c.team_id == bindparam("team_id"),
    _TABLE.c.channel_id == bindparam("channel_id"),
    _TABLE.c.user_id == bindparam("user_id"),
    _TABLE.c.posted_at >= bindparam("posted_since"),
)


async def remember_picture(session: Session, picture: PostedPicture) -> None:
    """Write down a picture; the latest place it was posted in a channel wins."""
    insert = insert_into(session, RecentPictureRow).values(**asdict(picture))
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=["team_id", "channel_id", "file_id"],
            set_={name: insert.excluded[name] for name in ("user_id", "thread_ts", "posted_at")},
            where=RecentPictureRow.posted_at <= insert.excluded.posted_at,
        )
    )


async def find_newest_of_person(
    session: Session, *, team_id: str, channel_id: str, user_id: str, posted_since: datetime
) -> PostedPicture | None:
    """The picture this person posted last in this channel, None where that is too long ago."""
    return await read_one(
        session,
        PostedPicture,
        _NEWEST_OF_PERSON,
        {"team_id": team_id, "channel_id": channel_id, "user_id": user_id, "posted_since": posted_since},
    )


async def find_newest_in_thread(
    session: Session,
    *,
    team_id: str,
    channel_id: str,
    thread_ts: str,
    but_file_ids: Sequence[str] = (),
) -> PostedPicture | None:
    """The picture that anybody posted last in this thread, as far as we saw it, ``but_file_ids``."""
    return await read_one(
        session,
        PostedPicture,
        _NEWEST.where(
            RecentPictureRow.team_id == team_id,
            RecentPictureRow.channel_id == channel_id,
            RecentPictureRow.thread_ts == thread_ts,
            RecentPictureRow.file_id.not_in(but_file_ids),
        ),
    )


async def prune_pictures(session: Session, *, posted_before: datetime, team_id: str | None = None) -> None:
    """Forget what is recent no more, in one workspace or in all."""
    old = delete(RecentPictureRow).where(RecentPictureRow.posted_at < posted_before)
    await session.execute(old if team_id is None else old.where(RecentPictureRow.team_id == team_id))
