"""The Home tab of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, DividerBlock, HeaderBlock

from bot.doors.channels import ChannelSettings
from bot.doors.history import PastThread
from bot.money.spending import PersonMonth
from bot.office.overview import Overview
from handlers.blocks.admin_home import admin_blocks
from handlers.blocks.channels import channel_blocks
from handlers.blocks.history import history_blocks, preference_blocks
from handlers.blocks.report import month_blocks


@dataclass(frozen=True, kw_only=True)
class Home:
    """Everything Home shows; ``overview`` and ``channels`` are for admins, ``command`` is ``/edit`` as called here."""

    month: PersonMonth
    options: str
    past: Sequence[PastThread]
    links: Mapping[str, str]
    command: str
    usage: str = "/usage"
    overview: Overview | None = None
    channels: Sequence[ChannelSettings] = ()


def home_blocks(home: Home, *, with_thumbnails: bool) -> list[Block]:
    """Month, defaults, last threads; for admins the workspace, and the channels that depart from the rest."""
    return [
        *month_blocks(home.month),
        DividerBlock(),
        *preference_blocks(home.options, command=home.command),
        DividerBlock(),
        HeaderBlock(block_id="history", text="Your last threads"),
        *history_blocks(home.past, links=home.links, with_thumbnails=with_thumbnails),
        *(() if home.overview is None else admin_blocks(home.overview, command=home.usage)),
        *channel_blocks(home.channels),
    ]
