"""A report in lines: pages of a long table, and what was charged beyond its quote."""

from datetime import date

from bot.reports.base import About, Change, Label, Report, Row
from bot.reports.figures import Chart
from bot.reports.periods import month_of
from handlers.blocks.reports import report_shown
from handlers.usage_reports import split_page
from storage.outcomes import Outcomes

NOVEMBER = month_of(date(2026, 11, 1))


def make_row(name: str | None, **changes: int) -> Row:
    return Row(
        **{"name": name, "spent_micros": 100_000, "open_micros": 0, "jobs": 1, "drift_micros": 0, **changes}
    )


def make_report(rows: list[Row], *, label: Label = Label.TAG) -> Report:
    return Report(
        title="November 2026",
        label=label,
        about=About(),
        span=NOVEMBER,
        columns=(label, "spent", "reserved", "jobs"),
        rows=rows,
        total=make_row(None, spent_micros=100_000 * len(rows), jobs=len(rows)),
        change=Change(span=NOVEMBER.before(date(2026, 11, 20)), spent_micros=0),
        forecast=None,
        outcomes=Outcomes(delivered=1, failed=0, kept_pictures=1, median_seconds=14.2),
        chart=Chart(title="", days=(), spent_micros=(), forecast_micros=None, budget_micros=None),
    )


def table_of(report: Report, *, page: int) -> list[str]:
    blocks = [block.to_dict() for block in report_shown(report, hint="", page=page).blocks]
    return str(blocks[1]["text"]["text"]).splitlines()


def test_every_row_of_a_long_table_is_on_one_of_its_pages() -> None:
    names = [f"tag-{number:02}" for number in range(60)]
    report = make_report([make_row(name) for name in names])

    pages = [table_of(report, page=number) for number in (1, 2, 3, 99)]

    shown = [line.split(" ")[1] for page in pages[:3] for line in page if line.startswith("•")]
    assert shown == names
    assert pages[0][-1] == "and 35 more: $3.50. Page 1 of 3: write page 2 behind the command."
    assert pages[3] == pages[2]


def test_a_page_is_no_part_of_the_period() -> None:
    assert split_page(["team", "last", "month", "page", "2"]) == (["team", "last", "month"], 2)
    assert split_page(["team", "last", "month"]) == (["team", "last", "month"], 1)


def test_a_model_that_was_charged_beyond_its_quote_says_so_in_its_row() -> None:
    report = make_report(
        [make_row("3", drift_micros=9_000), make_row("2", drift_micros=1)], label=Label.MODEL
    )

    dearer, usual = table_of(report, page=1)

    assert dearer.endswith("charged $0.009 more than quoted")
    assert "quoted" not in usual
