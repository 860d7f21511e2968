"""The word behind ``/usage`` that says which replies run in a channel."""

from collections.abc import Sequence

from bot.doors.channels import Channels
from bot.errors import RequestError
from bot.reading.values import nearest
from bot.settings import ThreadReplies
from handlers.blocks.channels import replies_text
from handlers.blocks.shown import Shown
from handlers.usage_desk import Act, Desk
from handlers.usage_words import find_channel, read_plain

_DEFAULT = "default"
_MODES = (*ThreadReplies, _DEFAULT)


async def replies(desk: Desk, words: Sequence[str]) -> str | Shown:
    """``replies #design offer`` sets it, ``replies #design`` shows it, ``default`` is as everywhere."""
    channel_id = find_channel(words[1]) if len(words) > 1 else None
    if channel_id is None or len(words) > 3:
        raise RequestError(
            "I cannot see which channel you mean. Nothing was changed. "
            f"Write it like {desk.command} replies #design offer; smart, offer, always, mention or default."
        )
    channels: Channels = desk.context["channels"]
    if len(words) == 3:
        await channels.set_replies(desk.admin, channel_id, _read_mode(words[2]))
    own = (await channels.read(desk.admin.team_id, channel_id)).thread_replies
    mode = own or await channels.mode_in(desk.admin.team_id, channel_id)
    return Shown.of(replies_text(channel_id, mode, is_own=own is not None), block_id="replies")


def _read_mode(word: str) -> ThreadReplies | None:
    name = read_plain(word).casefold()
    if name not in _MODES:
        raise RequestError(
            f"I do not know that word. Nothing was changed. Did you mean {nearest(name, _MODES)}? "
            "It is smart, offer, always, mention or default."
        )
    return None if name == _DEFAULT else ThreadReplies(name)


ACTS: dict[str, Act] = {"replies": replies}
