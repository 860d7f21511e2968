"""Days, weeks and months begin where people of the time zone say they do, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money.calendar import Calendar, Weekday
from storage.limits import Period

# Zones that change at different hours, one that changes at midnight, one by half an hour, one that lost a day.
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
)


def in_berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 6, 1), 24)]
)
def test_a_day_is_as_long_as_the_clocks_make_it(day: date, hours: int) -> None:
    calendar = Calendar(time_zone=ZoneInfo("Europe/Berlin"))

    length = calendar.begins_at(day + timedelta(days=1)) - calendar.begins_at(day)

    assert length == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("hour", "moment", "day"),
    [
        (0, "2027-03-28T00:00:00", date(2027, 3, 28)),
        (2, "2027-03-28T01:59:59", date(2027, 3, 27)),
        (2, "2027-03-28T03:00:00", date(2027, 3, 28)),  # there is no two o'clock in that night
        (3, "2027-10-31T02:30:00", date(2027, 10, 30)),
        (6, "2028-02-29T05:59:59", date(2028, 2, 28)),
        (6, "2028-02-29T06:00:00", date(2028, 2, 29)),
        (6, "2027-01-01T05:00:00", date(2026, 12, 31)),
    ],
)
def test_a_day_begins_at_the_hour_of_the_reset(hour: int, moment: str, day: date) -> None:
    calendar = Calendar(time_zone=ZoneInfo("Europe/Berlin"), reset_hour=hour)

    assert calendar.day_at(in_berlin(moment)) == day


def test_an_hour_that_comes_twice_is_in_one_day() -> None:
    calendar = Calendar(time_zone=ZoneInfo("Europe/Berlin"), reset_hour=2)
    first = in_berlin("2027-10-31T02:30:00")

    days = {calendar.day_at(first), calendar.day_at(first.replace(fold=1))}

    assert days == {date(2027, 10, 31)}


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2028-02-29T23:59:59", date(2028, 2, 1)),
        ("2028-03-01T00:00:00", date(2028, 3, 1)),
        ("2027-02-28T23:59:59", date(2027, 2, 1)),
        ("2026-12-31T23:59:59", date(2026, 12, 1)),
        ("2027-01-01T00:00:00", date(2027, 1, 1)),
    ],
)
def test_a_month_ends_with_its_last_day(moment: str, month: date) -> None:
    calendar = Calendar(time_zone=ZoneInfo("Europe/Berlin"))

    assert calendar.starts_at(in_berlin(moment))[Period.MONTH] == month


@pytest.mark.parametrize(
    ("weekday", "start"),
    [
        (Weekday.MONDAY, date(2028, 2, 28)),
        (Weekday.SUNDAY, date(2028, 2, 27)),
        (Weekday.TUESDAY, date(2028, 2, 29)),
        (Weekday.WEDNESDAY, date(2028, 2, 23)),
    ],
)
def test_a_week_begins_on_the_day_of_the_reset(weekday: Weekday, start: date) -> None:
    calendar = Calendar(first_weekday=weekday)

    assert calendar.week_start(date(2028, 2, 29)) == start


@given(
    zone=st.sampled_from(ZONES),
    reset_hour=st.integers(0, 23),
    moment=st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    later=st.timedeltas(timedelta(), timedelta(days=2)),
)
def test_every_moment_is_in_one_day_and_days_never_go_back(
    zone: str, reset_hour: int, moment: datetime, later: timedelta
) -> None:
    calendar = Calendar(time_zone=ZoneInfo(zone), reset_hour=reset_hour)

    day = calendar.day_at(moment)

    assert calendar.begins_at(day) <= moment < calendar.begins_at(day + timedelta(days=1))
    assert calendar.day_at(moment + later) >= day
