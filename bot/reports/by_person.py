"""Who spent what."""

from typing import Final

from bot.reports.base import Breakdown, Label

BREAKDOWN: Final = Breakdown(title="by person", label=Label.PERSON, column="user_id")
