"""Where somebody stands: the limits they are under, what was allowed on top, and what is committed under each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    CompoundSelect,
    Date,
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

    Asked column by column, because SQLite finds no index for whole keys. The few rows that this brings
    too many, such as a week that began with the month, are left out here.
    """
    owners = {(key.scope, key.scope_id) for key in keys} | {(key.scope, EVERYBODY) for key in keys}
    told: list[Limit] = []
    sums: dict[str, dict[CounterKey, int]] = {_ALLOWED: {}, _COMMITTED: {}}
    values = {name: list({getattr(key, name) for key in keys}) for name in _KEY}
    rows = await session.execute(_LOOK, {**values, "owners": list({owner for _, owner in owners})})
    for what, team_id, scope, scope_id, period, start, micros in rows:
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


def _build_look() -> CompoundSelect[*tuple[Any, ...]]:
    """Built once, of plain columns: building it anew takes longer than the look itself."""
    limits, allowances, counters = (row.__table__.c for row in (LimitRow, AllowanceRow, LedgerCounterRow))
    told = select(
        literal(_LIMIT, String),
        *(limits[name] for name in _OWNED),
        cast(null(), Date),
        limits.limit_micros,
    ).where(
        limits.team_id.in_(_values("team_id")),
        limits.scope.in_(_values("scope")),
        limits.scope_id.in_(_values("owners")),
    )
    total = cast(func.sum(allowances.amount_micros), BigInteger)
    on_top = (
        select(literal(_ALLOWED, String), *(allowances[name] for name in _KEY), total)
        .where(*(allowances[name].in_(_values(name)) for name in _KEY))
        .group_by(*(allowances[name] for name in _KEY))
    )
    sums = select(
        literal(_COMMITTED, String), *(counters[name] for name in _KEY), counters.committed_micros
    ).where(*(counters[name].in_(_values(name)) for name in _KEY))
    return union_all(told, on_top, sums)


def _values(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


_LOOK: Final = _build_look()
