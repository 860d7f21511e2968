"""What a report is, and how one is put together from the sums of the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.money.calendar import Calendar
from bot.reports.figures import Chart
from bot.reports.periods import Span, month_of
from storage import Database, Session
from storage.days import Sums
from storage.outcomes import Outcomes, count_outcomes
from storage.sums import Slice, sum_by_day, sum_groups

_CENT: Final = 10_000


class Label(StrEnum):
    """What the first column names, so that whoever shows it can spell it."""

    PERSON = "person"
    CHANNEL = "channel"
    MODEL = "model"
    SERVICE = "service"
    TAG = "tag"


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """One kind of report: what it groups by. ``column`` is the ledger's."""

    title: str
    label: Label
    column: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """Whose ledger, and where the calendar stands. ``budget_micros`` is the workspace's for a month."""

    database: Database
    today: date
    calendar: Calendar
    team_id: str | None = None
    budget_micros: int | None = None


@dataclass(frozen=True, kw_only=True)
class About:
    """One person or one channel; neither is everybody."""

    user_id: str | None = None
    channel_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table; ``name`` is an id or a tag, None where there is none."""

    name: str | None
    spent_micros: int
    open_micros: int
    jobs: int
    drift_micros: int  # charged less quoted


@dataclass(frozen=True, kw_only=True)
class Change:
    """The same for the period before."""

    span: Span
    spent_micros: int


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What the month will have cost, and how that is worked out."""

    spent_micros: int
    method: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that is shown."""

    title: str
    label: Label
    about: About
    span: Span
    columns: Sequence[str]
    rows: Sequence[Row]
    total: Row
    change: Change
    forecast: Forecast | None
    outcomes: Outcomes
    chart: Chart

    @property
    def per_kept_micros(self) -> int | None:
        """What a picture that was kept has cost, all that was not kept included; to a hundredth of a cent."""
        kept = self.outcomes.kept_pictures
        part = _CENT // 100
        return (
            self.total.spent_micros // (kept * part) * part if kept and self.total.spent_micros > 0 else None
        )

    @property
    def failed_share(self) -> float | None:
        """Of the jobs that have ended, 0..1."""
        ended = self.outcomes.delivered + self.outcomes.failed
        return self.outcomes.failed / ended if ended else None


COLUMNS = ("", "spent", "reserved", "jobs")


async def build(source: Source, breakdown: Breakdown, span: Span, about: About) -> Report:
    """Sums, the period before, the forecast and the days, all from one look at the database."""
    before = span.before(source.today)
    async with source.database.transaction(read_only=True) as session:
        groups = await sum_groups(session, _slice(source, span, about), by=breakdown.column)
        by_day = await sum_by_day(session, _slice(source, span, about))
        earlier = await sum_by_day(session, _slice(source, before, about))
        outcomes = await _outcomes(session, source, span, about)
    rows = _rows(groups)
    total = _total(rows)
    forecast = _forecast(span, source.today, total.spent_micros)
    title = f"{span.words} {breakdown.title}"
    return Report(
        title=title,
        label=breakdown.label,
        about=about,
        span=span,
        columns=(breakdown.label, *COLUMNS[1:]),
        rows=rows,
        total=total,
        change=Change(span=before, spent_micros=sum(earlier.values())),
        forecast=forecast,
        outcomes=outcomes,
        chart=_chart(source, span, by_day, title=span.words, forecast=forecast, about=about),
    )


def _slice(source: Source, span: Span, about: About) -> Slice:
    return Slice(
        first_day=span.first_day,
        last_day=span.last_day,
        team_id=source.team_id,
        user_id=about.user_id,
        channel_id=about.channel_id,
    )


async def _outcomes(session: Session, source: Source, span: Span, about: About) -> Outcomes:
    return await count_outcomes(
        session,
        begun_from=source.calendar.begins_at(span.first_day),
        begun_before=source.calendar.begins_at(span.last_day + timedelta(days=1)),
        team_id=source.team_id,
        user_id=about.user_id,
        channel_id=about.channel_id,
    )


def _rows(groups: Sequence[tuple[str | None, Sums]]) -> list[Row]:
    """A row for each group, the dearest first."""
    rows = [
        Row(
            name=key,
            spent_micros=sums.spent_micros,
            open_micros=sums.committed_micros - sums.spent_micros,
            jobs=sums.jobs,
            drift_micros=sums.drift_micros,
        )
        for key, sums in groups
    ]
    return sorted(rows, key=lambda row: (-row.spent_micros, row.name or ""))


def _total(rows: Sequence[Row]) -> Row:
    return Row(
        name=None,
        spent_micros=sum(row.spent_micros for row in rows),
        open_micros=sum(row.open_micros for row in rows),
        jobs=sum(row.jobs for row in rows),
        drift_micros=sum(row.drift_micros for row in rows),
    )


def _forecast(span: Span, today: date, spent_micros: int) -> Forecast | None:
    """Only for the month that today is in: what is spent so far, for as many days as the month has; whole cents."""
    if span != month_of(today) or spent_micros < 0:
        return None  # a month that is over or to come, or one in which admins gave back more than was spent
    gone, days = today.day, span.last_day.day
    return Forecast(
        spent_micros=spent_micros * days // (gone * _CENT) * _CENT,
        method=f"if all {days} days go like the {gone} so far"
        if gone > 1
        else f"if all {days} days go like today",
    )


def _chart(
    source: Source,
    span: Span,
    by_day: Mapping[date, int],
    *,
    title: str,
    forecast: Forecast | None,
    about: About,
) -> Chart:
    length = (span.last_day - span.first_day).days + 1
    days = [span.first_day + timedelta(days=number) for number in range(length)]
    is_whole = span.is_month and about == About()
    return Chart(
        title=f"Spent in {title}" if span.is_month else f"Spent, {title}",
        days=days,
        spent_micros=[by_day.get(day, 0) for day in days if day <= source.today or day in by_day],
        forecast_micros=None if forecast is None else forecast.spent_micros,
        budget_micros=source.budget_micros if is_whole else None,
    )
