"""A report's chart as a picture, readable on light and dark alike; drawn in the pixel pool."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.reports.figures import Chart

_GROUND, _INK, _SOFT, _GRID = "#ffffff", "#1d1c1d", "#5e5a63", "#e4e2e6"
_BAR, _LINE, _ALARM = "#b9d3f0", "#1f5fa8", "#c2361f"
_EDGE_INCHES: Final = 0.12
# Beyond so many days a bar for each would be a hair.
_MOST_DAYS: Final = 62
_MOST_LABELS: Final = 16
# A picture of one day is as wide as one of a week, so that its bar does not fill it.
_FEWEST_DAYS: Final = 7


@dataclass(frozen=True, kw_only=True)
class _Bar:
    """A day or a month: the places of its days, counted from 1, and what was spent on them."""

    first: int
    days: Sequence[date]
    dollars: float

    @property
    def centre(self) -> float:
        return self.first + (len(self.days) - 1) / 2


def draw_chart(chart: Chart) -> bytes:
    """A line for the sum so far, dashes for forecast and budget, below them bars for the days; 1600 x 900 PNG.

    The bars have a scale of their own: on that of a whole month's sum a day would be a hair.
    """
    edge = ConstrainedLayoutEngine(h_pad=_EDGE_INCHES, w_pad=_EDGE_INCHES)
    figure = Figure(figsize=(8, 4.5), dpi=200, facecolor=_GROUND, layout=edge)
    # Dollars as floats from here on: they place ink and are never money again.
    spent = [micros / 1_000_000 for micros in chart.spent_micros]
    if any(spent):
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(5, 2))
        _draw_sum(above, chart, spent)
        _draw_bars(below, chart, spent)
        below.yaxis.set_major_locator(MaxNLocator(3))
    else:
        above = below = figure.add_subplot()
        above.text(
            0.5, 0.5, "Nothing was spent.", color=_SOFT, fontsize=14, ha="center", transform=above.transAxes
        )
    if chart.budget_micros is not None:
        above.axhline(chart.budget_micros / 1_000_000, color=_ALARM, linestyle="--", label="budget")
    above.set_title(chart.title, color=_INK, fontsize=16, loc="left", pad=12)
    for axes in {above, below}:
        _dress(axes)
    _name_days(below, chart.days)
    # Below the picture, where no line of it and no long title can cross the words.
    if axes.get_legend_handles_labels()[0]:
        figure.legend(loc="outside lower center", ncols=4, frameon=False, labelcolor=_INK, fontsize=11)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _draw_bars(axes: Axes, chart: Chart, spent: Sequence[float]) -> None:
    is_by_day = len(chart.days) <= _MOST_DAYS
    bars = _bars(chart, spent, is_by_day=is_by_day)
    axes.bar(
        [bar.centre for bar in bars],
        [bar.dollars for bar in bars],
        width=[0.8 * len(bar.days) for bar in bars],
        color=_BAR,
        label="each day" if is_by_day else "each month",
    )


def _draw_sum(axes: Axes, chart: Chart, spent: Sequence[float]) -> None:
    sums = list(accumulate(spent))
    places, marker = range(1, len(sums) + 1), "o" if len(chart.days) <= _MOST_DAYS else ""
    axes.plot(places, sums, color=_LINE, linewidth=2.5, label="sum", marker=marker, markersize=4)
    if chart.forecast_micros is not None and len(sums) < len(chart.days):
        axes.plot(
            [len(sums), len(chart.days)],
            [sums[-1], chart.forecast_micros / 1_000_000],
            color=_LINE,
            linestyle=(0, (4, 3)),
            label="forecast",
        )


def _bars(chart: Chart, spent: Sequence[float], *, is_by_day: bool) -> list[_Bar]:
    """For the days that are not in the future."""
    bars: list[_Bar] = []
    counted = list(zip(chart.days, spent, strict=False))
    for _, members in groupby(counted, key=lambda pair: pair[0] if is_by_day else pair[0].replace(day=1)):
        days, dollars = zip(*members, strict=True)
        first = 1 + sum(len(bar.days) for bar in bars)
        bars.append(_Bar(first=first, days=days, dollars=sum(dollars)))
    return bars


def _name_days(axes: Axes, days: Sequence[date]) -> None:
    space = 0.7 + max(0, _FEWEST_DAYS - len(days)) / 2
    axes.set_xlim(1 - space, len(days) + space)
    places = _labelled(days)
    axes.set_xticks([place + 1 for place in places], [_day_text(days, place) for place in places])


def _dress(axes: Axes) -> None:
    """Scale of dollars, grid and colours."""
    low, high = axes.get_ylim()
    is_empty = not axes.has_data()
    goes_below = not is_empty and axes.dataLim.ymin < 0  # an adjustment may give back more than was spent
    axes.set_ylim(bottom=low if goes_below else 0.0, top=1.0 if is_empty else max(high, 0.0))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda dollars, _: _dollar_text(dollars)))
    axes.tick_params(colors=_INK, labelsize=11)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(_SOFT)


def _labelled(days: Sequence[date]) -> list[int]:
    """The days that get a label: the first of each month where there are many, else every so many days."""
    if len(days) > _MOST_DAYS:
        places = [place for place, day in enumerate(days) if day.day == 1]
    else:
        places = list(range(len(days)))
    return places[:: -(-len(places) // _MOST_LABELS)]


def _day_text(days: Sequence[date], place: int) -> str:
    """As much of a date as is not the same for all of them."""
    day = days[place]
    if len(days) > _MOST_DAYS:
        return f"{day:%b}" if days[0].year == days[-1].year else f"{day:%b %y}"
    return str(day.day) if days[0].month == days[-1].month else f"{day.day} {day:%b}"


def _dollar_text(dollars: float) -> str:
    return f"{'-' if dollars < 0 else ''}${abs(dollars):,.2f}"
