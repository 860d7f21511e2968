"""The budget's keeper with the limits that the settings name."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from bot.money.amounts import micros_from_usd
from bot.money.budgets import Budgets
from bot.money.spending import Spending
from bot.settings import Settings
from storage import Database


def open_spending(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Spending:
    """For the app, and for commands that work on the database beside it."""

    def micros(dollars: Decimal | None) -> int | None:
        return None if dollars is None else micros_from_usd(dollars)

    budgets = Budgets(
        user_monthly_micros=micros(settings.user_monthly_budget_usd),
        channel_monthly_micros=micros(settings.channel_monthly_budget_usd),
        workspace_monthly_micros=micros(settings.workspace_monthly_budget_usd),
    )
    return Spending(database, budgets, calendar=settings.calendar, clock=clock)
