"""What a chart shows, and the way to draw it: the library behind it is slow to load, so only workers do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What was spent on each day of a span, and the lines to draw beside it."""

    title: str
    days: Sequence[date]
    spent_micros: Sequence[int]  # for the days that are not in the future
    forecast_micros: int | None
    budget_micros: int | None


def draw(chart: Chart) -> bytes:
    """The chart as a PNG of 1600 x 800 pixels."""
    png: bytes = import_module("bot.reports.chart").draw_chart(chart)
    return png
