"""Help, and the other words that are subcommands when they are the whole text."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncBoltContext

from handlers.asides import tell_blocks
from handlers.blocks.help import help_blocks, help_text
from handlers.payloads import Origin

Subcommand = Callable[[AsyncBoltContext, Origin], Awaitable[None]]


async def tell_help(context: AsyncBoltContext, origin: Origin) -> None:
    """What there is to say and to choose from, model by model."""
    prefix: str = context["command_prefix"]
    await tell_blocks(context, origin, text=help_text(prefix), blocks=help_blocks(prefix))


SUBCOMMANDS: dict[str, Subcommand] = {"help": tell_help}


def find_subcommand(text: str) -> Subcommand | None:
    """The subcommand that is the whole text; with anything beside it, the word belongs to the prompt."""
    return SUBCOMMANDS.get(text.strip().casefold())
