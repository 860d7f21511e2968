"""Channels, their messages in order, and what single people alone were told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.demo.slack.cast import BOT_USER_ID, CHANNELS, Channel, Kind, Member, Team, people_of
from bot.demo.slack.wire import Payload, SlackError


@dataclass(frozen=True, kw_only=True)
class Ephemeral:
    """A message that one person sees and nobody keeps."""

    user_id: str
    channel_id: str
    message: Payload


class Conversations:
    """Who is here and what was said. A message is kept as the JSON Slack sends, so it is built once only.

    Every ``ts`` is given out once in the whole workspace, so it finds its message without the channel.
    """

    def __init__(self, *, team: Team, clock: Callable[[], float]) -> None:
        self.members: dict[str, Member] = {person.user_id: person for person in people_of(team)}
        self.channels: dict[str, Channel] = {channel.channel_id: channel for channel in CHANNELS}
        self.ephemerals: list[Ephemeral] = []
        self.locked_threads: set[str] = set()  # by the ts of their heads
        self._messages: dict[str, list[Payload]] = {channel_id: [] for channel_id in self.channels}
        self._clock = clock
        self._last_micros = 0

    def next_ts(self) -> str:
        """A ``ts`` later than every one before: seconds, and six digits that make it unique."""
        self._last_micros = max(self._last_micros + 1, int(self._clock() * 1_000_000))
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def get_member(self, name: str) -> Member:
        """Somebody by id or name.

        Raises:
            SlackError: ``user_not_found``.
        """
        for member in self.members.values():
            if name.removeprefix("@") in {member.user_id, member.name}:
                return member
        raise SlackError("user_not_found")

    def get_channel(self, name: str) -> Channel:
        """A channel by id or name.

        Raises:
            SlackError: ``channel_not_found``.
        """
        for channel in self.channels.values():
            if name == channel.channel_id or (channel.name and name.removeprefix("#") == channel.name):
                return channel
        raise SlackError("channel_not_found")

    def open_im(self, user_id: str) -> Channel:
        """The direct messages between the app and somebody, there from the first use on.

        It takes messages even when that person has left (python-slack-sdk issue 1156).

        Raises:
            SlackError: ``user_not_found``, also for the app itself.
        """
        member = self.get_member(user_id)
        if member.user_id == BOT_USER_ID:
            raise SlackError("user_not_found")
        pair = frozenset({member.user_id, BOT_USER_ID})
        for channel in self.channels.values():
            if channel.kind is Kind.IM and channel.member_ids == pair:
                return channel
        channel = Channel(channel_id=f"D0{member.user_id[2:]}", name="", kind=Kind.IM, member_ids=pair)
        self.channels[channel.channel_id] = channel
        self._messages[channel.channel_id] = []
        return channel

    def add_channel(self, name: str) -> Channel:
        """A new public channel of the workspace's own people and the app.

        Raises:
            SlackError: ``name_taken``.
        """
        if any(channel.name == name for channel in self.channels.values()):
            raise SlackError("name_taken")
        own = frozenset(person.user_id for person in self.members.values() if not person.is_stranger)
        channel = Channel(channel_id=f"C0{len(self.channels):07d}", name=name, member_ids=own)
        self.channels[channel.channel_id] = channel
        self._messages[channel.channel_id] = []
        return channel

    def change_channel(self, channel_id: str, **new: Any) -> Channel:
        """Invite, remove, archive, limit; returns the channel as it is then."""
        channel = replace(self.channels[channel_id], **new)
        self.channels[channel_id] = channel
        return channel

    def deactivate(self, user_id: str) -> None:
        """Somebody leaves the workspace, and so every channel; what they said stays, as do direct messages."""
        self.members[user_id] = replace(self.members[user_id], is_deactivated=True)
        for channel in [place for place in self.channels.values() if place.kind is not Kind.IM]:
            self.change_channel(channel.channel_id, member_ids=channel.member_ids - {user_id})

    def everything(self) -> dict[str, list[Payload]]:
        """All messages by channel, as they are kept."""
        return self._messages

    def put_back(self, channel: Channel, messages: list[Payload]) -> None:
        """A channel of an earlier start, with what was said in it."""
        self.channels[channel.channel_id] = channel
        self._messages[channel.channel_id] = messages

    def add(self, channel_id: str, message: Payload) -> None:
        """Say something at the end of a channel."""
        self._messages[channel_id].append(message)

    def find(self, channel_id: str, ts: str) -> Payload | None:
        """The message as it is kept, to be read or changed."""
        return next((found for found in self._messages[channel_id] if found["ts"] == ts), None)

    def find_anywhere(self, ts: str) -> tuple[Channel, Payload] | None:
        """A message and its channel, by ``ts`` alone."""
        for channel_id, messages in self._messages.items():
            for message in messages:
                if message["ts"] == ts:
                    return self.channels[channel_id], message
        return None

    def find_ephemeral(self, ts: str) -> Ephemeral | None:
        """Something one person alone was told."""
        return next((found for found in self.ephemerals if found.message["ts"] == ts), None)

    def remove(self, channel_id: str, ts: str) -> None:
        """Take a message away; the head of a thread leaves a tombstone behind."""
        messages = self._messages[channel_id]
        message = next(found for found in messages if found["ts"] == ts)
        if any(self.replies(channel_id, ts)):
            tombstone = {"subtype": "tombstone", "text": "This message was deleted.", "blocks": []}
            message.pop("files", None)
            message.update(tombstone)
        else:
            messages.remove(message)

    def heads(self, channel_id: str) -> list[Payload]:
        """What stands in the channel itself, oldest first: heads of threads, and replies sent there too."""
        return [
            message
            for message in self._messages[channel_id]
            if message.get("thread_ts", message["ts"]) == message["ts"]
            or message.get("subtype") == "thread_broadcast"
        ]

    def replies(self, channel_id: str, thread_ts: str) -> Iterator[Payload]:
        """What stands in a thread below its head, oldest first."""
        for message in self._messages[channel_id]:
            if message.get("thread_ts") == thread_ts != message["ts"]:
                yield message
