"""What a chart shows; the library that draws it is slow to load, so ``drawing`` alone knows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What was spent on each day of a span, and the lines to draw beside it."""

    title: str
    days: Sequence[date]
    spent_micros: Sequence[int]  # for the days that are not in the future
    forecast_micros: int | None
    budget_micros: int | None
