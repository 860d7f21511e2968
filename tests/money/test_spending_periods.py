"""Money counts in the day, week and month of the calendar in which it was reserved."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.money.calendar import Calendar
from storage import Database
from storage.limits import Period, Scope
from tests.money.accounts import ANN, BEN, Clock, charge, put_limit, release, reserve, settle, spending_in


async def test_a_job_counts_in_the_month_of_its_reservation(database: Database) -> None:
    clock = Clock(datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
    spending = spending_in(database, user_micros=1_000_000, clock=clock)
    job_id = await reserve(database, spending, charge())

    clock.now += timedelta(minutes=2)
    await settle(database, spending, job_id, charged_micros=150_000)

    assert await spending.left_micros(ANN) == 1_000_000
    clock.now -= timedelta(minutes=2)
    assert await spending.left_micros(ANN) == 850_000


@pytest.mark.parametrize(
    ("zone", "month_start"),
    [("UTC", date(2026, 11, 1)), ("Asia/Tokyo", date(2026, 12, 1)), ("America/Lima", date(2026, 11, 1))],
)
async def test_months_begin_on_the_calendar_of_the_time_zone(
    database: Database, zone: str, month_start: date
) -> None:
    clock = Clock(datetime(2026, 11, 30, 18, tzinfo=UTC))
    spending = spending_in(database, clock=clock, calendar=Calendar(time_zone=ZoneInfo(zone)))

    month = await spending.month_of(ANN)

    assert month.month_start == month_start


async def test_a_week_begins_on_monday(database: Database) -> None:
    clock = Clock(datetime(2026, 11, 22, 23, tzinfo=UTC))  # a Sunday
    spending = spending_in(database, clock=clock)
    await put_limit(database, Scope.USER, "U1", limit_micros=100_000, period=Period.WEEK)
    await reserve(database, spending, charge())

    on_sunday = await spending.left_micros(ANN)
    clock.now += timedelta(hours=2)
    on_monday = await spending.left_micros(ANN)

    assert (on_sunday, on_monday) == (10_000, 100_000)


async def test_a_persons_month_shows_spent_open_left_and_the_last_jobs(database: Database) -> None:
    clock = Clock()
    spending = spending_in(database, user_micros=1_000_000, clock=clock)
    await reserve(database, spending, charge(BEN))
    settled, released, _open = [
        await reserve(database, spending, charge(quote_micros=quote)) for quote in (90_000, 60_000, 30_000)
    ]
    await settle(database, spending, settled, charged_micros=95_000, is_estimate=True)
    await release(database, spending, released)

    month = await spending.month_of(ANN)

    assert (month.spent_micros, month.open_micros, month.jobs) == (95_000, 30_000, 3)
    assert (month.budget_micros, month.left_micros) == (1_000_000, 875_000)
    assert [(job.quote_micros, job.charged_micros, job.is_estimate) for job in month.last_jobs] == [
        (30_000, None, False),
        (60_000, 0, False),
        (90_000, 95_000, True),
    ]
