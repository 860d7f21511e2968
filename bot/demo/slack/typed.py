"""What a person typed, as Slack puts it on the wire: escapes, mentions, channels, links."""

import re
from collections.abc import Iterable

from bot.demo.slack.cast import Channel, Member

_TOKENS = re.compile(r"<(?:@U|#C|!|https?://)[^<>]*>|https?://[^\s<>|]+|[@#][\w-]+|[&<>]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def as_wire(
    text: str, *, members: Iterable[Member], channels: Iterable[Channel], with_names: bool = False
) -> str:
    """The text with ``@name``, ``#channel`` and links in angle brackets and the rest escaped.

    What is in Slack's brackets already stays. ``with_names`` is how slash commands are escaped:
    ``<@U…|name>`` instead of ``<@U…>``.
    """
    people = {member.name: member.user_id for member in members}
    places = {channel.name: channel.channel_id for channel in channels if channel.name}

    def replaced(match: re.Match[str]) -> str:
        token = match[0]
        name = token[1:]
        if token[0] == "@" and name.lower() in people:
            return f"<@{people[name.lower()]}|{name}>" if with_names else f"<@{people[name.lower()]}>"
        if token[0] == "#" and name in places:
            return f"<#{places[name]}|{name}>"
        if token.startswith("http"):
            return f"<{token.replace('&', '&amp;')}>"
        return _ESCAPES.get(token, token)

    return _TOKENS.sub(replaced, text)
