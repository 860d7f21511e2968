"""What admins rule for everybody, as a message and on Home."""

from bot.catalogue import MODELS
from bot.office.rules import HouseRules
from handlers.blocks.escape import escape
from handlers.blocks.shown import Shown


def rules_shown(rules: HouseRules, *, command: str) -> Shown:
    """Both lists, and how to change them."""
    hint = (
        f"`{escape(command)} allow #design 3` adds to a list, `disallow` takes off it, `allow all` ends both."
    )
    return Shown.of("\n".join([*rules_lines(rules), hint]), block_id="rules")


def rules_lines(rules: HouseRules) -> list[str]:
    """A sentence for each list."""
    channels = ", ".join(f"<#{escape(channel_id)}>" for channel_id in rules.channel_ids)
    names = ", ".join(escape(MODELS[key].name) for key in rules.model_keys if key in MODELS)
    return [
        f"*Channels allowed*: {channels}, and direct messages" if channels else "*Channels allowed*: all",
        f"*Models allowed*: {names}" if names else "*Models allowed*: all",
    ]
