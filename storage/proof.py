"""The proof that the counters say what the ledger's rows add up to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, Select, String, cast, func, literal, select, union_all

from storage.base import Session
from storage.counters import CounterKey, LedgerCounterRow, read_key
from storage.ledger import LedgerRow
from storage.limits import EVERYBODY, Period, Scope

_STARTS = {
    Period.DAY: LedgerRow.day_start,
    Period.WEEK: LedgerRow.week_start,
    Period.MONTH: LedgerRow.month_start,
}
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
