"""A report in lines: pages of a long table, and what was charged beyond its quote."""

from datetime import UTC, date, datetime

from bot.money.budgets import Limit, Period, Scope
from bot.office.acts import Act
from bot.reports.base import About, Change, Label, Report, Row
from bot.reports.figures import Chart
from bot.reports.periods import month_of
from handlers.blocks.budgets import acts_shown, budgets_shown
from handlers.blocks.reports import report_shown
from handlers.blocks.shown import Shown
from handlers.usage_words import split_page
from storage.outcomes import Outcomes

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
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


def sections(shown: Shown) -> str:
    return "\n".join(block.to_dict()["text"]["text"] for block in shown.blocks)


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


def test_long_lists_of_budgets_and_acts_come_in_pages_that_slack_takes() -> None:
    limits = [
        Limit(team_id="T1", scope=Scope.USER, scope_id=f"U{number}", period=Period.MONTH, limit_micros=1)
        for number in range(120)
    ]
    act = Act(team_id="T1", user_id="U1", act="adjust", subject="U2", detail="<" * 400, done_at=NOON)

    first, last, beyond = (budgets_shown(limits, page=page) for page in (1, 3, 9))
    acts = acts_shown([act] * 20, page=2, has_more=True)

    assert sections(first).count("•") == 50
    assert "write page 2 behind the command" in sections(first)
    assert sections(last).count("•") == 20
    assert "write page" not in sections(last)
    assert sections(beyond) == sections(last)
    assert sections(acts).count("•") == 20
    assert "write page 3 behind the command" in sections(acts)
    assert "Nothing before that." in sections(acts_shown([], page=4, has_more=False))


def test_a_table_of_long_names_loses_no_row() -> None:
    names = [f"{number:02}{'&' * 78}" for number in range(25)]

    shown = report_shown(make_report([make_row(name) for name in names]), hint="")

    assert sections(Shown(text="", blocks=shown.blocks[:-1])).count("•") == 25
    assert all(len(block.to_dict()["text"]["text"]) <= 3000 for block in shown.blocks[:-1])
