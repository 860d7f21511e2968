"""What admins of the workspace do to its channels, threads and people."""

from bot.demo.slack.cast import BOT_USER_ID, Channel, ChannelRule
from bot.demo.slack.hub import Hub


class Admin:
    """Changes underneath whatever the app is doing; people and channels go by name or id."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def add_channel(self, name: str) -> str:
        """Open a public channel with everybody of the workspace and the app in it; its name."""
        self._hub.conversations.add_channel(name)
        self._hub.changes.tell()
        return name

    def invite_app(self, channel: str) -> None:
        """Let the app in."""
        place = self._channel(channel)
        self._change(place, member_ids=place.member_ids | {BOT_USER_ID})

    def remove_app(self, channel: str) -> None:
        """Send the app away."""
        place = self._channel(channel)
        self._change(place, member_ids=place.member_ids - {BOT_USER_ID})

    def archive(self, channel: str) -> None:
        """Close a channel for good."""
        self._change(self._channel(channel), is_archived=True)

    def limit_posting(self, channel: str, rule: ChannelRule | None) -> None:
        """Say who may post what in a channel; None lifts it."""
        self._change(self._channel(channel), rule=rule)

    def lock_thread(self, head_ts: str) -> None:
        """Let nobody reply below a message any more; what is there can still be changed."""
        self._hub.conversations.locked_threads.add(head_ts)
        self._hub.changes.tell()

    def deactivate(self, user: str) -> None:
        """Let somebody leave the workspace for good; they can do nothing here any more."""
        conversations = self._hub.conversations
        conversations.deactivate(conversations.get_member(user).user_id)
        self._hub.changes.tell()

    def _channel(self, name: str) -> Channel:
        return self._hub.conversations.get_channel(name)

    def _change(self, channel: Channel, **new: object) -> None:
        self._hub.conversations.change_channel(channel.channel_id, **new)
        self._hub.changes.tell()
