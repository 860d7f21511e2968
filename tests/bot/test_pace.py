"""Several processes keep Slack's pace together: what one has taken, the other waits for."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.pace import SharedPace
from handlers.pacing import Pacer
from storage import Database, pace
from tests.databases import database, database_url

__all__ = ["database", "database_url"]


class Waits:
    """Notes how long it was asked to sleep, and does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(round(seconds, 3))


@pytest.fixture
async def other_process(database: Database, database_url: str) -> AsyncIterator[Database]:
    other = Database.open(database_url)
    yield other
    await other.close()


async def test_two_processes_share_one_channel_s_burst_and_pace(
    database: Database, other_process: Database
) -> None:
    waits = Waits()
    pacers = [
        Pacer(pace=SharedPace(store, clock=lambda: 1000.0), sleep=waits.sleep)
        for store in (database, other_process)
    ]

    await asyncio.gather(*(pacer.turn_in_channel("T1", "C1") for pacer in pacers for _ in range(4)))
    await pacers[0].turn_in_channel("T1", "C2")

    assert sorted(waits.seconds) == [1.0, 2.0, 3.0]
    assert await pacers[1].wait_seconds("T1", "C1") == 4.0
    assert await pacers[1].wait_seconds("T1", "C2") == 0.0


async def test_one_process_waits_out_what_slack_told_the_other(
    database: Database, other_process: Database
) -> None:
    first = Pacer(pace=SharedPace(database, clock=lambda: 1000.0))
    second = Pacer(pace=SharedPace(other_process, clock=lambda: 1002.0))

    await first.hold("T1", "chat.update", seconds=7)
    await first.hold("T1", "chat.update", seconds=3)

    assert await second.held_seconds("T1", "chat.update") == 5.0
    assert await second.held_seconds("T1", "chat.postMessage") == 0.0


async def test_what_is_free_again_is_forgotten(database: Database) -> None:
    shared = SharedPace(database, clock=lambda: 1000.0)
    await shared.hold("method:T1:chat.update", seconds=5)
    await shared.hold("method:T1:files.info", seconds=50)

    async with database.transaction() as session:
        await pace.prune_pace(session, before_seconds=1006.0)

    assert await shared.left("method:T1:chat.update") == 0.0
    assert await shared.left("method:T1:files.info") == 50.0
