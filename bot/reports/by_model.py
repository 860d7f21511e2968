"""What it was spent on."""

from typing import Final

from bot.reports.base import Breakdown, Label

BREAKDOWN: Final = Breakdown(title="by model", label=Label.MODEL, column="model_key")
