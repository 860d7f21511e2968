"""Three processes behind a load balancer are replaced one after the other, in the middle of everything."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from storage import Database
from tests.crash.audit import judge, read_books, read_standing, unfinished
from tests.crash.balancer import balanced
from tests.crash.ordeal import PLENTY
from tests.crash.people import People, Wish, with_answers
from tests.flows.house import Street, open_street

ASK_EVERY_SECONDS = 2.5


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(240):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.2)


async def are_some_open(database: Database) -> bool:
    return (await read_standing(database)).open_jobs >= 4


async def is_all_over(database: Database, street: Street) -> bool:
    return not unfinished(await read_books(database), street)


@pytest.mark.long
async def test_a_rolling_restart_loses_nothing_doubles_nothing_and_refuses_nobody(
    tmp_path: Path, postgres_url: str
) -> None:
    database, wishes, under_way = Database.open(postgres_url), list[Wish](), list[int]()
    async with (
        # Tasks take so much longer than people take to ask for the next that on the quickest machine too some
        # stand at every stage.
        open_street(tmp_path, database_url=postgres_url, delay_seconds=10.0, **PLENTY) as street,
        balanced(street, processes=3, folder=tmp_path) as (balancer, fleet),
    ):
        people = People(street.workspace, rng=random.Random(2))

        async def keep_asking() -> None:
            async with asyncio.TaskGroup() as group:
                for number in itertools.count():
                    group.create_task(ask(f"house{number:04d}"))
                    await asyncio.sleep(ASK_EVERY_SECONDS)
                    if len(under_way) == 3:
                        return

        async def ask(word: str) -> None:
            wishes.append(await people.ask(word))

        async def replace_each() -> None:
            for number in range(3):
                await until(lambda: are_some_open(database))
                await fleet.replace(number)
                under_way.append((await read_standing(database)).open_jobs)

        await asyncio.gather(keep_asking(), replace_each())
        await until(lambda: is_all_over(database, street))
        verdict = judge(with_answers(wishes, street.workspace), await read_books(database), street)
        await database.close()

        assert balancer.complaints == []
        assert min(balancer.answered.values()) > 0
        assert (verdict.lost, verdict.doubled_submits) == ([], [])
        assert (verdict.doubled_posts, verdict.wrong_charges) == ([], [])
        assert verdict.ends == {"delivered": len(wishes)}
        assert fleet.losses.unexpected_exits == []
        assert all(under_way)
