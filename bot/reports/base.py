"""What a report is, and how one is put together from the sums of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.money.calendar import Calendar
from bot.reports.figures import Chart
from bot.reports.periods import Span, month_of
from storage import Database, Session
from storage.outcomes import Outcomes, count_outcomes
from storage.sums import GroupSums, Slice, sum_groups, sum_spent


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
        """What a picture that was kept has cost, all that was not kept included."""
        kept = self.outcomes.kept_pictures
        return self.total.spent_micros // kept if kept else None

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
        earlier_micros = await sum_spent(session, _slice(source, before, about))
        outcomes = await _outcomes(session, source, span, about)
    rows = _rows(groups)
    total = _sum(None, rows)
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
        change=Change(span=before, spent_micros=earlier_micros),
        forecast=forecast,
        outcomes=outcomes,
        chart=_chart(source, span, _by_day(groups), title=span.words, forecast=forecast, about=about),
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


def _rows(groups: Sequence[GroupSums]) -> list[Row]:
    """A row for each group, its days added up, the dearest first."""
    by_key: dict[str | None, list[GroupSums]] = {}
    for group in groups:
        by_key.setdefault(group.key, []).append(group)
    rows = [_sum(key, days) for key, days in by_key.items()]
    return sorted(rows, key=lambda row: (-row.spent_micros, row.name or ""))


def _sum(name: str | None, parts: Sequence[GroupSums] | Sequence[Row]) -> Row:
    return Row(
        name=name,
        spent_micros=sum(part.spent_micros for part in parts),
        open_micros=sum(part.open_micros for part in parts),
        jobs=sum(part.jobs for part in parts),
        drift_micros=sum(part.drift_micros for part in parts),
    )


def _by_day(groups: Sequence[GroupSums]) -> dict[date, int]:
    spent: dict[date, int] = {}
    for group in groups:
        spent[group.day] = spent.get(group.day, 0) + group.spent_micros
    return spent


def _forecast(span: Span, today: date, spent_micros: int) -> Forecast | None:
    """Only for the month that today is in: what is spent so far, for as many days as the month has."""
    if span != month_of(today):
        return None
    gone, days = today.day, span.last_day.day
    return Forecast(
        spent_micros=spent_micros * days // gone,
        method=f"if all {days} days go like the {gone} so far"
        if gone > 1
        else f"if all {days} days go like today",
    )


def _chart(
    source: Source,
    span: Span,
    by_day: dict[date, int],
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
