"""What admins have set for single channels; a channel without a row is as the settings say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import String, Text, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.rows import columns_for, insert_into, read_all, read_one, table_of


class ChannelRow(Base):
    """One channel. What is NULL departs from nothing."""

    __tablename__ = "channel_settings"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    draft: Mapped[str | None] = mapped_column(Text)  # what is wanted where people say nothing
    thread_replies: Mapped[str | None] = mapped_column(String(16))


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel's row, read."""

    team_id: str
    channel_id: str
    draft: str | None = None
    thread_replies: str | None = None


_TABLE: Final = table_of(ChannelRow)
_CHANNELS: Final = select(*columns_for(Channel, ChannelRow))
# Every form waits for it, so its SQL is written once.
_ONE: Final = _CHANNELS.where(
    _TABLE.c.team_id == bindparam("team_id"), _TABLE.c.channel_id == bindparam("channel_id")
)


async def find_channel(session: Session, *, team_id: str, channel_id: str) -> Channel | None:
    """The channel, or None where nobody has set anything for it."""
    return await read_one(session, Channel, _ONE, {"team_id": team_id, "channel_id": channel_id})


async def list_channels(session: Session, team_id: str) -> Sequence[Channel]:
    """Every channel for which something was set once, also where it was taken back."""
    return await read_all(
        session, Channel, _CHANNELS.where(ChannelRow.team_id == team_id).order_by(ChannelRow.channel_id)
    )


async def change_channel(session: Session, *, team_id: str, channel_id: str, **columns: Any) -> None:
    """Set columns of one channel, with or without a row before."""
    statement = insert_into(session, ChannelRow).values(team_id=team_id, channel_id=channel_id, **columns)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["team_id", "channel_id"], set_=columns)
    )
