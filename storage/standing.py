"""Where somebody stands: the limits they are under, what was allowed on top, and what is committed under each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from storage.allowances import AllowanceRow
from storage.base import Session
from storage.counters import CounterKey, LedgerCounterRow, read_key
from storage.limits import EVERYBODY, Limit, LimitRow, Period, Scope

_KEY: Final = tuple(CounterKey.__dataclass_fields__)
_OWNED: Final = _KEY[:-1]  # a limit has no period's beginning
_LIMIT, _ALLOWED, _COMMITTED = "limit", "allowed", "committed"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """``told`` are the limits of admins, by name and for everybody; a counter that is missing stands at 0."""

    told: Sequence[Limit]
    allowed: Mapping[CounterKey, int]
    committed: Mapping[CounterKey, int]


async def read_standing(session: Session, keys: Sequence[CounterKey]) -> Standing:
    """All three in one look, for every request begins with it and each look is a round trip.

    ``keys`` are those of one person, in a channel or in none. They are asked for column by column, because
    SQLite finds no index for whole keys. The few rows that this brings too many, such as a week that began
    with the month, are left out here.
    """
    owners = {(key.scope, key.scope_id) for key in keys} | {(key.scope, EVERYBODY) for key in keys}
    told: list[Limit] = []
    sums: dict[str, dict[CounterKey, int]] = {_ALLOWED: {}, _COMMITTED: {}}
    for what, team_id, scope, scope_id, period, start, micros in await session.execute(_LOOK, _binds(keys)):
        if what != _LIMIT:
            sums[what][read_key(team_id, scope, scope_id, period, start)] = micros
        elif (scope, scope_id) in owners:
            told.append(
                Limit(
                    team_id=team_id,
                    scope=Scope(scope),
                    scope_id=scope_id,
                    period=Period(period),
                    limit_micros=micros,
                )
            )
    return Standing(told=told, allowed=_only(keys, sums[_ALLOWED]), committed=_only(keys, sums[_COMMITTED]))


def _only(keys: Sequence[CounterKey], sums: Mapping[CounterKey, int]) -> dict[CounterKey, int]:
    return {key: sums[key] for key in keys if key in sums}


def _binds(keys: Sequence[CounterKey]) -> dict[str, str | date | None]:
    """One value for each scope and period, None for a channel where there is none: nothing equals that."""
    assert len({key.scope_id for key in keys}) <= len(Scope), "these are the keys of several people"
    return {
        "team_id": keys[0].team_id,
        **dict.fromkeys(Scope),
        **{key.scope: key.scope_id for key in keys},
        **{key.period: key.period_start for key in keys},
    }


def _build_look() -> CompoundSelect[*tuple[Any, ...]]:
    """Built once, of plain columns and with as many values each time: SQLAlchemy then writes its SQL once too.

    Writing it anew, as it does for lists of any length, takes longer than the look itself.
    """
    limits, allowances, counters = (row.__table__ for row in (LimitRow, AllowanceRow, LedgerCounterRow))
    told = select(
        literal(_LIMIT, String),
        *(limits.c[name] for name in _OWNED),
        cast(null(), Date),
        limits.c.limit_micros,
    ).where(*_owned(limits))
    total = cast(func.sum(allowances.c.amount_micros), BigInteger)
    on_top = (
        select(literal(_ALLOWED, String), *(allowances.c[name] for name in _KEY), total)
        .where(*_owned(allowances), *_begun(allowances))
        .group_by(*(allowances.c[name] for name in _KEY))
    )
    sums = select(
        literal(_COMMITTED, String), *(counters.c[name] for name in _KEY), counters.c.committed_micros
    ).where(*_owned(counters), *_begun(counters))
    return union_all(told, on_top, sums)


def _owned(table: FromClause) -> list[ColumnElement[bool]]:
    """By whose they are: the person's, the channel's, everybody's; the workspace's id is everybody's too."""
    return [
        table.c.team_id == bindparam("team_id", type_=String),
        table.c.scope.in_([literal(scope, String) for scope in Scope]),
        table.c.scope_id.in_([bindparam(scope, type_=String) for scope in Scope]),
    ]


def _begun(table: FromClause) -> list[ColumnElement[bool]]:
    """By when their day, week or month began."""
    return [
        table.c.period.in_([literal(period, String) for period in Period]),
        table.c.period_start.in_([bindparam(period, type_=Date) for period in Period]),
    ]


_LOOK: Final = _build_look()
