"""Calendar periods in words, and the one before each."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RequestError
from bot.money.calendar import Calendar
from bot.reports.periods import Span, month_of, read_span

TODAY = date(2026, 11, 20)


def span(first: str, last: str) -> Span:
    return Span(first_day=date.fromisoformat(first), last_day=date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("", "2026-11-01", "2026-11-30", "November 2026"),
        ("today", "2026-11-20", "2026-11-20", "20 November 2026"),
        ("Week", "2026-11-16", "2026-11-22", "16 to 22 November 2026"),
        ("month", "2026-11-01", "2026-11-30", "November 2026"),
        ("last  month", "2026-10-01", "2026-10-31", "October 2026"),
        ("2024-02", "2024-02-01", "2024-02-29", "February 2024"),
        ("2026-10-01..2026-10-15", "2026-10-01", "2026-10-15", "1 to 15 October 2026"),
        ("2026-12-30..2027-01-02", "2026-12-30", "2027-01-02", "30 December 2026 to 2 January 2027"),
        ("2026-10-03", "2026-10-03", "2026-10-03", "3 October 2026"),
    ],
)
def test_a_period_is_what_its_words_say(text: str, first: str, last: str, words: str) -> None:
    read = read_span(text, today=TODAY, calendar=Calendar())

    assert read == span(first, last)
    assert read.words == words


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-02-30", "2026-10-15..2026-10-01", "yesterday", "1000-01-01..2026-01-01", ".."]
)
def test_what_is_no_period_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(RequestError) as refused:
        read_span(text, today=TODAY, calendar=Calendar())

    assert "last month" in refused.value.user_text


@pytest.mark.parametrize(
    ("of", "today", "before"),
    [
        (span("2026-11-01", "2026-11-30"), TODAY, span("2026-10-01", "2026-10-20")),
        (span("2026-10-01", "2026-10-31"), TODAY, span("2026-09-01", "2026-09-30")),
        (span("2024-03-01", "2024-03-31"), date(2024, 3, 31), span("2024-02-01", "2024-02-29")),
        (span("2025-03-01", "2025-03-31"), date(2025, 3, 30), span("2025-02-01", "2025-02-28")),
        (span("2026-01-01", "2026-01-31"), TODAY, span("2025-12-01", "2025-12-31")),
        (span("2026-11-20", "2026-11-20"), TODAY, span("2026-11-19", "2026-11-19")),
        (span("2026-11-16", "2026-11-22"), TODAY, span("2026-11-11", "2026-11-15")),
    ],
)
def test_a_period_is_compared_with_as_much_of_the_one_before(of: Span, today: date, before: Span) -> None:
    compared = of.before(today)

    assert compared == before


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_is_in_its_own_month_and_the_months_touch(day: date) -> None:
    month = month_of(day)

    assert month.first_day <= day <= month.last_day
    assert month_of(month.last_day + timedelta(days=1)).first_day == month.last_day + timedelta(days=1)
    assert month.is_month
