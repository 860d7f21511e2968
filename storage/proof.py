"""The proof that the counters and the days' sums say what the ledger's rows add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, String, case, cast, func, literal, or_, select, union_all

from storage.base import Session
from storage.counters import CounterKey, LedgerCounterRow, read_key
from storage.days import DIMENSIONS, NOTHING, LedgerDayRow
from storage.ledger import EntryKind, LedgerRow
from storage.limits import EVERYBODY, Period, Scope
from storage.sums import DRIFT, SPENT

_STARTS = {
    Period.DAY: LedgerRow.day_start,
    Period.WEEK: LedgerRow.week_start,
    Period.MONTH: LedgerRow.month_start,
}
_DAY_SUMS = ("spent_micros", "committed_micros", "jobs", "drift_micros")
_OWNERS = {
    Scope.USER: LedgerRow.user_id,
    Scope.CHANNEL: LedgerRow.channel_id,
    Scope.WORKSPACE: literal(EVERYBODY, String),
}


@dataclass(frozen=True, kw_only=True)
class Mismatch:
    """A counter that is wrong: what it says, and what the ledger's rows add up to."""

    key: CounterKey
    counted_micros: int
    summed_micros: int


@dataclass(frozen=True, kw_only=True)
class DayMismatch:
    """A day's sums that are wrong: what they say, and what the ledger's rows add up to."""

    team_id: str
    dimension: str
    day: date
    key: str
    counted: Sequence[int]
    summed: Sequence[int]


async def find_day_mismatches(session: Session, *, since: date) -> list[DayMismatch]:
    """The same for what reports read: every group's day from ``since`` on that differs from its rows."""
    counted = select(
        LedgerDayRow.team_id,
        LedgerDayRow.dimension,
        LedgerDayRow.day_start,
        LedgerDayRow.key,
        *(getattr(LedgerDayRow, name).label(f"counted_{name}") for name in _DAY_SUMS),
        *(literal(0, BigInteger).label(f"summed_{name}") for name in _DAY_SUMS),
    ).where(LedgerDayRow.day_start >= since)
    both = union_all(counted, *(_days(dimension, since) for dimension in DIMENSIONS)).subquery()
    key = (both.c.team_id, both.c.dimension, both.c.day_start, both.c.key)
    sums = [func.sum(both.c[f"{side}_{name}"]) for side in ("counted", "summed") for name in _DAY_SUMS]
    pairs = zip(sums[: len(_DAY_SUMS)], sums[len(_DAY_SUMS) :], strict=True)
    rows = await session.execute(
        select(*key, *(cast(column, BigInteger) for column in sums))
        .group_by(*key)
        .having(or_(*(counted != summed for counted, summed in pairs)))
        .order_by(*key)
    )
    return [
        DayMismatch(
            team_id=team_id,
            dimension=dimension,
            day=day,
            key=name,
            counted=numbers[: len(_DAY_SUMS)],
            summed=numbers[len(_DAY_SUMS) :],
        )
        for team_id, dimension, day, name, *numbers in rows
    ]


async def find_mismatches(session: Session, *, since: date) -> list[Mismatch]:
    """Every counter of the periods that began at ``since`` or later and differs from its rows.

    ``since`` is the first of a month. One statement sees one state of the database, so
    money that moves meanwhile is never taken for a mistake.
    """
    counted = select(
        LedgerCounterRow.team_id,
        LedgerCounterRow.scope,
        LedgerCounterRow.scope_id,
        LedgerCounterRow.period,
        LedgerCounterRow.period_start,
        LedgerCounterRow.committed_micros.label("counted"),
        literal(0, BigInteger).label("summed"),
    ).where(LedgerCounterRow.period_start >= since)
    both = union_all(
        counted, *(_sums(scope, period, since) for scope in Scope for period in Period)
    ).subquery()
    key = (both.c.team_id, both.c.scope, both.c.scope_id, both.c.period, both.c.period_start)
    counted_sum, summed_sum = func.sum(both.c.counted), func.sum(both.c.summed)
    rows = await session.execute(
        select(*key, cast(counted_sum, BigInteger), cast(summed_sum, BigInteger))
        .group_by(*key)
        .having(counted_sum != summed_sum)
        .order_by(*key)
    )
    return [
        Mismatch(key=read_key(*key), counted_micros=counted, summed_micros=summed)
        for *key, counted, summed in rows
    ]


def _sums(scope: Scope, period: Period, since: date) -> Select[str, str, str | None, str, date, int, int]:
    """What the rows add up to for each owner and period, in the shape of the counters."""
    owner, start = _OWNERS[scope], _STARTS[period]
    return (
        select(
            LedgerRow.team_id,
            literal(scope.value, String),
            owner,
            literal(period.value, String),
            start,
            literal(0, BigInteger),
            func.sum(LedgerRow.delta_micros),
        )
        # A period that began since then has no row of an earlier month, and the month has an index.
        .where(LedgerRow.month_start >= since, start >= since, owner.is_not(None))
        .group_by(LedgerRow.team_id, owner, start)
    )


def _days(dimension: str, since: date) -> Select[*tuple[Any, ...]]:
    """What the rows add up to for each group of one dimension and day, in the shape of the days' sums."""
    key = func.coalesce(getattr(LedgerRow, dimension), NOTHING)
    jobs = func.count(case((LedgerRow.kind == EntryKind.RESERVATION, 1)))
    return (
        select(
            LedgerRow.team_id,
            literal(dimension, String),
            LedgerRow.day_start,
            key,
            *(literal(0, BigInteger) for _ in _DAY_SUMS),
            func.sum(SPENT),
            func.sum(LedgerRow.delta_micros),
            jobs,
            func.sum(DRIFT),
        )
        .where(LedgerRow.day_start >= since)
        .group_by(LedgerRow.team_id, LedgerRow.day_start, key)
    )
