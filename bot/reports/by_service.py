"""Which image service it went to."""

from typing import Final

from bot.reports.base import Breakdown, Label

BREAKDOWN: Final = Breakdown(title="by service", label=Label.SERVICE, column="service")
