"""A digest tells the last whole week or month, whatever the clocks and the calendar do at its end."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money.calendar import Calendar, Weekday
from bot.office.digests import Frequency, last_ended
from bot.reports.periods import month_of

BERLIN = Calendar(time_zone=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2028-02-29T23:59:59+01:00", date(2028, 1, 1), date(2028, 1, 31)),
        ("2028-03-01T00:00:00+01:00", date(2028, 2, 1), date(2028, 2, 29)),
        ("2027-03-01T00:00:00+01:00", date(2027, 2, 1), date(2027, 2, 28)),
        ("2027-01-01T00:00:00+01:00", date(2026, 12, 1), date(2026, 12, 31)),
        ("2027-10-31T23:30:00+01:00", date(2027, 9, 1), date(2027, 9, 30)),  # that day has 25 hours
    ],
)
def test_a_monthly_digest_tells_the_month_before_this_one(moment: str, first: date, last: date) -> None:
    today = BERLIN.day_at(datetime.fromisoformat(moment))

    span = last_ended(Frequency.MONTHLY, BERLIN, today=today)

    assert (span.first_day, span.last_day) == (first, last)


@pytest.mark.parametrize(
    ("weekday", "moment", "first"),
    [
        (Weekday.MONDAY, "2027-03-28T23:59:59+02:00", date(2027, 3, 15)),  # the Sunday of the short night
        (Weekday.MONDAY, "2027-03-29T00:00:00+02:00", date(2027, 3, 22)),
        (Weekday.SUNDAY, "2027-03-28T00:00:00+01:00", date(2027, 3, 21)),
        (Weekday.TUESDAY, "2028-02-29T00:00:00+01:00", date(2028, 2, 22)),
        (Weekday.WEDNESDAY, "2028-03-01T00:00:00+01:00", date(2028, 2, 23)),
    ],
)
def test_a_weekly_digest_tells_the_week_before_this_one(weekday: Weekday, moment: str, first: date) -> None:
    calendar = Calendar(time_zone=ZoneInfo("Europe/Berlin"), first_weekday=weekday)

    span = last_ended(Frequency.WEEKLY, calendar, today=calendar.day_at(datetime.fromisoformat(moment)))

    assert span.first_day == first
    assert (span.last_day - span.first_day).days == 6


@given(
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    weekday=st.sampled_from(Weekday),
    reset_hour=st.integers(0, 23),
)
def test_what_a_digest_tells_is_over_and_nothing_lies_between(
    moment: datetime, weekday: Weekday, reset_hour: int
) -> None:
    calendar = Calendar(time_zone=ZoneInfo("America/Havana"), reset_hour=reset_hour, first_weekday=weekday)
    today = calendar.day_at(moment)

    month = last_ended(Frequency.MONTHLY, calendar, today=today)
    week = last_ended(Frequency.WEEKLY, calendar, today=today)

    assert month.last_day.toordinal() + 1 == month_of(today).first_day.toordinal()
    assert week.last_day.toordinal() + 1 == calendar.week_start(today).toordinal()
