"""Whatever is delivered again is known."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from storage import Database
from storage.deliveries import find_job_id, mark_pressed, mark_seen, prune_deliveries

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def test_of_many_equal_deliveries_at_once_one_is_the_first(database: Database) -> None:
    async def deliver() -> bool:
        async with database.transaction() as session:
            return await mark_seen(session, "T1:C1:171.0001", seen_at=NOON)

    firsts = await asyncio.gather(*(deliver() for _ in range(20)))

    assert firsts.count(True) == 1


async def test_a_repeated_delivery_finds_the_job_of_the_first(database: Database) -> None:
    first, second = uuid4(), uuid4()

    async with database.transaction() as session:
        await mark_seen(session, "view:V1", seen_at=NOON, job_id=first)
    async with database.transaction() as session:
        is_first = await mark_seen(session, "view:V1", seen_at=NOON, job_id=second)

    async with database.transaction(read_only=True) as session:
        assert not is_first
        assert await find_job_id(session, "view:V1") == first


async def test_the_same_button_pressed_within_seconds_is_one_press(database: Database) -> None:
    async def press(at: datetime) -> bool:
        async with database.transaction() as session:
            return await mark_pressed(session, "again:V1:U1", now=at, not_since=at - timedelta(seconds=3))

    at_once = await asyncio.gather(*(press(NOON) for _ in range(10)))
    later = [await press(NOON + timedelta(seconds=seconds)) for seconds in (2, 4, 6, 8)]

    assert at_once.count(True) == 1
    assert later == [False, True, False, True]


async def test_only_old_deliveries_are_pruned(database: Database) -> None:
    async with database.transaction() as session:
        await mark_seen(session, "old", seen_at=NOON - timedelta(days=8))
        await mark_seen(session, "new", seen_at=NOON)

    async with database.transaction() as session:
        await prune_deliveries(session, seen_before=NOON - timedelta(days=7))

    async with database.transaction() as session:
        assert await mark_seen(session, "old", seen_at=NOON)
        assert not await mark_seen(session, "new", seen_at=NOON)
