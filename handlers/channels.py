"""A channel's own defaults: ``/edit defaults #design --speed turbo``, and the button on Home that ends them."""

from slack_bolt.async_app import AsyncBoltContext

from bot.doors.channels import Channels
from bot.reading.options import read_text
from handlers import ids
from handlers.access import Access
from handlers.asides import tell_blocks
from handlers.blocks.channels import channel_defaults_shown
from handlers.payloads import Origin


async def tell_channel_defaults(
    context: AsyncBoltContext, origin: Origin, *, channel_id: str, text: str
) -> None:
    """Options behind the channel's name are set, ``none`` forgets them all; then what is set now is shown.

    Raises:
        NotAllowed: somebody who is no admin wants to change them.
    """
    channels: Channels = context["channels"]
    if text:
        access: Access = context["access"]
        await access.require_admin(context.client, origin.person)
        if text.casefold() == "none":
            await channels.forget_defaults(origin.person, channel_id)
        else:
            await channels.add_defaults(origin.person, channel_id, read_text(text, verb=None))
    command = ids.slash_command(ids.EDIT_COMMAND, context["command_prefix"])
    settings = await channels.read(origin.person.team_id, channel_id)
    shown = channel_defaults_shown(settings, command=command)
    await tell_blocks(context, origin, text=shown.text, blocks=shown.blocks)
