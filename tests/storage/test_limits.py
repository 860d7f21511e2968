"""Limits as admins have set them."""

from datetime import date

from storage import Database
from storage.counters import CounterKey, counter_keys
from storage.limits import EVERYBODY, Limit, Period, Scope, set_limit
from storage.standing import read_standing


def limit(scope: Scope, scope_id: str, *, micros: int | None, team_id: str = "T1") -> Limit:
    return Limit(team_id=team_id, scope=scope, scope_id=scope_id, period=Period.MONTH, limit_micros=micros)


def keys_of(user_id: str, channel_id: str | None = None) -> list[CounterKey]:
    starts = dict.fromkeys(Period, date(2026, 11, 1))
    return counter_keys("T1", starts, user_id=user_id, channel_id=channel_id)


async def test_a_limit_that_is_set_again_replaces_the_first(database: Database) -> None:
    async with database.transaction() as session:
        await set_limit(session, limit(Scope.USER, "U1", micros=5))
        await set_limit(session, limit(Scope.USER, "U1", micros=None))

    async with database.transaction(read_only=True) as session:
        told = (await read_standing(session, keys_of("U1"))).told

    assert told == [limit(Scope.USER, "U1", micros=None)]


async def test_only_limits_that_may_hold_for_the_person_are_listed(database: Database) -> None:
    theirs = [
        limit(Scope.USER, "U1", micros=1),
        limit(Scope.USER, EVERYBODY, micros=2),
        limit(Scope.CHANNEL, "C1", micros=3),
        limit(Scope.CHANNEL, EVERYBODY, micros=4),
        limit(Scope.WORKSPACE, EVERYBODY, micros=5),
    ]
    others = [
        limit(Scope.USER, "U2", micros=6),
        limit(Scope.CHANNEL, "C2", micros=7),
        limit(Scope.USER, "U1", micros=8, team_id="T2"),
        limit(Scope.CHANNEL, "U1", micros=9),
    ]
    async with database.transaction() as session:
        for one in theirs + others:
            await set_limit(session, one)

    async with database.transaction(read_only=True) as session:
        in_channel = (await read_standing(session, keys_of("U1", "C1"))).told
        anywhere = (await read_standing(session, keys_of("U1"))).told

    assert sorted(one.limit_micros or 0 for one in in_channel) == [1, 2, 3, 4, 5]
    assert sorted(one.limit_micros or 0 for one in anywhere) == [1, 2, 5]
