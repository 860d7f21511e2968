"""One measured figure beside its baseline, and the table that many of them make."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A measurement, what the same machine did in the same run without us, and what is wanted.

    ``is_met`` None is a figure that is published without a bound.
    """

    what: str
    measured: str
    baseline: str = "none"
    wanted: str = "published"
    is_met: bool | None = None


def at_least(what: str, measured: float, *, share: float, of: float, baseline: str, unit: str) -> Figure:
    """A rate that is to reach a share of its baseline's."""
    return Figure(
        what=what,
        measured=f"{measured:,.0f} {unit} ({measured / of:.2f} of the baseline)",
        baseline=f"{baseline}: {of:,.0f} {unit}",
        wanted=f"at least {share:g} of the baseline",
        is_met=measured >= share * of,
    )


def under(what: str, measured: float, *, bound: float, unit: str, baseline: str = "none") -> Figure:
    """A figure that is to stay below a bound."""
    return Figure(
        what=what,
        measured=f"{measured:,.4g} {unit}",
        baseline=baseline,
        wanted=f"under {bound:g} {unit}",
        is_met=measured < bound,
    )


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that this share of the values does not pass."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    marks = {True: "met", False: "**missed**", None: ""}
    rows = [
        f"| {figure.what} | {figure.measured} | {figure.baseline} | {figure.wanted} | {marks[figure.is_met]} |"
        for figure in figures
    ]
    return "\n".join(["| what | measured | baseline | wanted | |", "|---|---|---|---|---|", *rows])
