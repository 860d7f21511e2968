"""``retouch report``: the same figures in a terminal, or the ledger as CSV on standard output."""

import sys
from datetime import datetime
from decimal import Decimal

from bot.databases import open_database
from bot.money.amounts import micros_from_usd
from bot.reports.base import About, Source, build
from bot.reports.breakdowns import REPORTS
from bot.reports.export import write_csv
from bot.reports.periods import read_span
from bot.reports.words import facts, table_lines
from bot.settings import Settings


async def write_report(settings: Settings, *, period: str, by: str, is_csv: bool, now: datetime) -> None:
    """Write to standard output.

    Raises:
        RequestError: no such period.
        NoDatabase: it cannot be read.
    """
    calendar = settings.calendar
    today = calendar.day_at(now)
    span = read_span(period, today=today, calendar=calendar)
    budget: Decimal | None = settings.workspace_monthly_budget_usd
    async with open_database(settings) as database:
        source = Source(
            database=database,
            today=today,
            calendar=calendar,
            budget_micros=None if budget is None else micros_from_usd(budget),
        )
        if is_csv:
            await write_csv(source, span, sys.stdout)
            return
        report = await build(source, REPORTS[by], span, About())
        lines = [report.title, "", *facts(report), "", *table_lines(report)]
        sys.stdout.write("\n".join(lines) + "\n")
