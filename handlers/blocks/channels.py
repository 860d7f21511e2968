"""What is set for single channels, as messages and on Home."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, HeaderBlock, SectionBlock

from bot.doors.channels import ChannelSettings
from bot.doors.preferences import preference_text
from bot.settings import ThreadReplies
from handlers import ids
from handlers.blocks.escape import escape, mrkdwn
from handlers.blocks.shown import Shown

MOST_ON_HOME = 10

_REPLIES = {
    ThreadReplies.SMART: "instructions run after a pause, what is unclear is asked about first",
    ThreadReplies.OFFER: "every reply is asked about before it runs",
    ThreadReplies.ALWAYS: "every reply runs",
    ThreadReplies.MENTION: "only replies that mention Retouch run",
}


def channel_defaults_shown(channel: ChannelSettings, *, command: str) -> Shown:
    """``Defaults in #design · --speed turbo``, and how an admin changes them."""
    place = _place(channel.channel_id)
    options = preference_text(channel.defaults)
    if not options:
        hint = f"Admins set some with `{escape(command)} defaults #channel --speed turbo`."
        return Shown.of(f"*Defaults in {place}* · none. {hint}", block_id="channel_defaults")
    return Shown.of(
        f"*Defaults in {place}* · `{escape(options)}`\nUsed there by everybody who says nothing else and has no "
        f"default of their own. Admins end them with `{escape(command)} defaults #channel none`.",
        block_id="channel_defaults",
    )


def replies_text(channel_id: str, mode: ThreadReplies, *, is_own: bool) -> str:
    """Which replies run in a channel, as finished ``mrkdwn``."""
    reach = "" if is_own else " (as everywhere)"
    return f"Replies in threads of {_place(channel_id)}: *{mode}*{reach}, so {_REPLIES[mode]}."


def channel_blocks(channels: Sequence[ChannelSettings]) -> list[Block]:
    """For admins on Home: each channel that departs from the rest, with a button that makes it like the others."""
    if not channels:
        return []
    blocks: list[Block] = [HeaderBlock(block_id="channels", text="Channels of their own")]
    for channel in channels[:MOST_ON_HOME]:
        button = ButtonElement(
            action_id=f"{ids.RESET_CHANNEL}:{channel.channel_id}",
            text="Make it like the others",
            value=channel.channel_id,
        )
        blocks += [
            SectionBlock(block_id=f"channel_{channel.channel_id}", text=mrkdwn(_line(channel))),
            ActionsBlock(block_id=f"reset_{channel.channel_id}", elements=[button]),
        ]
    return blocks


def _line(channel: ChannelSettings) -> str:
    options = preference_text(channel.defaults)
    parts = [
        f"*{_place(channel.channel_id)}*",
        f"`{escape(options)}`" if options else "",
        f"replies: {channel.thread_replies}" if channel.thread_replies else "",
    ]
    return " · ".join(filter(None, parts))


def _place(channel_id: str) -> str:
    return f"<#{escape(channel_id)}>"
