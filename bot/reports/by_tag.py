"""What it was spent for, as people tagged it."""

from typing import Final

from bot.reports.base import Breakdown, Label

BREAKDOWN: Final = Breakdown(title="by tag", label=Label.TAG, column="tag")
