"""Calendar periods: "last month", "2026-10", "2026-10-01..2026-10-15", and the one before each."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import RequestError
from bot.money.calendar import Calendar

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST = timedelta(days=3660)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days of a calendar, both ends included."""

    first_day: date
    last_day: date

    @property
    def is_month(self) -> bool:
        """Whether it is one whole calendar month."""
        return self == month_of(self.first_day)

    @property
    def words(self) -> str:
        """``October 2026``, ``3 October 2026``, ``1 to 15 October 2026``."""
        first, last = self.first_day, self.last_day
        if self.is_month:
            return f"{first:%B %Y}"
        if first == last:
            return f"{first.day} {first:%B %Y}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day} to {last.day} {last:%B %Y}"
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"

    def gone(self, today: date) -> "Span":
        """The part of it that is not in the future; the whole where all of it is."""
        last = min(self.last_day, max(today, self.first_day))
        return Span(first_day=self.first_day, last_day=last)

    def before(self, today: date) -> "Span":
        """What to compare with: the month before or as many days of it as of this one are gone, else the
        same number of days just before.
        """
        gone = self.gone(today)
        days = (gone.last_day - gone.first_day).days
        if not self.is_month:
            last = self.first_day - timedelta(days=1)
            return Span(first_day=last - timedelta(days=days), last_day=last)
        whole = month_of(self.first_day - timedelta(days=1))
        if gone == self:
            return whole
        last = min(whole.last_day, whole.first_day + timedelta(days=days))
        return Span(first_day=whole.first_day, last_day=last)


def month_of(day: date) -> Span:
    """The calendar month a day is in."""
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return Span(first_day=day.replace(day=1), last_day=last)


def week_of(day: date, calendar: Calendar) -> Span:
    """The seven days a day is in."""
    first = calendar.week_start(day)
    return Span(first_day=first, last_day=first + timedelta(days=6))


def read_span(text: str, *, today: date, calendar: Calendar) -> Span:
    """What a person wrote; this month where they wrote nothing.

    Raises:
        RequestError: no period, or no such day.
    """
    words = " ".join(text.split()).casefold()
    week = week_of(today, calendar)
    named = {
        "": month_of(today),
        "month": month_of(today),
        "this month": month_of(today),
        "today": Span(first_day=today, last_day=today),
        "week": week,
        "this week": week,
        "last month": month_of(today.replace(day=1) - timedelta(days=1)),
    }
    if words in named:
        return named[words]
    try:
        span = _read_dates(words)
    except ValueError as error:
        raise _unreadable() from error
    if span is None or span.last_day < span.first_day or span.last_day - span.first_day > LONGEST:
        raise _unreadable()
    return span


def _read_dates(words: str) -> Span | None:
    if (month := _MONTH.fullmatch(words)) is not None:
        return month_of(date(int(month[1]), int(month[2]), 1))
    first, dots, last = words.partition("..")
    if _DAY.fullmatch(first) is None or (dots and _DAY.fullmatch(last) is None):
        return None
    day = date.fromisoformat(first)
    return Span(first_day=day, last_day=date.fromisoformat(last) if dots else day)


def _unreadable() -> RequestError:
    return RequestError(
        "I do not know that period. Nothing was changed. Write today, week, month, last month, "
        "a month such as 2026-10, or days such as 2026-10-01..2026-10-15."
    )
