"""What admins want in a single channel: defaults for what people leave open, and which replies run there."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.office.acts import log_act
from bot.people import Person
from bot.reading.habits import added
from bot.reading.options import request_text
from bot.reading.requests import Draft
from bot.settings import ThreadReplies
from bot.workshop import Workshop
from storage import Session, channels
from storage.channels import Channel


@dataclass(frozen=True, kw_only=True)
class ChannelSettings:
    """Where a channel departs from the rest; ``thread_replies`` None is what the settings say for all."""

    channel_id: str
    defaults: Draft
    thread_replies: ThreadReplies | None = None


class Channels:
    """Anybody may look; whether somebody is an admin is found out before anything is changed here."""

    def __init__(self, workshop: Workshop, *, mode: ThreadReplies) -> None:
        self._workshop = workshop
        self._mode = mode

    async def read(self, team_id: str, channel_id: str) -> ChannelSettings:
        """What is set for a channel, if anything."""
        async with self._workshop.database.transaction(read_only=True) as session:
            return await find_settings(session, team_id, channel_id)

    async def mode_in(self, team_id: str, channel_id: str) -> ThreadReplies:
        """Which replies run there."""
        return (await self.read(team_id, channel_id)).thread_replies or self._mode

    async def list_set(self, team_id: str) -> Sequence[ChannelSettings]:
        """Every channel that departs from the rest in something."""
        async with self._workshop.database.transaction(read_only=True) as session:
            found = [_read(channel) for channel in await channels.list_channels(session, team_id)]
        return [channel for channel in found if channel.defaults.values or channel.thread_replies]

    async def add_defaults(self, admin: Person, channel_id: str, wanted: Draft) -> Draft:
        """Add to the channel's defaults, a value in the place of the one before; returns them all.

        Raises:
            RequestError: an option that cannot be read, or one that belongs to a single picture.
        """
        known = (await self.read(admin.team_id, channel_id)).defaults
        draft = added(known, wanted)
        async with self._workshop.database.transaction() as session:
            await channels.change_channel(
                session, team_id=admin.team_id, channel_id=channel_id, draft=draft.to_json()
            )
            await self._log(session, admin, channel_id, detail=f"defaults {request_text(draft)}")
        return draft

    async def forget_defaults(self, admin: Person, channel_id: str) -> None:
        """The channel wants nothing of its own any more."""
        async with self._workshop.database.transaction() as session:
            await channels.change_channel(session, team_id=admin.team_id, channel_id=channel_id, draft=None)
            await self._log(session, admin, channel_id, detail="defaults none")

    async def set_replies(self, admin: Person, channel_id: str, mode: ThreadReplies | None) -> None:
        """Which replies run there from now on; None for what the settings say."""
        async with self._workshop.database.transaction() as session:
            await channels.change_channel(
                session, team_id=admin.team_id, channel_id=channel_id, thread_replies=mode
            )
            await self._log(session, admin, channel_id, detail=f"replies {mode or 'as everywhere'}")

    async def reset(self, admin: Person, channel_id: str) -> None:
        """The channel is like the others again."""
        async with self._workshop.database.transaction() as session:
            await channels.change_channel(
                session, team_id=admin.team_id, channel_id=channel_id, draft=None, thread_replies=None
            )
            await self._log(session, admin, channel_id, detail="like the others again")

    async def _log(self, session: Session, admin: Person, channel_id: str, *, detail: str) -> None:
        await log_act(self._workshop, session, admin=admin, act="channel", subject=channel_id, detail=detail)


async def find_settings(session: Session, team_id: str, channel_id: str) -> ChannelSettings:
    """What is set for a channel, if anything."""
    found = await channels.find_channel(session, team_id=team_id, channel_id=channel_id)
    return _read(found or Channel(team_id=team_id, channel_id=channel_id))


def _read(channel: Channel) -> ChannelSettings:
    return ChannelSettings(
        channel_id=channel.channel_id,
        defaults=Draft() if channel.draft is None else Draft.from_json(channel.draft),
        thread_replies=None if channel.thread_replies is None else ThreadReplies(channel.thread_replies),
    )
