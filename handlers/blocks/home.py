"""The Home tab of one person."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block, DividerBlock, HeaderBlock

from bot.doors.history import PastThread
from bot.money.spending import PersonMonth
from handlers.blocks.history import history_blocks, preference_blocks
from handlers.blocks.report import month_blocks


def home_blocks(
    month: PersonMonth,
    *,
    options: str,
    past: Sequence[PastThread],
    links: Mapping[str, str],
    command: str,
    with_thumbnails: bool,
) -> list[Block]:
    """Month, defaults, last threads."""
    return [
        *month_blocks(month),
        DividerBlock(),
        *preference_blocks(options, command=command),
        DividerBlock(),
        HeaderBlock(block_id="history", text="Your last threads"),
        *history_blocks(past, links=links, with_thumbnails=with_thumbnails),
    ]
