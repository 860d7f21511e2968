"""``/usage``: what this person spent this month, for their eyes only."""

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.announcer import Notice
from bot.spending import Spending
from handlers import ids
from handlers.asides import tell, tell_blocks
from handlers.blocks.report import month_blocks, month_text
from handlers.help import find_subcommand
from handlers.payloads import Payload, read_command

_UNKNOWN = "That is nothing I can show. Nothing was charged. The command alone shows your month."


def register(app: AsyncApp, *, prefix: str) -> None:
    """The command."""
    app.command(ids.slash_command(ids.USAGE_COMMAND, prefix))(show_usage)


async def show_usage(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    spending: Spending,
) -> None:
    """My month, my budget, what is left, my last jobs."""
    command = read_command(body, context)
    subcommand = find_subcommand(command.text)
    if subcommand is not None:
        await subcommand(context, command.origin)
    elif command.text:
        await tell(context, command.origin, Notice(text=_UNKNOWN))
    else:
        month = await spending.month_of(command.origin.person)
        await tell_blocks(context, command.origin, text=month_text(month), blocks=month_blocks(month))
    await ack()
