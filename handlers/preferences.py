"""``/edit defaults --speed turbo``: what I want where I say nothing."""

from slack_bolt.async_app import AsyncBoltContext

from bot.doors.channels import Channels
from bot.doors.preferences import Preferences, preference_text
from bot.reading.options import read_text
from handlers import ids
from handlers.asides import tell_blocks
from handlers.blocks.channels import channel_defaults_shown
from handlers.blocks.history import preference_blocks
from handlers.payloads import Origin


async def tell_preferences(context: AsyncBoltContext, origin: Origin) -> None:
    """What is set now, and what holds in this channel."""
    preferences: Preferences = context["preferences"]
    await _show(context, origin, options=preference_text(await preferences.read(origin.person)))


async def change_preferences(context: AsyncBoltContext, origin: Origin, *, text: str) -> None:
    """Set some, and say what is set now."""
    preferences: Preferences = context["preferences"]
    draft = await preferences.change(origin.person, read_text(text, verb=None))
    await _show(context, origin, options=preference_text(draft))


async def _show(context: AsyncBoltContext, origin: Origin, *, options: str) -> None:
    command = ids.slash_command(ids.EDIT_COMMAND, context["command_prefix"])
    channels: Channels = context["channels"]
    shared = await channels.read(origin.person.team_id, origin.thread.channel_id)
    blocks = preference_blocks(options, command=command)
    if shared.defaults.values:
        blocks += channel_defaults_shown(shared, command=command).blocks
    await tell_blocks(context, origin, text=f"Your defaults: {options or 'none'}", blocks=blocks)
