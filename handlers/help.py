"""Help, and the other words that are subcommands when they are the whole text."""

import re
from collections.abc import Awaitable, Callable
from functools import partial

from slack_bolt.async_app import AsyncBoltContext

from handlers.asides import tell_blocks
from handlers.blocks.help import help_blocks, help_text
from handlers.channels import tell_channel_defaults
from handlers.history import tell_history
from handlers.payloads import Origin
from handlers.preferences import change_preferences, tell_preferences

Subcommand = Callable[[AsyncBoltContext, Origin], Awaitable[None]]


async def tell_help(context: AsyncBoltContext, origin: Origin) -> None:
    """What there is to say and to choose from, model by model."""
    prefix: str = context["command_prefix"]
    await tell_blocks(context, origin, text=help_text(prefix), blocks=help_blocks(prefix))


SUBCOMMANDS: dict[str, Subcommand] = {
    "help": tell_help,
    "history": tell_history,
    "defaults": tell_preferences,
}
_SEARCH = re.compile(r"history:\s*(?P<words>\S.*)", re.IGNORECASE | re.DOTALL)
# Behind "defaults" options may stand, before them a channel, and nothing else.
_CHANNEL_DEFAULTS = re.compile(
    r"defaults\s+<#(?P<channel>[CG][A-Z0-9]+)(?:\|[^>]*)?>(?P<options>\s+(?:none|--.+|[—–―].+))?",
    re.IGNORECASE | re.DOTALL,
)
_DEFAULTS = re.compile(r"defaults\s+(?=--|[—–―])(?P<options>.+)", re.IGNORECASE | re.DOTALL)


def find_subcommand(text: str) -> Subcommand | None:
    """The subcommand that is the whole text; with anything else beside it, the word belongs to the prompt."""
    words = text.strip()
    search = _SEARCH.fullmatch(words)
    if search is not None:
        return partial(tell_history, words=search["words"])
    setting = _DEFAULTS.fullmatch(words)
    if setting is not None:
        return partial(change_preferences, text=setting["options"])
    of_channel = _CHANNEL_DEFAULTS.fullmatch(words)
    if of_channel is not None:
        text = (of_channel["options"] or "").strip()
        return partial(tell_channel_defaults, channel_id=of_channel["channel"].upper(), text=text)
    return SUBCOMMANDS.get(words.casefold())
