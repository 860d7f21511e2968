"""The calendar that budgets and reports follow: whose midnight, at which hour a day begins, on which day a week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import IntEnum

from storage.limits import Period


class Weekday(IntEnum):
    """As ``date.weekday`` counts them."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """A day begins at ``reset_hour`` on the wall clock of ``time_zone`` and keeps the date it began on."""

    time_zone: tzinfo = UTC
    reset_hour: int = 0
    first_weekday: Weekday = Weekday.MONDAY

    def day_at(self, moment: datetime) -> date:
        """The day that a moment is in. The wall clock decides, so a day of 23 or 25 hours is one day."""
        local = moment.astimezone(self.time_zone)
        return local.date() if local.hour >= self.reset_hour else local.date() - timedelta(days=1)

    def starts_at(self, moment: datetime) -> Mapping[Period, date]:
        """The first day of each period that a moment is in."""
        day = self.day_at(moment)
        return {Period.DAY: day, Period.WEEK: self.week_start(day), Period.MONTH: day.replace(day=1)}

    def week_start(self, day: date) -> date:
        """The first day of the week that a day is in."""
        return day - timedelta(days=(day.weekday() - self.first_weekday) % 7)

    def begins_at(self, day: date) -> datetime:
        """When a day begins, in UTC; an hour that the clocks leave out begins when they jump."""
        return datetime.combine(day, time(self.reset_hour), tzinfo=self.time_zone).astimezone(UTC)
