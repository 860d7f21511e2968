"""Where it was spent."""

from typing import Final

from bot.reports.base import Breakdown, Label

BREAKDOWN: Final = Breakdown(title="by channel", label=Label.CHANNEL, column="channel_id")
