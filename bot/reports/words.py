"""A report in words and in lines of plain text."""

from collections.abc import Sequence

from bot.catalogue import MODELS
from bot.money.amounts import format_usd
from bot.reports.base import Label, Report, Row

# Of what was spent; below this nobody needs to look.
DRIFT_SHARE = 0.02


def facts(report: Report) -> list[str]:
    """A sentence for each figure beside the table."""
    total, told = report.total, []
    told.append(f"{format_usd(total.spent_micros)} spent on {_jobs(total.jobs)}, {_change(report)}.")
    if total.open_micros:
        told.append(f"{format_usd(total.open_micros)} reserved for what still runs.")
    if report.forecast is not None:
        told.append(
            f"Forecast to the end of the month: {format_usd(report.forecast.spent_micros)}, {report.forecast.method}."
        )
    if report.per_kept_micros is not None:
        kept = report.outcomes.kept_pictures
        pictures = "the one picture" if kept == 1 else f"each of the {kept} pictures"
        told.append(
            f"{format_usd(report.per_kept_micros)} for {pictures} kept (not deleted, not worked on further)."
        )
    if report.failed_share is not None:
        failed = f"{report.failed_share * 100:.1f} % of the jobs made no picture."
        told.append(failed if report.failed_share else "Every job that has ended made a picture.")
    if report.outcomes.median_seconds is not None:
        told.append(f"Half of the jobs were done within {report.outcomes.median_seconds:.0f} s.")
    if has_drifted(total):
        told.append(f"The services charged {drift_words(total)} than was quoted.")
    return told


def has_drifted(row: Row) -> bool:
    """Whether charged and quoted differ by more than rounding and single odd bills."""
    return abs(row.drift_micros) > DRIFT_SHARE * abs(row.spent_micros)


def drift_words(row: Row) -> str:
    """``$0.12 more``: a dearer bill, or a cheaper one where not every picture came."""
    direction = "more" if row.drift_micros > 0 else "less"
    return f"{format_usd(abs(row.drift_micros))} {direction}"


def table_lines(report: Report) -> list[str]:
    """The table with its total, for a terminal."""
    lines = [
        (
            row_name(report.label, row.name),
            format_usd(row.spent_micros),
            format_usd(row.open_micros),
            str(row.jobs),
        )
        for row in report.rows
    ]
    total = report.total
    last = ("total", format_usd(total.spent_micros), format_usd(total.open_micros), str(total.jobs))
    return _aligned([tuple(report.columns), *lines, last])


def row_lines(report: Report, *, most: int = 10) -> list[str]:
    """The dearest rows as a list, for a message in which no columns stand below each other."""
    return [
        f"• {row_name(report.label, row.name)}: {format_usd(row.spent_micros)}, {_jobs(row.jobs)}"
        for row in report.rows[:most]
    ]


def row_name(label: Label, name: str | None) -> str:
    """How a row is called where ids cannot be turned into names."""
    if name is None:
        return {Label.TAG: "no tag", Label.CHANNEL: "no channel"}.get(label, "adjustments")
    if label is Label.MODEL and name in MODELS:
        return MODELS[name].name
    return name.capitalize() if label is Label.SERVICE else name


def share(row: Row, total: Row) -> str:
    """``12 %`` of all that was spent."""
    if row.spent_micros <= 0 or total.spent_micros <= 0:
        return ""
    return f"{row.spent_micros * 100 / total.spent_micros:.0f} %"


def _jobs(count: int) -> str:
    return "1 job" if count == 1 else f"{count} jobs"


def _change(report: Report) -> str:
    before, spent = report.change.spent_micros, report.total.spent_micros
    if before <= 0:
        return f"after nothing in the time before, {report.change.span.words}"
    percent = (spent - before) * 100 / before
    return f"{percent:+.0f} % against {format_usd(before)} before, {report.change.span.words}"


def _aligned(lines: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
