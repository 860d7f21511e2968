"""A report's chart as a picture, readable on light and dark alike; drawn in the pixel pool."""

import io
from itertools import accumulate

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.reports.figures import Chart

_GROUND, _INK, _SOFT = "#ffffff", "#1d1c1d", "#8a8790"
_BAR, _LINE, _ALARM = "#b9d3f0", "#1f5fa8", "#c2361f"


def draw_chart(chart: Chart) -> bytes:
    """Bars for the days, a line for the sum so far, dashes for forecast and budget; a PNG of 1600 x 800."""
    # Dollars as floats from here on: they place ink and are never money again.
    spent = [micros / 1_000_000 for micros in chart.spent_micros]
    sums = list(accumulate(spent))
    figure = Figure(figsize=(10, 5), dpi=160, facecolor=_GROUND, layout="constrained")
    axes = figure.add_subplot(facecolor=_GROUND)
    numbers = range(1, len(chart.days) + 1)
    axes.bar(numbers[: len(spent)], spent, color=_BAR, label="each day")
    axes.plot(numbers[: len(sums)], sums, color=_LINE, linewidth=2.5, label="sum", marker="o", markersize=3)
    if chart.forecast_micros is not None and sums and len(sums) < len(chart.days):
        axes.plot(
            [len(sums), len(chart.days)],
            [sums[-1], chart.forecast_micros / 1_000_000],
            color=_LINE,
            linestyle=(0, (4, 3)),
            label="forecast",
        )
    if chart.budget_micros is not None:
        axes.axhline(chart.budget_micros / 1_000_000, color=_ALARM, linestyle="--", label="budget")
    axes.set_title(chart.title, color=_INK, fontsize=16, loc="left")
    axes.set_xlim(0.3, len(chart.days) + 0.7)
    axes.set_ylim(bottom=min(0.0, *sums, *spent) if sums else 0.0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=16))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda place, _: _day_text(chart, place)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda dollars, _: f"${dollars:,.2f}"))
    axes.tick_params(colors=_INK, labelsize=11)
    axes.grid(axis="y", color="#e4e2e6", linewidth=0.8)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(_SOFT)
    # Above the picture, where no line of it can cross the words.
    axes.legend(
        loc="lower right", bbox_to_anchor=(1, 1), ncols=4, frameon=False, labelcolor=_INK, fontsize=11
    )
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _day_text(chart: Chart, place: float) -> str:
    number = round(place) - 1
    if not 0 <= number < len(chart.days):
        return ""
    day = chart.days[number]
    is_one_month = chart.days[0].month == chart.days[-1].month
    return str(day.day) if is_one_month else f"{day.day}.{day.month}."
