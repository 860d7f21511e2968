"""What is limited is limited for several processes together: money, tasks at a service, turns, Slack's pace."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from bot.announcer import FINAL_STAGES
from bot.demo.services.orders import Stage
from storage import Database
from tests.crash.audit import read_books
from tests.crash.balancer import balanced
from tests.flows.house import Street, open_street, picture

ADAS, FIT = 10, 8  # so many she asks for at once, of which her budget allows some
LIMITS = {"RUNWARE_CONCURRENCY": "2", "USER_MONTHLY_BUDGET_USD": f"{FIT * 0.06:.2f}"}


async def ask(street: Street, name: str, text: str) -> str:
    """One edit in the channel that everybody uses; the ts of its thread."""
    message = await street.workspace.say(
        name, "design", f"@retouch edit {text} --region top", files=[("a.png", picture((96, 64)))]
    )
    return str(message["ts"])


async def watch_crowd(street: Street, crowd: list[int]) -> None:
    """How many tasks the service works on, moment by moment, until cancelled."""
    while True:
        crowd.append(sum(task.stage is not Stage.FINISHED for task in street.runware.tasks.values()))
        await asyncio.sleep(0.01)


async def until_all_over(database: Database) -> None:
    async with asyncio.timeout(240):
        while True:
            books = await read_books(database)
            if len(books.jobs) == ADAS + 1 and all(job.stage in FINAL_STAGES for job in books.jobs):
                return
            await asyncio.sleep(0.2)


async def count_workers(url: str) -> int:
    """How many processes have worked on jobs."""
    query = "SELECT count(DISTINCT executor_id) FROM dbos.workflow_status"
    async with (
        await psycopg.AsyncConnection.connect(url) as connection,
        await connection.execute(query) as cursor,
    ):
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.long
async def test_two_processes_keep_budgets_turns_concurrency_and_slacks_pace_together(
    tmp_path: Path, postgres_url: str
) -> None:
    crowd, database = list[int](), Database.open(postgres_url)
    async with (
        open_street(
            tmp_path, database_url=postgres_url, delay_seconds=6.0, posts_per_second=1.0, **LIMITS
        ) as street,
        balanced(street, processes=2, folder=tmp_path) as (balancer, _),
    ):
        watching = asyncio.create_task(watch_crowd(street, crowd))
        adas = [asyncio.create_task(ask(street, "ada", f"house {number}")) for number in range(ADAS)]
        bens = asyncio.create_task(ask(street, "ben", "a boat"))
        threads = await asyncio.gather(*adas, bens)
        await until_all_over(database)
        watching.cancel()
        await database.close()

        delivered = [ts for ts in threads if street.results("design", ts)]
        in_turn = [task.order.prompt for task in street.runware.tasks.values()]
        held_back = [call for call in street.workspace.calls if call.error == "ratelimited"]
        posts = [call for call in street.workspace.calls if call.method == "chat.postMessage"]
        assert balancer.complaints == []
        assert await count_workers(postgres_url) == 2
        assert len(delivered) == len(in_turn) == FIT + 1
        assert max(crowd) == 2
        assert in_turn.index("a boat") < FIT - 2
        # Where one message is late on its way and the next is not, Slack may hold one back.
        assert len(posts) > 4 * len(held_back)
