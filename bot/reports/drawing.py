"""The way to draw a chart: the library behind it is slow to load, so only the pixel pool's workers load it."""

from importlib import import_module

from bot.reports.figures import Chart


def draw(chart: Chart) -> bytes:
    """The chart as a PNG of 1600 x 900 pixels."""
    png: bytes = import_module("bot.reports.chart").draw_chart(chart)
    return png
