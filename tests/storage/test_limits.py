"""Limits as admins have set them."""

from storage import Database
from storage.limits import EVERYBODY, Limit, Period, Scope, list_limits, set_limit


def limit(scope: Scope, scope_id: str, *, micros: int | None, team_id: str = "T1") -> Limit:
    return Limit(team_id=team_id, scope=scope, scope_id=scope_id, period=Period.MONTH, limit_micros=micros)


async def test_a_limit_that_is_set_again_replaces_the_first(database: Database) -> None:
    async with database.transaction() as session:
        await set_limit(session, limit(Scope.USER, "U1", micros=5))
        await set_limit(session, limit(Scope.USER, "U1", micros=None))

    async with database.transaction(read_only=True) as session:
        told = await list_limits(session, "T1", user_id="U1", channel_id=None)

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
        in_channel = await list_limits(session, "T1", user_id="U1", channel_id="C1")
        anywhere = await list_limits(session, "T1", user_id="U1", channel_id=None)

    assert sorted(one.limit_micros or 0 for one in in_channel) == [1, 2, 3, 4, 5]
    assert sorted(one.limit_micros or 0 for one in anywhere) == [1, 2, 5]
